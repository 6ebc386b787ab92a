/** The command itself: help, errors in one line, status. */
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandProject, createCommandProject } from '../testing/command-project.ts';

const SOURCES = new URL('../', import.meta.url).href;

/** What every call of the command needs. */
const ALWAYS: ReadonlySet<string> = new Set([
  'cli/context.ts',
  'cli/main.ts',
  'cli/project.ts',
  'errors.ts',
  'settings/check-node.ts',
]);

/** The files of Fretwork that a call loads, below `src/`. */
function loadedBy(argv: readonly string[]): string[] {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    const { main } = await import('${SOURCES}cli/main.ts');
    await main(${JSON.stringify(argv)}, { write: () => {}, warn: () => {}, isInteractive: false, directory: '.' });
    console.log(JSON.stringify(loaded));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
  const urls = JSON.parse(output) as readonly string[];
  return urls.filter((url) => url.startsWith(SOURCES)).map((url) => url.slice(SOURCES.length));
}

let project: CommandProject;
beforeEach(async () => {
  project = await createCommandProject('Book: { title: f.char({ maxLength: 200 }) }');
});
afterEach(() => project.drop());

describe('fretwork', () => {
  it('answers --help', async () => {
    const { status, output } = await project.run('--help');
    expect(status).toBe(0);
    for (const name of [
      'startproject',
      'runserver',
      'serve',
      'makemigrations',
      'migrate',
      'showmigrations',
      'sqlmigrate',
      'createsuperuser',
      'flushexpiredtokens',
      'shell',
      'routes',
      'check',
    ]) {
      expect(output.join('\n')).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
  });

  it.each([
    [['--help'], []],
    [
      ['serve', '--help'],
      ['cli/serve.ts', 'http/logger.ts', 'server/supervisor.ts', 'server/unix-socket.ts', 'server/worker-link.ts'],
    ],
    [['help', 'startproject'], ['cli/start-project.ts']],
  ])('loads for %j no more than it needs', (argv, files) => {
    const loaded = loadedBy(argv).filter((file) => !ALWAYS.has(file));
    expect(loaded.sort()).toEqual(files);
  });

  it.each([
    [['nonsense'], 2],
    [['migrate', '--nonsense'], 2],
    [['migrate', '0009'], 1],
    [['migrate', 'a', 'b'], 2],
    [['runserver', '70000'], 2],
  ])('says in one line why %j does not work, with status %i', async (argv, status) => {
    const result = await project.run(...argv);
    expect(result).toMatchObject({ status, output: [], errors: [expect.any(String)] });
    expect(result.errors[0]).not.toMatch(/^\s+at /m);
  });

  it('shows where an error came from where it is asked to', async () => {
    const { status, errors } = await project.run('--traceback', 'migrate', '0009');
    expect(status).toBe(1);
    expect(errors.some((line) => line.startsWith('    at '))).toBe(true);
  });
});
