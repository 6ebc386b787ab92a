/** What a worker says of settings before it serves them; the worker itself is tested with `serve`. */
import { describe, expect, it } from 'vitest';
import { CommandError } from '../errors.ts';
import { defineSettings } from '../settings/settings.ts';
import { adviceFor } from './serve-worker.ts';

const good = {
  secretKey: '0123456789'.repeat(6),
  allowedHosts: ['shop.example'],
  secureHstsSeconds: 3600,
  email: 'smtp://mail',
  mail: { from: 'shop@shop.example' },
  cache: 'redis://cache',
  database: 'postgres://db/shop',
};

describe('adviceFor', () => {
  it.each([
    [{}, { workers: 8 }, []],
    [{ cache: 'memory:' }, { workers: 1 }, []],
    [{ cache: 'memory:' }, { workers: 2 }, ['cache is memory:']],
    [{ database: 'sqlite:./db.sqlite3' }, { workers: 1 }, []],
    [{ databases: { old: 'sqlite:./db.sqlite3' } }, { workers: 2 }, ['the database is sqlite:']],
    [{}, { workers: 1, socket: '/run/shop.sock' }, ['numProxies is 0']],
    [{ numProxies: 1 }, { workers: 1, socket: '/run/shop.sock' }, []],
    [{ database: 'pglite:./data' }, { workers: 1 }, []],
    [{ debug: true }, { workers: 1, insecure: true as const }, ['debug is on']],
  ])('of %j with %j is %j', (settings, flags, texts) => {
    const advice = adviceFor(defineSettings({ ...good, ...settings }), flags);
    expect(advice).toEqual(texts.map((text) => expect.stringContaining(text)));
  });

  it.each([
    [{ debug: true }, { workers: 1 }, 'debug is on'],
    [{ secretKey: 'x'.repeat(60) }, { workers: 1 }, 'To serve it all the same: --insecure'],
    [{ database: 'pglite:./data' }, { workers: 2 }, 'pglite: belongs to one process'],
    [{ database: 'sqlite::memory:' }, { workers: 2, insecure: true as const }, 'belongs to one process'],
  ])('refuses %j with %j', (settings, flags, text) => {
    const refused = () => adviceFor(defineSettings({ ...good, ...settings }), flags);
    expect(refused).toThrow(CommandError);
    expect(refused).toThrow(text);
  });
});
