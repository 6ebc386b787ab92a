/** The fixture of the tests of accounts. */
import { describe, expect, it } from 'vitest';
import { createAccountApp, PASSWORD } from './account-app.ts';
import { sqliteMemory } from './databases.ts';

describe('createAccountApp', () => {
  it('has an app, its mailbox and its clock', async () => {
    const own = await createAccountApp(sqliteMemory);
    const { client } = await own.join({ email: 'ada@example.org', password: PASSWORD });
    expect((await client.get('/api/accounts/me/')).data.email).toBe('ada@example.org');
    expect(await own.codes()).toHaveLength(1);
    own.advance(60);
    expect(own.clock.now).toEqual(new Date('2026-03-01T12:01:00Z'));
    await own.drop();
  });
});
