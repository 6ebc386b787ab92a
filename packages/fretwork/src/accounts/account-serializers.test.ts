/** What the account endpoints read: which fields there are, and what they refuse before anything is counted. */
import { describe, expect, it } from 'vitest';
import { createAccountApp, PASSWORD } from '../testing/account-app.ts';
import { sqliteMemory } from '../testing/databases.ts';
import { LoginSerializer, VerifySerializer } from './account-serializers.ts';

describe('account serializers', () => {
  it.each([
    [{ flow: 'x', code: '1' }, { flow: ['Must be a valid UUID.'] }],
    [{ flow: crypto.randomUUID() }, { code: ['This field is required.'] }],
    [
      { flow: crypto.randomUUID(), code: '1'.repeat(21) },
      { code: ['Ensure this field has no more than 20 characters.'] },
    ],
    [{ flow: crypto.randomUUID(), code: '1', transport: 'both' }, { transport: ['"both" is not a valid choice.'] }],
  ])('refuse %j', async (data, errors) => {
    const serializer = VerifySerializer({ data });
    expect(await serializer.isValid()).toBe(false);
    expect(serializer.errors).toEqual(errors);
  });

  it('keep the blanks of a password, and begin with the body as transport', async () => {
    const serializer = LoginSerializer({ data: { username: ' ada ', password: ' x ' } });
    await serializer.isValid({ raiseException: true });
    expect(serializer.validatedData).toEqual({ username: 'ada', password: ' x ', transport: 'body' });
  });

  it.each(['x', 'a@b', `${'a'.repeat(2_000)}@example.org`, 'a@example.org\nBcc: b@example.org'])(
    'make no address of %j',
    async (email) => {
      const own = await createAccountApp(sqliteMemory);
      const { status, data } = await own.post('register', { email, password: PASSWORD });
      expect({ status, fields: Object.keys(data) }).toEqual({ status: 400, fields: ['email'] });
      expect(await own.mails()).toEqual([]);
      await own.drop();
    },
  );
});
