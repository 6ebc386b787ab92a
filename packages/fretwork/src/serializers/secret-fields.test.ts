/** Secret columns never leave the app by a serializer: not by themselves, not by another name, not through a relation. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import type { Input, Representation } from './callable.ts';
import { hyperlinkedModelSerializer } from './hyperlinks.ts';
import { modelSerializer } from './model-serializer.ts';
import { s } from './s.ts';

const { User, Note } = defineModels({
  User: {
    username: f.char({ maxLength: 150 }),
    email: f.email({ blank: true }),
    password: f.char({ maxLength: 128, secret: true }),
  },
  Note: { text: f.text(), owner: f.foreignKey('User', { onDelete: 'cascade', relatedName: 'notes' }) },
});
const user = new User({ id: 1, username: 'alice', password: 'md5$salt$hash' });
const note = new Note({ id: 1, text: 'x', owner: user });

const sent = async (serializer: { readonly data: Promise<unknown> | unknown }) => JSON.stringify(await serializer.data);

describe('a secret column', () => {
  it("is no part of '__all__', of what exclude leaves, nor of depth", async () => {
    const All = modelSerializer(User, { fields: '__all__' });
    const Most = modelSerializer(User, { exclude: ['email'] });
    const Rest = modelSerializer(User, { exclude: ['password', 'email'] });
    const Deep = modelSerializer(Note, { fields: '__all__', depth: 1 });
    for (const serializer of [
      All({ instance: user }),
      Most({ instance: user }),
      Rest({ instance: user }),
      Deep({ instance: note }),
    ]) {
      const text = await sent(serializer);
      expect(text).toContain('alice');
      expect(text).not.toMatch(/password|hash/);
    }
    expectTypeOf<Representation<typeof All>>().not.toHaveProperty('password');
    expectTypeOf<Representation<typeof Rest>>().not.toHaveProperty('email');
    expectTypeOf<Representation<typeof Rest>>().toHaveProperty('username');
  });

  it.each([
    ['under its name', () => modelSerializer(User, { fields: ['id', 'password'] })],
    ['read-only', () => modelSerializer(User, { fields: ['password'], readOnlyFields: ['password'] })],
    ['declared', () => modelSerializer(User, { fields: ['password'], declare: { password: s.char() } })],
    [
      'under another name',
      () => modelSerializer(User, { fields: ['hint'], declare: { hint: s.char({ source: 'password' }) } }),
    ],
    [
      'of a related object',
      () => modelSerializer(Note, { fields: ['hint'], declare: { hint: s.char({ source: 'owner.password' }) } }),
    ],
    ['as a link', () => hyperlinkedModelSerializer(User, { fields: ['url', 'password'] })],
  ])('is refused %s', (_, make) => {
    expect(make).toThrow(ImproperlyConfigured);
    expect(make).toThrow(/would send User\.password, which is secret/);
  });

  it('may be read, and is not sent then', async () => {
    const SignUp = modelSerializer(User, {
      fields: ['username', 'password'],
      extraKwargs: { password: { writeOnly: true, minLength: 8 } },
    });
    expect(await sent(SignUp({ instance: user }))).toBe('{"username":"alice"}');
    const short = SignUp({ data: { username: 'bob', password: 'short' } });
    expect(await short.isValid()).toBe(false);
    expect(Object.keys(short.errors)).toEqual(['password']);
    expectTypeOf<Input<typeof SignUp>>().toHaveProperty('password');
    expectTypeOf<Representation<typeof SignUp>>().not.toHaveProperty('password');

    const Declared = modelSerializer(User, {
      fields: ['username', 'password'],
      declare: { password: s.char({ writeOnly: true }) },
    });
    expect(await sent(Declared({ instance: user }))).toBe('{"username":"alice"}');
  });
});
