/** flushexpiredtokens: what has expired goes, what has not stays, and a project that keeps nothing is told. */
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emailCodeModels } from '../accounts/email-code-models.ts';
import { accountModels, sessionModels } from '../accounts/models.ts';
import { DatabaseCache } from '../cache/database-cache.ts';
import { cacheModels } from '../cache/models.ts';
import { openDatabase } from '../databases/open-database.ts';
import { familyIdOf } from '../jwt/family-id.ts';
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
  const jti = `in-${seconds}`;
  const token = { jti, userId: '1', createdAt, expiresAt, familyId: familyIdOf(jti), namesFamily: false };
  await new TokenStore(models).openFamily(token, 1);
  await database.close();
}

describe('flushexpiredtokens', () => {
  it('forgets what has expired, beyond the leeway of clocks', async () => {
    await project.run('makemigrations');
    await project.run('migrate');
    for (const seconds of [-3_600, -30, 3_600]) await aLogin(seconds);
    await project.configure(JWT_MODELS, "jwt: { leeway: '1m' }");
    const done = { status: 0, errors: [] };
    const forgot = { ...done, output: ['Forgot 1 expired logins.'] };
    expect(await project.run('flushexpiredtokens')).toEqual(forgot);
    expect(await project.run('flushexpiredtokens')).toEqual({ ...done, output: ['Nothing has expired.'] });
    await project.configure(JWT_MODELS);
    expect(await project.run('flushexpiredtokens')).toEqual(forgot);
  });

  it('forgets sessions, codes and cached rows, as far as the project keeps them', async () => {
    const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));
    const kept = `
      ...accountModels,
      ...(await import('${source('../accounts/models.ts')}')).sessionModels,
      ...(await import('${source('../accounts/email-code-models.ts')}')).emailCodeModels,
      ...(await import('${source('../cache/models.ts')}')).cacheModels`;
    await project.configure(kept, "cache: 'database:'");
    await project.run('makemigrations');
    await project.run('migrate');
    const models = defineModels({ ...accountModels, ...sessionModels, ...emailCodeModels, ...cacheModels });
    const database = openDatabase({ url: `sqlite:${project.directory}/db.sqlite3` });
    bindDatabases(models, { default: database });
    for (const now of [new Date('2020-01-01T00:00:00Z'), new Date()]) {
      const keyHash = now.toISOString();
      await models.Session.objects.create({ keyHash, data: {}, createdAt: now, usedAt: now });
      const code = { id: crypto.randomUUID(), purpose: 'login', address: 'a@b.example', email: 'a@b.example' };
      const expiresAt = new Date(now.getTime() + 60_000);
      await models.EmailCode.objects.create({ ...code, codeHash: '', data: {}, createdAt: now, expiresAt });
      await new DatabaseCache({ database, models, now: () => now }).set(keyHash, 1, 60);
    }
    const rest = async () => [
      await models.Session.objects.count(),
      await models.EmailCode.objects.count(),
      await models.CacheValue.objects.count(),
    ];
    expect(await rest()).toEqual([2, 2, 2]);
    expect(await project.run('flushexpiredtokens')).toEqual({
      status: 0,
      errors: [],
      output: [
        'Forgot 1 expired sessions.',
        'Forgot 1 expired codes by e-mail.',
        'Forgot 1 expired rows of the cache.',
      ],
    });
    expect(await rest()).toEqual([1, 1, 1]);
    await database.close();
  });

  it('needs models that keep something that expires', async () => {
    await project.configure('Book: { title: f.text() }');
    expect(await project.run('flushexpiredtokens')).toMatchObject({
      status: 2,
      errors: [expect.stringContaining('keeps nothing that expires')],
    });
  });
});
