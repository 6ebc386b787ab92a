import { describe, expect, expectTypeOf, it } from 'vitest';
import { ImproperlyConfigured, ValidationError } from '../errors.ts';
import { callable, type Input, type Representation, serializer, type Validated } from './callable.ts';
import { skip } from './field.ts';
import { QueryDict } from './query-dict.ts';
import { s } from './s.ts';
import { Serializer } from './serializer.ts';
import { defineSerializer } from './serializer-definition.ts';

const AddressSerializer = serializer({ street: s.char({ maxLength: 40 }), city: s.char({ default: 'Springfield' }) });
const ContactSerializer = serializer(
  {
    name: s.char({ minLength: 2 }),
    kind: s.choice({ choices: ['home', ['work', 'At work']], required: false }),
    age: s.integer({ allowNull: true, required: false }),
    secret: s.char({ writeOnly: true, required: false }),
    nick: s.char({ source: 'extra.nick', required: false }),
    address: AddressSerializer({ required: false, allowNull: true }),
    size: s.method((contact: { name: string }): number => contact.name.length),
  },
  {
    validateName: async (name) => name.toUpperCase(),
    validate: (attrs, { instance }) => {
      if (attrs.age === 0 && instance === undefined) throw new ValidationError({ age: 'Too young.' }, 'young');
      return attrs;
    },
    create: (values) => ({ ...values, saved: true }),
    update: (contact, values) => Object.assign({}, contact, values),
  },
);

describe('Serializer', () => {
  it('reads, checks and saves', async () => {
    const contact = ContactSerializer({ data: { name: 'bob', nick: 'b', address: { street: 'Main' }, stranger: 1 } });
    expect(await contact.isValid()).toBe(true);
    expect(contact.validatedData).toEqual({
      name: 'BOB',
      extra: { nick: 'b' },
      address: { street: 'Main', city: 'Springfield' },
    });
    expect(await contact.save({ owner: 7 })).toMatchObject({ name: 'BOB', owner: 7, saved: true });
  });

  it.each([
    [null, { non_field_errors: ['No data provided'] }],
    [[], { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] }],
    [{ name: 'b' }, { name: ['Ensure this field has at least 2 characters.'] }],
    [{ name: 'bob', age: 0 }, { age: ['Too young.'] }],
    [{ name: 'bob', address: { street: '' } }, { address: { street: ['This field may not be blank.'] } }],
    [
      { name: 'bob', address: 1 },
      { address: { non_field_errors: ['Invalid data. Expected a dictionary, but got int.'] } },
    ],
  ])('refuses %j', async (data, errors) => {
    const contact = ContactSerializer({ data });
    expect(await contact.isValid()).toBe(false);
    expect(contact.errors).toEqual(errors);
    await expect(contact.isValid({ raiseException: true })).rejects.toThrow(ValidationError);
  });

  it('needs less for a partial update', async () => {
    const contact = ContactSerializer({ instance: { name: 'Old' }, data: { age: 0 }, partial: true });
    expect(await contact.isValid()).toBe(true);
    expect(await contact.save()).toEqual({ name: 'Old', age: 0 });
    expectTypeOf(contact.validatedData.name).toEqualTypeOf<string | undefined>();
  });

  it('reads forms', async () => {
    const form = new QueryDict([
      ['name', 'bob'],
      ['age', ''],
      ['address.street', 'Main'],
    ]);
    const contact = ContactSerializer({ data: form });
    await contact.isValid({ raiseException: true });
    expect(contact.validatedData).toEqual({ name: 'BOB', age: null, address: { street: 'Main', city: 'Springfield' } });
  });

  it('is not fooled by names of prototypes', async () => {
    const data = JSON.parse(
      '{"name": "bob", "__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
    );
    const contact = ContactSerializer({ data });
    expect(await contact.isValid()).toBe(true);
    expect(contact.validatedData).toEqual({ name: 'BOB' });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(() => serializer({ ['__proto__']: s.char() })).toThrow(ImproperlyConfigured);
  });

  it('says what comes before what', async () => {
    const contact = ContactSerializer({ data: {} });
    expect(() => contact.errors).toThrow('Call `await isValid()`');
    await expect(contact.data).rejects.toThrow('comes before `data`');
    await expect(ContactSerializer({ instance: {} }).isValid()).rejects.toThrow('has no data');
  });

  it('shows the initial values of an empty form', async () => {
    expect(
      await serializer({ a: s.char(), b: s.integer({ initial: 3 }), c: s.char({ readOnly: true }) })().data,
    ).toEqual({ a: '', b: 3 });
  });

  it('leaves out what a default function skips', async () => {
    const Skipping = serializer({ a: s.integer({ default: () => skip }) });
    const skipping = Skipping({ data: {} });
    await skipping.isValid();
    expect(skipping.validatedData).toEqual({});
  });

  it('knows its types', () => {
    type Contact = Representation<typeof ContactSerializer>;
    expectTypeOf<Contact['kind']>().toEqualTypeOf<'home' | 'work'>();
    expectTypeOf<Contact['address']>().toEqualTypeOf<{ street: string; city: string } | null>();
    expectTypeOf<Contact['size']>().toEqualTypeOf<number>();
    expectTypeOf<'secret' extends keyof Contact ? true : false>().toEqualTypeOf<false>();
    expectTypeOf<Input<typeof ContactSerializer>>().toEqualTypeOf<{
      name: string;
      kind?: 'home' | 'work';
      age?: number | null;
      secret?: string;
      nick?: string;
      address?: { street: string; city?: string } | null;
    }>();
    expectTypeOf<Validated<typeof AddressSerializer>>().toEqualTypeOf<{ street: string; city: string }>();
    // @ts-expect-error there is no such option
    s.char({ maxLenght: 3 });
  });
});

describe('a subclass', () => {
  class Shouting extends Serializer {
    static override readonly definition = defineSerializer({ word: s.char() });

    override async toRepresentation(instance: unknown, scope: Shouting) {
      const fields = (await super.toRepresentation(instance, scope)) as { word: string };
      return { word: `${fields.word}!` };
    }
  }

  it('overrides methods, with and without new', async () => {
    expect(await new Shouting({ instance: { word: 'hey' } }).data).toEqual({ word: 'hey!' });
    expect(await callable(Shouting)({ instance: [{ word: 'a' }], many: true }).data).toEqual([{ word: 'a!' }]);
  });
});
