/** House rules on the public surface: it changes on purpose only, and every name in it is documented. */
import { describe, expect, it } from 'vitest';
import { declarationOf, entryPoints, parse, sources } from './sources.ts';

const surface = entryPoints
  .filter(({ file }) => sources.includes(file))
  .map(({ specifier, file }) => ({ specifier, file, names: parse(file).exports.map(({ name }) => name) }));

describe('the public surface', () => {
  it('is the one that exports.txt lists', async () => {
    const listing = surface
      .map(
        ({ specifier, names }) =>
          `${specifier}\n${[...names]
            .sort()
            .map((name) => `  ${name}\n`)
            .join('')}`,
      )
      .join('\n');
    await expect(listing).toMatchFileSnapshot('exports.txt');
  });

  it.each(surface)('$specifier documents every name that it exports', ({ file, names }) => {
    const undocumented = names.filter((name) => {
      const declaration = declarationOf(file, name);
      return declaration === null || !isDocumented(declaration);
    });
    expect(undocumented).toEqual([]);
  });

  it.each(surface)('$specifier names what it exports one by one', ({ names }) => {
    expect(names.filter((name) => name === '*')).toEqual([]);
  });
});

// What comes from another package is documented there.
const isDocumented = ({ file, name }: { readonly file: string; readonly name: string }): boolean =>
  !sources.includes(file) || parse(file).documented.has(name);
