/** MigrationGraph: order, ends, ancestors, and what is no graph. */
import { describe, expect, it } from 'vitest';
import { MigrationError } from '../errors.ts';
import { MigrationGraph } from './migration-graph.ts';

const node = (name: string, ...parents: readonly string[]) => ({ name, parents });
const branched = [
  node('0003_b', '0001_a'),
  node('0002_c', '0001_a'),
  node('0001_a'),
  node('0004_d', '0002_c', '0003_b'),
];

describe('MigrationGraph', () => {
  it('puts parents before children, and the first name first', () => {
    expect(new MigrationGraph(branched).order.map(({ name }) => name)).toEqual([
      '0001_a',
      '0002_c',
      '0003_b',
      '0004_d',
    ]);
    // A child may have the smaller number.
    expect(new MigrationGraph([node('0001_a', '0002_b'), node('0002_b')]).order.map(({ name }) => name)).toEqual([
      '0002_b',
      '0001_a',
    ]);
  });

  it('knows its end, and refuses two', () => {
    expect(new MigrationGraph(branched).leaf?.name).toBe('0004_d');
    expect(new MigrationGraph([]).leaf).toBeUndefined();
    expect(() => new MigrationGraph(branched.slice(0, 3)).leaf).toThrow('0002_c and 0003_b');
  });

  it('finds what comes before and after', () => {
    const graph = new MigrationGraph(branched);
    expect([...graph.withAncestors(graph.find('0003'))].sort()).toEqual(['0001_a', '0003_b']);
    expect([...graph.descendants(graph.find('0002_c'))]).toEqual(['0004_d']);
  });

  it.each(['0005', '000', '', '__proto__'])('does not find %j', (name) => {
    expect(() => new MigrationGraph(branched).find(name)).toThrow(MigrationError);
  });

  it.each([
    ['a parent that is not there', [node('0001_a', '0000_x')], '0000_x'],
    ['a circle', [node('0001_a', '0002_b'), node('0002_b', '0001_a')], 'need each other'],
  ])('refuses %s', (_what, nodes, text) => {
    expect(() => new MigrationGraph(nodes)).toThrow(text);
  });
});
