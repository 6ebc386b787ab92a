/** Hashing and checking passwords: results, bounds, and the same work for every failure. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ImproperlyConfigured, ServiceUnavailable, ValidationError } from '../errors.ts';
import { md5Hasher, type PasswordHasher, pbkdf2Hasher } from './password-hashers.ts';
import { isPasswordUsable, type PasswordCheck, Passwords, unusablePassword } from './passwords.ts';

const DJANGO = 'pbkdf2_sha256$1000$saltsalt$iCDt/XdNflXdvKETCKlmSpo0G67QaKCoIc4yYmvRpBY=';

describe('Passwords', () => {
  const passwords = new Passwords();

  it('writes argon2id with the costs that ASVS names', async () => {
    const encoded = await passwords.hash('wonderland-42');
    expect(encoded).toMatch(/^argon2\$argon2id\$v=19\$m=47104,t=1,p=1\$/);
    expect(await passwords.verify('wonderland-42', encoded)).toEqual({ correct: true, mustUpgrade: false });
    expect(await passwords.verify('wonderland-43', encoded)).toEqual({ correct: false, mustUpgrade: false });
  });

  it("reads Django's passwords and says that they are to be hashed again", async () => {
    expect(await passwords.verify('wonderland-42', DJANGO)).toEqual({ correct: true, mustUpgrade: true });
    expect(await passwords.verify('wrong', DJANGO)).toEqual({ correct: false, mustUpgrade: false });
  });

  it('reads MD5 only where it is listed', async () => {
    const md5 = 'md5$saltsalt$ebcabcaa072ff170c08b752ba97c9c3d';
    expect((await passwords.verify('wonderland-42', md5)).correct).toBe(false);
    const withMd5 = new Passwords({ hashers: [md5Hasher()] });
    expect(await withMd5.verify('wonderland-42', md5)).toEqual({ correct: true, mustUpgrade: false });
  });

  it.each([null, '', '!', '!abc', 'wonderland-42', '$', '__proto__$x', 'constructor$x', 'nosuch$1$2$3'])(
    'matches nothing where the database keeps %j',
    async (encoded) => {
      for (const password of ['', 'wonderland-42', encoded ?? '']) {
        expect(await passwords.verify(password, encoded)).toEqual({ correct: false, mustUpgrade: false });
      }
    },
  );

  it('refuses passwords that cost too much to hash, by bytes', async () => {
    await expect(passwords.hash('x'.repeat(4_097))).rejects.toThrow(ValidationError);
    await expect(passwords.hash('ä'.repeat(2_049))).rejects.toThrow(ValidationError);
    expect(await passwords.verify('x'.repeat(10_000_000), DJANGO)).toMatchObject({ correct: false });
    expect(await passwords.verify('ä'.repeat(2_048), await passwords.hash('ä'.repeat(2_048)))).toMatchObject({
      correct: true,
    });
  });

  it('types what it answers', () => {
    expectTypeOf(passwords.verify).returns.resolves.toEqualTypeOf<PasswordCheck>();
    // @ts-expect-error at least one hasher
    expect(() => new Passwords({ hashers: [] })).toThrow(ImproperlyConfigured);
    expect(() => new Passwords({ hashers: [md5Hasher(), md5Hasher()] })).toThrow(/different names/);
    expect(() => new Passwords({ concurrency: 0 })).toThrow(ImproperlyConfigured);
  });
});

describe('the work', () => {
  /** A hasher whose every call is counted and waits to be let go. */
  function slowHasher() {
    const waiting: (() => void)[] = [];
    const counts = { calls: 0, running: 0, most: 0 };
    const work = async <T>(result: T): Promise<T> => {
      counts.calls += 1;
      counts.running += 1;
      counts.most = Math.max(counts.most, counts.running);
      await new Promise<void>((resolve) => waiting.push(resolve));
      counts.running -= 1;
      return result;
    };
    const hasher: PasswordHasher = {
      algorithm: 'slow',
      encode: () => work('slow$'),
      verify: (password) => work(password === 'right'),
      mustUpdate: () => false,
    };
    const finish = async () => {
      while (waiting.length > 0) {
        waiting.shift()?.();
        await new Promise(setImmediate);
      }
    };
    return { hasher, counts, finish };
  }

  it('is done so many at a time, then waits, then is refused', async () => {
    const { hasher, counts, finish } = slowHasher();
    const passwords = new Passwords({ hashers: [hasher], concurrency: 2, queue: 3 });
    const outcomes = Promise.allSettled(Array.from({ length: 7 }, () => passwords.verify('right', 'slow$')));
    await new Promise(setImmediate);
    await finish();
    const settled = await outcomes;
    expect(settled.map(({ status }) => status).toSorted()).toEqual([
      ...Array(5).fill('fulfilled'),
      'rejected',
      'rejected',
    ]);
    expect(settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))).toEqual([
      expect.any(ServiceUnavailable),
      expect.any(ServiceUnavailable),
    ]);
    expect(counts).toEqual({ calls: 5, running: 0, most: 2 });
    const after = passwords.verify('right', 'slow$'); // the turns came back
    await new Promise(setImmediate);
    await finish();
    expect(await after).toMatchObject({ correct: true });
  });

  it.each<[string, string | null, string]>([
    ['a wrong password', 'slow$', 'wrong'],
    ['no user', null, 'right'],
    ['an unusable password', '!abc', 'right'],
    ['an unknown format', 'nosuch$1', 'right'],
    ['a password that is too long', 'slow$', 'x'.repeat(5_000)],
  ])('is one hash for %s', async (_, encoded, password) => {
    const { hasher, counts, finish } = slowHasher();
    const check = new Passwords({ hashers: [hasher] }).verify(password, encoded);
    await new Promise(setImmediate);
    await finish();
    expect(await check).toEqual({ correct: false, mustUpgrade: false });
    expect(counts.calls).toBe(1);
  });

  it('gives its turn back where a hasher fails', async () => {
    const broken: PasswordHasher = {
      algorithm: 'broken',
      encode: () => Promise.reject(new ServiceUnavailable()),
      verify: () => Promise.reject(new ServiceUnavailable()),
      mustUpdate: () => false,
    };
    const passwords = new Passwords({ hashers: [broken, pbkdf2Hasher()], concurrency: 1, queue: 0 });
    await expect(passwords.hash('x')).rejects.toThrow(ServiceUnavailable);
    await expect(passwords.verify('x', 'broken$')).rejects.toThrow(ServiceUnavailable);
    expect((await passwords.verify('wonderland-42', DJANGO)).correct).toBe(true);
  });
});

describe('an unusable password', () => {
  it('is random, and no password', () => {
    expect(unusablePassword()).toMatch(/^![A-Za-z0-9]{40}$/);
    expect([unusablePassword(), '', '!', DJANGO].map(isPasswordUsable)).toEqual([false, false, false, true]);
  });
});
