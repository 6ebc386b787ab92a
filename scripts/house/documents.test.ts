/** House rules on documentation: code in it compiles, the files it names exist, and its table of errors is true. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as errors from '../../packages/fretwork/src/errors.ts';
import { type Snippet, snippetsOf } from './snippets.ts';
import { files, read, root } from './sources.ts';

const pages = files.filter((file) => /^docs\/.*\.md$|^(packages\/[^/]+\/)?README\.md$/.test(file));
const chapters = pages.filter((file) => /^docs\/[^/]+\.md$/.test(file));

describe('code in the documentation', () => {
  // Two runs at a time do not meet.
  const folder = join(root, '.docs-blocks', String(process.pid));
  const withCode = pages.filter((page) => /^```tsx?\b/m.test(read(page)));
  const complaints = new Map<string, string[]>();

  beforeAll(() => {
    const snippets = new Map(withCode.flatMap((page) => snippetsOf(page, read(page))).map((one) => [one.file, one]));
    for (const { file, code } of snippets.values()) {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      writeFileSync(join(folder, file), code);
    }
    const compilerOptions = {
      jsx: 'react-jsx',
      noUncheckedIndexedAccess: false,
      noImplicitOverride: false, // the tutorial does without
      rewriteRelativeImportExtensions: false,
    };
    const config = { extends: '../../tsconfig.json', compilerOptions, include: ['**/*.ts', '**/*.tsx'], exclude: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    for (const { file, line, message } of compile(folder)) {
      const snippet = snippets.get(file);
      const place = snippet === undefined ? file : `${snippet.page}:${snippet.lines[line - 1]}`;
      const page = snippet?.page ?? file;
      complaints.set(page, [...(complaints.get(page) ?? []), `${place} ${message}`]);
    }
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(withCode)('%s compiles', (page) => {
    expect(complaints.get(page) ?? []).toEqual([]);
  });

  it('names no file that is not documentation', () => {
    expect([...complaints.keys()].filter((page) => !withCode.includes(page))).toEqual([]);
  });
});

/** One complaint of the compiler. */
interface Complaint {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

// One run of the compiler for all snippets; complaints about the workspace's own files are another test's.
function compile(folder: string): readonly Complaint[] {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  let output = '';
  try {
    execFileSync(process.execPath, [tsc, '--noEmit', '--pretty', 'false', '-p', folder], {
      cwd: folder,
      encoding: 'utf8',
    });
  } catch (error) {
    output = (error as { readonly stdout: string }).stdout;
  }
  return [...output.matchAll(/^(?!\.\.)(.+)\((\d+),\d+\): error (.*)$/gm)].map(([, file = '', line, message = '']) => ({
    file,
    line: Number(line),
    message,
  }));
}

describe('snippets', () => {
  const page = [
    '<!-- setup',
    "import { a } from 'a';",
    '-->',
    '```ts',
    'a();',
    '```',
    '<!-- continue -->',
    '```ts',
    'b();',
    '```',
    '```ts',
    '// library/models.ts',
    'c();',
    '```',
  ].join('\n');
  const snippets: readonly Snippet[] = snippetsOf('docs/page.md', page);

  it('start with the setup of their page, go on where they say so, and take the path that they name', () => {
    expect(snippets.map(({ file }) => file)).toEqual(['docs/page/4.ts', 'docs/page/library/models.ts']);
    expect(snippets[0]?.code).toBe("import { a } from 'a';\na();\nb();\nexport {};\n");
    expect(snippets[1]?.code).toBe('// library/models.ts\nc();\nexport {};\n');
  });

  it('know the line of the page that each line came from', () => {
    expect(snippets[0]?.lines.slice(0, 3)).toEqual([2, 5, 9]);
  });
});

describe('the chapters', () => {
  it.each(chapters)('%s names source files that exist', (page) => {
    const matter = /^---\n([\s\S]*?)\n---\n/.exec(read(page))?.[1] ?? '';
    const named = [...matter.matchAll(/^(?:source:|\s+-)\s*(\S+)$/gm)].map(([, file = '']) => file);
    expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    if (!['docs/index.md', 'docs/style.md'].includes(page)) expect(named).not.toEqual([]);
  });

  it.each(pages)('%s links to files that exist', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });

  it('are all listed in docs/index.md', () => {
    const index = read('docs/index.md');
    const unlisted = pages
      .filter((page) => page.startsWith('docs/') && page !== 'docs/index.md')
      .filter((page) => !index.includes(`(${page.slice('docs/'.length)})`));
    expect(unlisted).toEqual([]);
  });
});

describe('docs/errors.md', () => {
  // Arguments of the classes whose text is made from them.
  const samples: Readonly<Record<string, readonly string[]>> = {
    MethodNotAllowed: ['PUT'],
    UnsupportedMediaType: ['text/plain'],
  };
  type ErrorClass = new (...args: readonly string[]) => Error;
  const classes = Object.values(errors).filter(
    (value): value is typeof value & ErrorClass => typeof value === 'function' && value.prototype instanceof Error,
  );
  const answers = (given: ErrorClass): boolean =>
    given === errors.APIException || given.prototype instanceof errors.APIException;
  const rows = [...read('docs/errors.md').matchAll(/^\| `\w+` \|.*\|$/gm)].map(([row]) => row).sort();

  it('lists every class that answers, with its status, code and text', () => {
    const expected = classes.filter(answers).map((given) => {
      const error = new given(...(samples[given.name] ?? [])) as errors.APIException;
      const { defaultCode } = given as typeof given & { readonly defaultCode: string };
      return `| \`${given.name}\` | ${error.status} | \`${defaultCode}\` | ${error.message} |`;
    });
    expect(rows.filter((row) => /^\| `\w+` \| \d{3} /.test(row))).toEqual(expected.sort());
  });

  it('lists every other class, with the one it extends', () => {
    const expected = classes
      .filter((given) => !answers(given))
      .map((given) => `| \`${given.name}\` | \`${Object.getPrototypeOf(given).name}\` |`);
    const listed = rows.map((row) => /^\| `\w+` \| `\w+` \|/.exec(row)?.[0]).filter((row) => row !== undefined);
    expect(listed).toEqual(expected.sort());
  });
});
