import { describe, expect, it } from 'vitest';
import { openDatabase } from '../databases/open-database.ts';
import { sqliteFile, testDatabases } from './databases.ts';

describe('testDatabases', () => {
  it('holds both dialects, each once', () => {
    expect(testDatabases.map(({ name }) => name)).toEqual(['sqlite', 'postgres']);
  });

  it.each(testDatabases)('makes databases of $name that share nothing, and drops them', async ({ name, create }) => {
    const [one, two] = await Promise.all([create(), create({ alias: 'other' })]);
    await one.database.exec('CREATE TABLE item (id integer)');
    await two.database.exec('CREATE TABLE item (id integer)');
    await one.database.query('INSERT INTO item VALUES (1)');
    expect((await two.database.query('SELECT * FROM item')).rows).toEqual([]);
    expect(one.database.dialect.name).toBe(name);
    expect([one.database.alias, two.database.alias]).toEqual(['default', 'other']);
    await Promise.all([one.drop(), two.drop()]);
    await expect(one.database.query('SELECT 1')).rejects.toThrow('has been closed');
  });

  it('may be opened a second time by its URL', async () => {
    const { database, url, drop } = await sqliteFile.create();
    await database.exec('CREATE TABLE item (id integer)');
    const second = openDatabase(url);
    expect((await second.query('SELECT * FROM item')).rows).toEqual([]);
    await second.close();
    await drop();
  });
});
