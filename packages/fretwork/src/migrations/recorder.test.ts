/** What a database remembers of migrations. */
import { describe, expect, it } from 'vitest';
import { IntegrityError } from '../errors.ts';
import { testDatabases } from '../testing/databases.ts';
import { createRecords, readApplied, recordApplied, recordUnapplied } from './recorder.ts';

describe.each(testDatabases)('records on $name', ({ create }) => {
  it('are kept by name, and forgotten', async () => {
    const { database, drop } = await create();
    try {
      expect(await readApplied(database)).toEqual([]); // and makes no table
      await expect(database.query('SELECT * FROM fretwork_migrations')).rejects.toThrow();
      await createRecords(database);
      await createRecords(database);
      const now = new Date('2024-02-29T12:30:00.000Z');
      await recordApplied(database, { name: '0002_b', checksum: 'y' }, now);
      await recordApplied(database, { name: '0001_a', checksum: 'x' }, now);
      await expect(recordApplied(database, { name: '0001_a', checksum: 'x' }, now)).rejects.toThrow(IntegrityError);
      expect(await readApplied(database)).toEqual([
        { name: '0001_a', checksum: 'x' },
        { name: '0002_b', checksum: 'y' },
      ]);
      const { rows } = await database.query('SELECT applied_at FROM fretwork_migrations');
      expect(String(rows[0]?.[0])).toMatch(/^2024-02-29 12:30:00/);
      await recordUnapplied(database, '0001_a');
      expect(await readApplied(database)).toEqual([{ name: '0002_b', checksum: 'y' }]);
    } finally {
      await drop();
    }
  });
});
