/** House rules on files: their names, their places, their first lines, and that each has its test. */
import { homedir, tmpdir } from 'node:os';
import { basename, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { files, packages, parse, read, root, sources, tests } from './sources.ts';

/** Sources without a test beside them: the test that holds them, or why there is nothing to test. */
const UNTESTED: Readonly<Record<string, string>> = {
  'packages/fretwork/src/http/app-context.ts': 'types alone',
  'packages/fretwork/src/metadata/metadata.ts': 'an abstract class without a body',
  'packages/fretwork/src/queries/row-format.ts': 'types alone',
  'packages/fretwork/src/pagination/cursor-pagination.ts': 'packages/fretwork/src/pagination/pagination.test.ts',
  'packages/fretwork/src/pagination/limit-offset-pagination.ts': 'packages/fretwork/src/pagination/pagination.test.ts',
  'packages/fretwork/src/pagination/page-number-pagination.ts': 'packages/fretwork/src/pagination/pagination.test.ts',
  'packages/fretwork/src/routers/path.ts': 'packages/fretwork/src/routers/routers.test.ts',
  'packages/fretwork/src/views/generic-api-view.ts': 'packages/fretwork/src/views/mixins.test.ts',
  'packages/fretwork/src/views/loading.ts': 'packages/fretwork/src/views/mixins.test.ts',
};

const PLAIN_ERROR = /\bnew (Error|TypeError|RangeError|SyntaxError|EvalError|URIError|AggregateError)\(/;

const NAMELESS = /(^|\/)(types|utils?|helpers?|common|misc|shared|internal|domain)(\/|\.tsx?$)|\/internal-/i;

describe('the tree', () => {
  it('names every file and folder by its concept', () => {
    expect(sources.filter((file) => NAMELESS.test(file.replace(/^packages\/[^/]+\/src/, '')))).toEqual([]);
  });

  it('has at most two folders below src', () => {
    expect(sources.filter((file) => file.split('/').length > 6)).toEqual([]);
  });

  it('opens every source with a sentence on what it is for', () => {
    expect(sources.filter((file) => !/^(#!.*\n)?\/\*\* ?\S?/.test(read(file)))).toEqual([]);
  });

  it('has a test beside every source', () => {
    const tested = new Set(tests.map((file) => `${dirname(file)}/${basename(file).split('.')[0]}`));
    const missing = sources
      .filter((file) => basename(file) !== 'index.ts' && !(file in UNTESTED))
      .filter((file) => !tested.has(file.replace(/\.tsx?$/, '')));
    expect(missing).toEqual([]);
  });

  it('excuses from tests only sources that exist', () => {
    expect(Object.keys(UNTESTED).filter((file) => !sources.includes(file))).toEqual([]);
    const named = Object.values(UNTESTED).filter((reason) => reason.endsWith('.test.ts'));
    expect(named.filter((file) => !tests.includes(file))).toEqual([]);
  });

  it('has an index.ts only where package.json has an entry, and an entry only where there is a file', () => {
    for (const { folder, exports = {}, bin = {} } of packages) {
      const own = sources.filter((file) => file.startsWith(`${folder}/src/`));
      const entries = [...Object.values(exports), ...Object.values(bin)].map((file) => `${folder}/${file.slice(2)}`);
      expect(own.filter((file) => basename(file) === 'index.ts' && !entries.includes(file))).toEqual([]);
      expect(entries.filter((file) => !files.includes(file))).toEqual([]);
    }
  });

  it('holds no path of the machine it was written on', () => {
    const folders = [`${root}/`, `${homedir()}/`, dirname(root) === tmpdir() ? '/' : `${dirname(root)}/`];
    const machine = folders.filter((folder) => folder.length > 2 && folder !== '//');
    const texts = files.filter((file) => /\.(ts|tsx|js|mjs|md|json|ya?ml|sh|html|css)$|\.ci\/|\/[^.]+$/.test(file));
    const named = texts.filter((file) => {
      const text = read(file);
      return machine.some((folder) => text.includes(folder)) || /\/(home|Users)\/\w+\//.test(text);
    });
    expect(named).toEqual([]);
  });
});

describe.each(packages)('errors of $name', ({ folder }) => {
  const place = `${folder}/src/errors.ts`;
  const throwers = sources.filter((file) => file.startsWith(`${folder}/`) && file !== place);

  it('are classes of errors.ts, never plain ones', () => {
    expect(throwers.filter((file) => PLAIN_ERROR.test(parse(file).code))).toEqual([]);
  });

  it('are declared in errors.ts alone', () => {
    const known = parse(place).exports.map(({ name }) => name);
    const extending = new RegExp(`\\bclass \\w+ extends (Error|TypeError|RangeError|${known.join('|')})\\b`);
    expect(throwers.filter((file) => extending.test(parse(file).code))).toEqual([]);
  });
});

describe('the changelog', () => {
  it('has a section for what is not released yet', () => {
    expect(read('CHANGELOG.md')).toMatch(/^## \[Unreleased\]$/m);
  });
});
