/** constraintName: readable, stable, short enough. */
import { describe, expect, it } from 'vitest';
import { constraintName } from './constraint-names.ts';

const long = 'a'.repeat(40);

describe('constraintName', () => {
  it.each([
    ['book', ['title', 'author_id'], 'uniq', 'book_title_author_id_uniq'],
    ['book', ['-created', 'title'], 'idx', 'book_created_desc_title_idx'],
    ['a'.repeat(30), ['b'.repeat(28)], 'fk', `${'a'.repeat(30)}_${'b'.repeat(28)}_fk`], // 62 bytes
  ] as const)('names %s %j %s', (table, columns, suffix, name) => {
    expect(constraintName(table, columns, suffix)).toBe(name);
  });

  it('cuts what is too long and keeps it apart from others with the same beginning', () => {
    const one = constraintName(long, [long], 'uniq');
    const other = constraintName(long, [`${long}x`], 'uniq');
    expect(one).not.toBe(other);
    expect(one).toBe(constraintName(long, [long], 'uniq'));
    expect(one).toMatch(/^a{40}_a+_[0-9a-f]{8}_uniq$/);
    expect(Buffer.byteLength(one)).toBe(63);
  });

  it('counts bytes, as PostgreSQL does', () => {
    expect(Buffer.byteLength(constraintName('é'.repeat(40), ['x'], 'idx'))).toBeLessThanOrEqual(63);
  });
});
