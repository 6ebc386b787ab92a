/** Ids of logins that follow from those of tokens. */
import { expect, it } from 'vitest';
import { familyIdOf, isFamilyId, isOpenerId, openerIdOf, siblingOf } from './family-id.ts';

const UUID4 = '85ea334a5ae648fd9adb2fcb408cea25';

it.each([UUID4, 'abc', '', '01JH8Z5YV3-of-another-service', 'x'.repeat(1_000), UUID4.toUpperCase()])(
  'is one id for %j and all that follow from it',
  (jti) => {
    const id = familyIdOf(jti);
    expect(isFamilyId(id)).toBe(true);
    let sibling = jti;
    for (let depth = 0; depth < 10; depth += 1) {
      sibling = siblingOf(sibling);
      expect(sibling).toMatch(/^[\da-f]{32}$/);
      expect(familyIdOf(sibling)).toBe(id);
    }
  },
);

it('is another one for other tokens, though their ids begin alike', () => {
  const ids = ['token-of-service-1', 'token-of-service-2', UUID4, `f${UUID4.slice(1)}`, UUID4.slice(0, 16)].map(
    familyIdOf,
  );
  expect(new Set(ids).size).toBe(5);
});

it('is never made twice', () => {
  expect(new Set(Array.from({ length: 1_000 }, () => siblingOf(UUID4))).size).toBe(1_000);
});

it('marks what opens views, for one login alone', () => {
  const [mine, other] = [familyIdOf(UUID4), familyIdOf('other')];
  const opener = openerIdOf(UUID4, mine);
  expect(opener).toMatch(/^[\da-f]{32}$/);
  expect(opener.slice(16)).toBe(UUID4.slice(16));
  expect([isOpenerId(opener, mine), isOpenerId(opener, other)]).toEqual([true, false]);
  for (const jti of [UUID4, siblingOf(UUID4), mine, mine.replaceAll('-', ''), ''])
    expect(isOpenerId(jti, mine)).toBe(false);
  expect(familyIdOf(opener)).not.toBe(mine);
});

it.each([
  undefined,
  null,
  7,
  '',
  'x',
  UUID4,
  ' 85ea334a-5ae6-48fd-9adb-2fcb408cea25',
  "'; --",
  ['85ea334a-5ae6-48fd-9adb-2fcb408cea25'],
])('is not %j', (id) => {
  expect(isFamilyId(id)).toBe(false);
  expect(isFamilyId('85ea334a-5ae6-48fd-9adb-2fcb408cea25')).toBe(true);
});
