/** Load on one endpoint of one peer: by wrk where the machine has it, otherwise by sockets of our own. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const CONNECTIONS = 16;
/** Every peer is asked under one name, so that links in the answers are the same. */
export const HOST = 'bench.test';

/** What is sent, over and over. */
export interface Load {
  readonly method: 'GET' | 'POST';
  readonly paths: readonly string[];
  readonly token?: string;
  readonly body?: string;
  /** Refresh tokens, one for each connection; each answer holds the next one. */
  readonly refreshTokens?: readonly string[];
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Answers that are no success, and connections that broke. */
  readonly failures: number;
}

export const hasWrk = (): boolean => spawnSync('wrk', ['--version']).error === undefined;

/** Loads a peer. What one answer decides about the next request, wrk cannot send. */
export function runLoad(port: number, load: Load, seconds: number, useWrk: boolean): Promise<LoadResult> {
  return useWrk && Number.isInteger(seconds) && !load.refreshTokens
    ? loadByWrk(port, load, seconds)
    : loadBySockets(port, load, seconds);
}

async function loadByWrk(port: number, { method, paths, token = '', body = '' }: Load, seconds: number) {
  const folder = mkdtempSync(join(tmpdir(), 'fretwork-bench-'));
  try {
    const list = join(folder, 'paths');
    writeFileSync(list, paths.join('\n'));
    const script = join(import.meta.dirname, 'load.lua');
    const child = spawn(
      'wrk',
      ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--timeout', '10s', '-s', script, `http://127.0.0.1:${port}`],
      {
        env: { ...process.env, METHOD: method, PATHS: list, HOST, TOKEN: token, BODY: body },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let output = '';
    for await (const chunk of child.stdout) output += chunk;
    const [, result] = /@@(\{.*\})/.exec(output) ?? [];
    if (result === undefined) throw new Error(`wrk said:\n${output}`);
    return JSON.parse(result) as LoadResult;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function loadBySockets(port: number, load: Load, seconds: number): Promise<LoadResult> {
  const start = performance.now();
  const end = start + seconds * 1000;
  const tally = { requests: 0, failures: 0 };
  const chains = Array.from({ length: CONNECTIONS }, (_, index) => runChain(port, load, index, end, tally));
  await Promise.all(chains);
  return { ...tally, seconds: (performance.now() - start) / 1000 };
}

async function runChain(
  port: number,
  load: Load,
  index: number,
  end: number,
  tally: { requests: number; failures: number },
): Promise<void> {
  const { method, paths, token, body, refreshTokens } = load;
  let refresh = refreshTokens?.[index];
  let socket: Socket | undefined;
  for (let turn = index; performance.now() < end; turn += CONNECTIONS) {
    const sent = refresh === undefined ? (body ?? '') : JSON.stringify({ refresh });
    const head = [
      `${method} ${paths[turn % paths.length]} HTTP/1.1`,
      `host: ${HOST}`,
      ...(token === undefined ? [] : [`authorization: Bearer ${token}`]),
      ...(sent === '' ? [] : ['content-type: application/json', `content-length: ${Buffer.byteLength(sent)}`]),
    ];
    try {
      socket ??= await open(port);
      const answer = await exchange(socket, `${head.join('\r\n')}\r\n\r\n${sent}`);
      tally.requests += 1;
      if (answer.closes) socket = void socket.destroy();
      if (answer.status >= 300) tally.failures += 1;
      else if (refresh !== undefined) refresh = JSON.parse(answer.body).refresh;
    } catch {
      tally.failures += 1;
      socket = void socket?.destroy();
    }
  }
  socket?.destroy();
}

const open = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket.setNoDelay(true)));
    socket.once('error', reject);
  });

interface RawAnswer {
  readonly status: number;
  readonly body: string;
  readonly closes: boolean;
}

/** Sends a request and reads its answer, whose bytes are letters here: `latin1` makes lengths those of the bytes. */
function exchange(socket: Socket, request: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let text = '';
    const settle = (act: () => void): void => {
      socket.off('data', onData).off('close', onClose);
      act();
    };
    const onData = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      const answer = readAnswer(text);
      if (answer) settle(() => resolve(answer));
    };
    const onClose = (): void => settle(() => reject(new Error('The connection was closed.')));
    socket.on('data', onData).on('close', onClose).write(request);
  });
}

function readAnswer(text: string): RawAnswer | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = text.slice(0, end).toLowerCase();
  const [, length] = /\r\ncontent-length: *(\d+)/.exec(head) ?? [];
  const rest = text.slice(end + 4);
  const isWhole = length === undefined ? rest.endsWith('0\r\n\r\n') : rest.length >= Number(length);
  if (!isWhole) return undefined;
  const body = length === undefined ? rest.slice(rest.indexOf('\r\n') + 2).split('\r\n')[0] : rest;
  return { status: Number(text.slice(9, 12)), body: body ?? '', closes: /\r\nconnection: *close/.test(head) };
}
