/** Health: what probes are told of a process, its databases and its migrations. */
import { request as ask } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { LogFacts } from '../http/logger.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { testDatabases } from '../testing/databases.ts';
import { createMigrationProject } from '../testing/migration-project.ts';
import { type HealthOptions, readinessChecks } from './health.ts';
import { type RunningServer, serve } from './serve.ts';

let server: RunningServer | undefined;
afterEach(async () => server?.stop());

const lines: { readonly level: string; readonly facts: LogFacts; readonly message: string }[] = [];
const note = (level: string) => (facts: LogFacts, message: string) => void lines.push({ level, facts, message });
const logger = { error: note('error'), warn: note('warn'), info: note('info') };
afterEach(() => void lines.splice(0));

const start = async (health: HealthOptions | undefined) => {
  server = await serve({ fetch: async () => Response.json('the app', { status: 404 }) }, { port: 0, health });
  return server.url;
};
const get = async (url: string, path: string, method = 'GET') => {
  const answer = await fetch(new URL(path, url), { method });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
};

describe('the addresses of health', () => {
  it('are not there where nobody asked for them', async () => {
    expect((await get(await start(undefined), '/healthz')).status).toBe(404);
  });

  it.each([
    ['/healthz', 'GET', 200, { status: 'ok' }],
    ['/healthz', 'HEAD', 200, null],
    ['/readyz', 'GET', 200, { status: 'ok', checks: {} }],
    ['/readyz', 'HEAD', 200, null],
    ['/healthz', 'POST', 404, 'the app'],
    ['/healthz/', 'GET', 404, 'the app'],
    ['/api/readyz', 'GET', 404, 'the app'],
  ])('%s to %s is %i', async (path, method, status, body) => {
    expect(await get(await start({}), path, method)).toEqual({ status, body });
  });

  it('say which check failed, and why only to the log, once', async () => {
    let fails = true;
    const shaky = async (): Promise<void> => {
      if (fails) throw new RangeError('the password is hunter2');
    };
    const url = await start({ checks: { steady: async () => undefined, shaky }, logger });
    const failed = { status: 503, body: { status: 'unavailable', checks: { steady: 'ok', shaky: 'failed' } } };
    expect(await get(url, '/readyz')).toEqual(failed);
    expect(await get(url, '/healthz')).toMatchObject({ status: 200 });
    fails = false;
    let answer = failed;
    while (answer.status === 503) answer = await get(url, '/readyz');
    expect(answer.body).toEqual({ status: 'ok', checks: { steady: 'ok', shaky: 'ok' } });
    expect(lines).toEqual([
      { level: 'warn', message: 'Not ready.', facts: { check: 'shaky', err: expect.any(RangeError) } },
      { level: 'info', message: 'Ready again.', facts: { check: 'shaky' } },
    ]);
  });

  it('give a check that hangs its time, and run it once for all who wait', async () => {
    let runs = 0;
    const hangs = (): Promise<void> => {
      runs += 1;
      return new Promise(() => undefined);
    };
    const url = await start({ checks: { hangs }, timeoutMs: 50, logger });
    const answers = await Promise.all(Array.from({ length: 5 }, () => get(url, '/readyz')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(runs).toBe(1);
  });

  it('answer whatever host is asked for', async () => {
    const url = new URL('/healthz', await start({}));
    const status = await new Promise((resolve) => {
      ask(url, { headers: { host: '10.0.0.7' } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).end();
    });
    expect(status).toBe(200);
  });
});

describe.each(testDatabases)('readinessChecks on $name', (kind) => {
  const models = defineModels({ Book: { title: f.char({ maxLength: 20 }) } });

  it('need a database that answers and has every migration, and do not mind those of a later version', async () => {
    const project = await createMigrationProject(kind);
    const [{ database, directory }, empty] = [project, `${project.directory}/none`];
    try {
      await project.make(models);
      const checks = readinessChecks({ databases: { default: database } }, { migrations: directory });
      expect(Object.keys(checks)).toEqual(['database', 'migrations']);
      await checks.database?.();
      await expect(checks.migrations?.()).rejects.toThrow('The database lacks 0001_initial: run migrate.');
      await project.migrate();
      await checks.migrations?.();
      await readinessChecks({ databases: { default: database } }, { migrations: empty }).migrations?.();
      await database.close();
      await expect(checks.database?.()).rejects.toThrow();
    } finally {
      await project.drop();
    }
  });
});

it('readinessChecks are none for an app without databases', () => {
  expect(readinessChecks({ databases: {} }, { migrations: 'nowhere' })).toEqual({});
});
