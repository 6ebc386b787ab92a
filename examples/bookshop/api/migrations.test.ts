/** The shop's migrations, on SQLite and on PostgreSQL: they lead to the models, and nobody has to log in again. */
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createApp } from 'fretwork';
import { createUser } from 'fretwork/accounts';
import { type JwtContext, RefreshToken, rotateRefreshToken } from 'fretwork/jwt';
import { migrate } from 'fretwork/migrations';
import { type TestDatabase, testDatabases } from 'fretwork/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { models, User } from './models.ts';
import { settings } from './settings.ts';
import { urls } from './urls.ts';

const directory = fileURLToPath(new URL('./migrations', import.meta.url));

describe.each(testDatabases)('migrations on $name', ({ create }) => {
  let opened: TestDatabase;
  beforeEach(async () => {
    opened = await create();
  });
  afterEach(() => opened.drop());

  const theShop = () => createApp({ settings, models, urls, databases: { default: opened.database } });

  it('lead from nothing to the models, and back', async () => {
    const names = (await readdir(directory)).toSorted();
    const steps = await migrate(opened.database, { directory });
    expect(steps.map(({ migration }) => migration.name)).toEqual(names);
    theShop();
    for (const model of Object.values(models)) await expect(model.objects.first()).resolves.toBeDefined();
    expect(await migrate(opened.database, { directory, target: 'zero' })).toHaveLength(names.length);
  });

  it('keep logins from when each token had a row, and none that had ended', async () => {
    await migrate(opened.database, { directory, target: '0003' });
    const jwt = theShop().jwt as JwtContext;
    const user = await createUser(User, { username: 'alice', password: 'wonderland-42' });
    const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
    const zone = opened.database.dialect.name === 'postgres' ? '+00' : '';
    const text = (value: string | null) => (value === null ? 'NULL' : `'${value}'`);

    /** A login with three tokens, of which each but the last was exchanged for the next. */
    async function oldLogin(end: { revoked?: boolean; spent?: boolean } = {}): Promise<string[]> {
      const id = randomUUID();
      const stored = opened.database.dialect.name === 'postgres' ? id : id.replaceAll('-', '');
      const [now, later] = [`${at(0)}${zone}`, `${at(86_400)}${zone}`];
      await opened.database.exec(
        `INSERT INTO jwt_refresh_family (id, user_id, created_at, expires_at, revoked_at, last_used_at, user_agent, address)
         VALUES ('${stored}', '${user.id}', '${now}', '${later}', ${text(end.revoked ? now : null)}, '${now}', 'Firefox', '')`,
      );
      const tokens = [0, 1, 2].map(() => new RefreshToken(jwt));
      for (const [i, token] of tokens.entries()) {
        token.joinFamily(id);
        token.set('user_id', String(user.id));
        const { jti } = token.record;
        const parent = tokens[i - 1]?.record.jti ?? null;
        const isSpent = i < 2 || end.spent === true;
        await opened.database.exec(
          `INSERT INTO jwt_outstanding_token (jti, user_id, family_id, created_at, expires_at, blacklisted_at, parent)
           VALUES ('${jti}', '${user.id}', '${stored}', '${now}', '${later}', ${text(isSpent ? now : null)}, ${text(parent)})`,
        );
      }
      return Promise.all(tokens.map((token) => token.encode()));
    }
    const going = await oldLogin();
    const copied = await oldLogin();
    const ended = [...(await oldLogin({ revoked: true })), ...(await oldLogin({ spent: true }))];
    await migrate(opened.database, { directory });

    await expect(rotateRefreshToken(going[2] ?? '', jwt)).resolves.toMatchObject({ refresh: expect.any(String) });
    await expect(rotateRefreshToken(copied[0] ?? '', jwt)).rejects.toThrow('Token is blacklisted');
    for (const token of [...copied, ...ended]) {
      await expect(rotateRefreshToken(token, jwt)).rejects.toThrow('Token is blacklisted');
    }
    expect(await models.RefreshFamily.objects.filter({ revokedAt: { isnull: true } }).count()).toBe(1);
  });
});
