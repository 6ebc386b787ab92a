/** flushexpiredtokens: what has expired goes, what has not stays, and a project without tokens is told. */
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../databases/open-database.ts';
import { jwtModels } from '../jwt/models.ts';
import { TokenStore } from '../jwt/token-store.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { type CommandProject, createCommandProject } from '../testing/command-project.ts';

const JWT_MODELS = `...(await import('${fileURLToPath(new URL('../jwt/models.ts', import.meta.url))}')).jwtModels`;

let project: CommandProject;
beforeEach(async () => {
  project = await createCommandProject(JWT_MODELS);
});
afterEach(() => project.drop());

/** Begins a login whose only token expires so many seconds from now. */
async function aLogin(seconds: number): Promise<void> {
  const models = defineModels(jwtModels);
  const database = openDatabase({ url: `sqlite:${project.directory}/db.sqlite3` });
  bindDatabases(models, { default: database });
  const expiresAt = new Date(Date.now() + seconds * 1000);
  const createdAt = new Date(expiresAt.getTime() - 1000);
  await new TokenStore(models).openFamily({ jti: `in-${seconds}`, userId: '1', createdAt, expiresAt }, 1);
  await database.close();
}

describe('flushexpiredtokens', () => {
  it('forgets what has expired, beyond the leeway of clocks', async () => {
    await project.run('makemigrations');
    await project.run('migrate');
    for (const seconds of [-3_600, -30, 3_600]) await aLogin(seconds);
    await project.configure(JWT_MODELS, "jwt: { leeway: '1m' }");
    const done = { status: 0, errors: [] };
    const forgot = { ...done, output: ['Forgot 2 expired tokens and logins.'] };
    expect(await project.run('flushexpiredtokens')).toEqual(forgot);
    expect(await project.run('flushexpiredtokens')).toEqual({ ...done, output: ['Nothing has expired.'] });
    await project.configure(JWT_MODELS);
    expect(await project.run('flushexpiredtokens')).toEqual(forgot);
  });

  it('needs models that keep tokens', async () => {
    await project.configure('Book: { title: f.text() }');
    expect(await project.run('flushexpiredtokens')).toMatchObject({
      status: 2,
      errors: [expect.stringContaining('keeps no tokens')],
    });
  });
});
