/** Secret columns never leave the app by a serializer: not by themselves, not by another name, not through a relation. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { type Input, type Representation, serializer } from './callable.ts';
import { HyperlinkedRelatedField, hyperlinkedModelSerializer } from './hyperlinks.ts';
import { modelSerializer } from './model-serializer.ts';
import { s } from './s.ts';

const { User, Note, Team } = defineModels({
  User: {
    username: f.char({ maxLength: 150 }),
    email: f.email({ blank: true }),
    password: f.char({ maxLength: 128, secret: true }),
  },
  Note: { text: f.text(), owner: f.foreignKey('User', { onDelete: 'cascade', relatedName: 'notes' }) },
  Team: {
    motto: f.foreignKey('Note', { onDelete: 'cascade' }),
    members: f.manyToMany('User', { relatedName: 'teams' }),
  },
});
const Hints = serializer({ hint: s.char({ source: 'password' }) });
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
    [
      'as a slug',
      () =>
        modelSerializer(Note, {
          fields: ['owner'],
          declare: { owner: s.slugRelated({ slugField: 'password', queryset: User.objects }) },
        }),
    ],
    [
      'as many slugs',
      () =>
        modelSerializer(Team, {
          fields: ['members'],
          declare: { members: s.slugRelated({ slugField: 'password', many: true, readOnly: true }) },
        }),
    ],
    [
      'as a slug of a relation’s relation',
      () =>
        modelSerializer(Team, {
          fields: ['motto'],
          declare: { motto: s.slugRelated({ slugField: 'owner.password', readOnly: true }) },
        }),
    ],
    [
      'in a link to a related object',
      () =>
        modelSerializer(Note, {
          fields: ['owner'],
          declare: {
            owner: new HyperlinkedRelatedField({ viewName: 'user', lookupField: 'password', readOnly: true }),
          },
        }),
    ],
    [
      'in a link to the object itself',
      () => hyperlinkedModelSerializer(User, { fields: ['url'], extraKwargs: { url: { lookupField: 'password' } } }),
    ],
    [
      'by a serializer within',
      () => modelSerializer(Note, { fields: ['owner'], declare: { owner: Hints({ readOnly: true }) } }),
    ],
    [
      'by a serializer of many within one that takes the whole object',
      () => {
        const Whole = serializer({ members: Hints({ many: true }) });
        return modelSerializer(Team, { fields: ['all'], declare: { all: Whole({ source: '*', readOnly: true }) } });
      },
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

  it('finds the object that it belongs to, where it is only read', () => {
    const owner = s.slugRelated({ slugField: 'password', queryset: User.objects, writeOnly: true });
    const members = s.slugRelated({ slugField: 'password', queryset: User.objects, many: true, writeOnly: true });
    expect(() => modelSerializer(Note, { fields: ['owner'], declare: { owner } })).not.toThrow();
    expect(() => modelSerializer(Team, { fields: ['members'], declare: { members } })).not.toThrow();
  });
});
