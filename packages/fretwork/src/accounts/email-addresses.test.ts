/** Whose address is whose, on both databases. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { IntegrityError, ValidationError } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels, registryOf } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { addressesIn, type EmailAddresses } from './email-addresses.ts';
import { emailCodeModels } from './email-code-models.ts';

const RULES = { foldSubaddresses: true };

describe.each(testDatabases)('addresses on $name', ({ create }) => {
  const models = defineModels(emailCodeModels);
  let opened: TestDatabase;
  let addresses: EmailAddresses;
  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
    addresses = addressesIn(registryOf(models), RULES) as EmailAddresses;
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    await models.EmailAddress.objects.delete();
    await addresses.add({ userId: '1', email: 'Ada@example.org', verifiedAt: null });
  });

  it('are found however they are spelt', async () => {
    for (const text of ['ada@example.org', ' ADA@EXAMPLE.ORG ', 'ada+x@example.org']) {
      expect(await addresses.findSpelt(text)).toMatchObject({ userId: '1', email: 'Ada@example.org' });
    }
    for (const text of ['', 'ada', '@', 'bea@example.org', '\0@', '\ud800@example.org']) {
      expect(await addresses.findSpelt(text)).toBeNull();
    }
    expect(await addresses.findOf('1')).toMatchObject({ address: 'ada@example.org' });
    expect(await addresses.findOf('2')).toBeNull();
  });

  it('belong to one user, and one user has one', async () => {
    const add = (userId: string, email: string) => addresses.add({ userId, email, verifiedAt: null });
    await expect(add('2', 'ada+other@EXAMPLE.org')).rejects.toThrow(IntegrityError);
    await expect(add('1', 'other@example.org')).rejects.toThrow(IntegrityError);
    await expect(add('2', 'none')).rejects.toThrow(ValidationError);
  });

  it('are adopted where they are nobody’s', async () => {
    expect(await addresses.adopt('2', 'bea@example.org')).toBe(true);
    expect(await addresses.adopt('3', 'BEA@example.org')).toBe(false);
    expect(await addresses.adopt('4', 'none')).toBe(false);
    expect(await addresses.adopt('2', 'other@example.org')).toBe(false);
    expect(await models.EmailAddress.objects.count()).toBe(2);
  });

  it('change, and are begun where there was none', async () => {
    const verifiedAt = new Date('2026-03-01T12:00:00Z');
    await addresses.change({ userId: '1', email: 'New@example.org', verifiedAt });
    await addresses.change({ userId: '2', email: 'bea@example.org', verifiedAt: null });
    expect(await addresses.findOf('1')).toMatchObject({
      address: 'new@example.org',
      email: 'New@example.org',
      verifiedAt,
    });
    const taken = addresses.change({ userId: '2', email: 'new@example.org', verifiedAt });
    await expect(taken).rejects.toThrow(IntegrityError);
  });

  it('are verified once', async () => {
    const [first, second] = [new Date('2026-03-01T12:00:00Z'), new Date('2026-04-01T12:00:00Z')];
    await addresses.verify('ada@example.org', first);
    await addresses.verify('ada@example.org', second);
    expect((await addresses.find('ada@example.org'))?.verifiedAt).toEqual(first);
  });
});

describe('addressesIn', () => {
  it('finds none where a model of that name is about something else', () => {
    expect(addressesIn(registryOf(defineModels({ Note: {} })), RULES)).toBeUndefined();
    expect(addressesIn(registryOf(defineModels({ EmailAddress: { name: f.text() } })), RULES)).toBeUndefined();
  });
});
