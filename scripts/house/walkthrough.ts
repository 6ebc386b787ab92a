/** Walks through a page as its reader would: writes its files, types its commands, compares what is shown. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file that the page has its reader write: a `ts` block that opens with a comment holding a path. */
export interface FileStep {
  readonly kind: 'file';
  readonly line: number;
  readonly path: string;
  readonly code: string;
}

/** A command of a `console` block, after `$`, with the lines shown below it; `…` in them stands for anything. */
export interface CommandStep {
  readonly kind: 'command';
  readonly line: number;
  readonly command: string;
  /** What is typed while the command runs: the lines after `> `. */
  readonly input: string;
  readonly expected: string;
}

/** The files and commands of a page, in their order. */
export function stepsOf(page: string): readonly (FileStep | CommandStep)[] {
  const lines = page.split('\n');
  const steps: (FileStep | CommandStep)[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const language = /^```(\w+)$/.exec(lines[at] ?? '')?.[1];
    if (language === undefined) continue;
    const end = lines.indexOf('```', at + 1);
    const body = lines.slice(at + 1, end);
    const path = /^\/\/ ([\w./-]+\.ts)$/.exec(body[0] ?? '')?.[1];
    if (language === 'ts' && path !== undefined)
      steps.push({ kind: 'file', line: at + 1, path, code: `${body.slice(1).join('\n').trimStart()}\n` });
    if (language === 'console') steps.push(...commandsOf(body, at + 2));
    at = end;
  }
  return steps;
}

function commandsOf(body: readonly string[], first: number): CommandStep[] {
  const commands: { line: number; command: string; input: string[]; expected: string[] }[] = [];
  for (const [index, text] of body.entries()) {
    const current = commands.at(-1);
    if (text.startsWith('$ ')) commands.push({ line: first + index, command: text.slice(2), input: [], expected: [] });
    else if (current?.command.endsWith('\\')) current.command += `\n${text}`;
    else if (text.startsWith('> ')) current?.input.push(text.slice(2));
    else current?.expected.push(text);
  }
  return commands.map(({ input, expected, ...rest }) => ({
    ...rest,
    kind: 'command',
    input: input.map((text) => `${text}\n`).join(''),
    expected: expected.join('\n').trim(),
  }));
}

/** Whether a page shows what really came: `…` stands for anything in its line, and for any lines where it is alone. */
export function isShown(expected: string, actual: string): boolean {
  const lines = expected.split('\n').map((line) => {
    if (line === '…') return '(?:.*\\n)*?';
    return `${line.split('…').map(RegExp.escape).join('.*?')}\\n`;
  });
  return new RegExp(`^${lines.join('')}$`).test(`${actual.trim()}\n`);
}

const END = 'fretwork-walkthrough-end';

/** A shell that stays: folders and variables last from one command to the next. */
export class Shell {
  readonly #process;
  #output = '';
  #wake: () => void = () => undefined;

  /** @param prologue What it runs first. */
  constructor(directory: string, environment: NodeJS.ProcessEnv, prologue = '') {
    this.#process = spawn('sh', [], { cwd: directory, env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
    const read = (chunk: string): void => {
      this.#output += chunk;
      this.#wake();
    };
    this.#process.stdout.setEncoding('utf8').on('data', read);
    this.#process.stdin.write(`exec 2>&1\n${prologue}\n`);
  }

  /** Runs a command; gives what it wrote to either stream. */
  async run(command: string, input = ''): Promise<string> {
    const fed = input === '' ? `${command} </dev/null` : `${command} <<'INPUT'\n${input}INPUT`;
    // A here-document and a pipe do not take another redirection.
    this.#process.stdin.write(`${/[|]|<<|^\w+=/.test(command) ? command : fed}\necho; echo ${END}\n`);
    while (!this.#output.includes(`${END}\n`)) await new Promise<void>((resolve) => (this.#wake = resolve));
    const [output = ''] = this.#output.split(`${END}\n`);
    this.#output = this.#output.slice(output.length + END.length + 1);
    return output.trim();
  }

  /** Writes a file below the folder that the shell is in. */
  async write(path: string, text: string): Promise<void> {
    const file = join(await this.run('pwd'), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  async close(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.stdin.end();
    await ended;
  }
}
