import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { openDatabase } from './open-database.ts';

describe('openDatabase', () => {
  it.each([
    ['sqlite:./db.sqlite3', 'sqlite'],
    ['sqlite::memory:', 'sqlite'],
    ['SQLITE:///var/db.sqlite3', 'sqlite'],
    ['sqlite:./db.sqlite3?busyTimeoutMs=100&statementCache=0', 'sqlite'],
    ['postgres://user:pass@host:5432/name?sslmode=require&poolSize=3&prepare=false', 'postgres'],
    ['postgresql:///name?host=/var/run/postgresql', 'postgres'],
    ['pglite:', 'postgres'],
    ['pglite:./data', 'postgres'],
  ])('takes %s', (url, dialect) => {
    expect(openDatabase(url).dialect.name).toBe(dialect);
  });

  it.each([
    ['mysql://root@host/db', /must begin with sqlite:, postgres: or pglite:/],
    ['./db.sqlite3', /without a scheme/],
    ['', /without a scheme/],
    ['sqlite:', /names no file/],
    ['sqlite:./a?poolSize=3', /no option "poolSize". Its options: statementCache, busyTimeoutMs/],
    ['postgres://h/d?poolsize=3', /no option "poolsize".*poolSize/],
    ['postgres://h/d?poolSize=0', /"poolSize" must be a whole number of at least 1/],
    ['postgres://h/d?poolSize=many', /"poolSize" must be a whole number/],
    ['postgres://h/d?prepare=1', /"prepare" must be true or false/],
    ['pglite:?__proto__=1', /no option "__proto__"/],
  ])('refuses %j with the cure', (url, message) => {
    expect(() => openDatabase(url)).toThrow(ImproperlyConfigured);
    expect(() => openDatabase(url)).toThrow(message);
  });

  it.each(['mysql://u:s3cret@h/d', 's3cret', 'postgres://u:s3cret@h/d?nope=s3cret'])(
    'never prints the secret of %s',
    (url) => {
      expect(() => openDatabase(url)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('s3cret') }),
      );
    },
  );

  it('lets an option win over the URL, and ignores what is undefined', () => {
    expect(() => openDatabase({ url: 'postgres://h/d?poolSize=3', poolSize: 0 })).toThrow(/"poolSize"/);
    expect(openDatabase({ url: 'sqlite::memory:', poolSize: undefined, alias: 'other' }).alias).toBe('other');
    expect(openDatabase('sqlite::memory:').alias).toBe('default');
  });

  it('opens nothing before the first statement', async () => {
    const path = join(tmpdir(), `fretwork-lazy-${process.pid}.sqlite3`);
    const database = openDatabase(`sqlite://${path}`);
    expect(existsSync(path)).toBe(false);
    await database.query('SELECT 1');
    expect(existsSync(path)).toBe(true);
    await database.close();
    await rm(path);
  });
});
