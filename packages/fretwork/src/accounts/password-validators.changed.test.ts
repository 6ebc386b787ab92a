/** Rules that are told of a new password: wherever one was changed, after it was written, and as a part of it; on both databases. */
import { afterEach, describe, expect, it } from 'vitest';
import { ValidationError } from '../errors.ts';
import type { PasswordValidator } from '../settings/settings.ts';
import { type AccountApp, createAccountApp, NEW_PASSWORD, PASSWORD } from '../testing/account-app.ts';
import { testDatabases } from '../testing/databases.ts';
import { md5Hasher } from './password-hashers.ts';

const ADA = { email: 'ada@example.org', password: PASSWORD };

describe.each(testDatabases)('rules that are told of a new password on $name', (kind) => {
  let own: AccountApp;
  let told: { readonly password: string; readonly user: object; readonly kept: unknown }[];
  let failure: Error | undefined;
  let outdated: boolean;
  afterEach(() => own.drop());

  /** Notes what it is told, and what the database has at that moment. */
  const history: PasswordValidator = {
    validate: () => undefined,
    async passwordChanged(password, user) {
      const kept = await own.models.User.objects.get({ pk: Reflect.get(user, 'pk') });
      told.push({ password, user, kept: kept.password });
      if (failure !== undefined) throw failure;
    },
  };
  const open = async () => {
    told = [];
    failure = undefined;
    outdated = false;
    const settings = { passwordValidators: [{ validate: () => undefined }, history] };
    own = await createAccountApp(kind, settings, { ...md5Hasher(), mustUpdate: () => outdated });
    const { client, data } = await own.join(ADA);
    const user = await own.models.User.objects.get({ email: ADA.email });
    return { client, data, user, before: user.password };
  };
  const change = (client: Awaited<ReturnType<typeof open>>['client']) =>
    client.post('/api/accounts/password/change/', { currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
  const reset = async () => {
    const flow = await own.begin('password/reset', { email: ADA.email });
    return own.post('password/reset/confirm', { ...flow, newPassword: NEW_PASSWORD });
  };

  it.each<[string, (opened: Awaited<ReturnType<typeof open>>) => Promise<unknown>]>([
    ['a change', ({ client }) => change(client)],
    ['a reset', () => reset()],
    ['setPassword()', async ({ user }) => own.app.accounts?.setPassword(user, NEW_PASSWORD)],
  ])('are told once of %s, when it is written', async (_name, act) => {
    const opened = await open();
    expect(told).toEqual([]); // a user who is made has changed nothing, as in Django
    await act(opened);
    const { password } = await own.models.User.objects.get({ email: ADA.email });
    expect(password).not.toBe(opened.before);
    expect(told).toEqual([{ password: NEW_PASSWORD, user: expect.objectContaining({ password }), kept: password }]);
  });

  it.each<[string, (opened: Awaited<ReturnType<typeof open>>) => Promise<unknown>]>([
    ['a change', ({ client }) => change(client)],
    ['a reset', () => reset()],
    ['setPassword()', async ({ user }) => own.app.accounts?.setPassword(user, NEW_PASSWORD).catch(() => undefined)],
  ])('undo %s where they cannot take note of it', async (_name, act) => {
    const opened = await open();
    const mails = async () => (await own.mails()).filter(({ subject }) => subject === 'Your password was changed');
    failure = new ValidationError('The history is away.');
    await act(opened);
    expect(told).toHaveLength(1);
    expect((await own.models.User.objects.get({ email: ADA.email })).password).toBe(opened.before);
    expect((await own.post('login', ADA)).status).toBe(200);
    expect((await own.post('refresh', { refresh: opened.data.refresh })).status).toBe(200);
    expect(await mails()).toEqual([]);
  });

  it('are not told of what changes nothing for its user', async () => {
    const { client, user } = await open();
    const { accounts } = own.app;
    await accounts?.createUser({ username: 'bea', password: NEW_PASSWORD });
    await accounts?.createSuperuser({ username: 'cleo', password: NEW_PASSWORD });
    await client.post('/api/accounts/password/change/', { currentPassword: 'x', newPassword: NEW_PASSWORD });
    outdated = true;
    expect((await own.post('login', ADA)).status).toBe(200);
    expect((await own.models.User.objects.get({ email: ADA.email })).password).not.toBe(user.password);
    await accounts?.setPassword(user, null);
    expect(told).toEqual([]);
  });
});
