/** Supervisor: how often a worker is started again, and what happens to those that do not do as they are told. */
import { EventEmitter, once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LogFacts } from '../http/logger.ts';
import { type SupervisedProcess, Supervisor } from './supervisor.ts';
import type { StopMessage } from './worker-link.ts';

/** A process that does what a test says. */
class FakeProcess extends EventEmitter implements SupervisedProcess {
  readonly told: StopMessage[] = [];
  readonly process: { readonly pid: number | undefined; readonly kill: () => void };

  constructor(pid: number | undefined) {
    super();
    this.process = { pid, kill: () => void setImmediate(() => this.emit('exit', null, 'SIGKILL')) };
  }

  send(message: StopMessage, sent: () => void): void {
    this.told.push(message);
    this.emit('told', message);
    sent();
  }

  say(fretwork: string, isWell = true): void {
    const message = { fretwork, url: 'http://127.0.0.1:1/', stopsWithinMs: 60_000, isWell, warnings: ['careful'] };
    this.emit('message', message);
  }

  exit(code: number): void {
    this.emit('exit', code, null);
  }
}

interface Given {
  readonly count?: number;
  readonly hangTimeoutMs?: number;
  readonly startTimeoutMs?: number;
  /** What a new process does. */
  readonly behave: (worker: FakeProcess, index: number) => void;
}

function supervise({ count = 1, hangTimeoutMs = 0, startTimeoutMs = 60_000, behave }: Given) {
  const forked: FakeProcess[] = [];
  const waits: number[] = [];
  const lines: string[] = [];
  const news = new EventEmitter();
  const log = (_facts: LogFacts, message: string): void => {
    lines.push(message);
    news.emit('line');
  };
  const supervisor = new Supervisor({
    count,
    hangTimeoutMs,
    startTimeoutMs,
    fork: () => {
      const worker = new FakeProcess(forked.length + 1);
      forked.push(worker);
      setImmediate(behave, worker, forked.length);
      return worker;
    },
    logger: { info: log, warn: log, error: log },
    wait: async (ms) => void waits.push(ms),
  });
  const until = async (message: string, times = 1): Promise<void> => {
    while (lines.filter((line) => line === message).length < times) await once(news, 'line');
  };
  return { supervisor, forked, waits, lines, until };
}

/** Gets ready at once, and stops when it is told to. */
const obedient = (worker: FakeProcess, _index?: number, isWell = true): void => {
  worker.on('told', () => setImmediate(() => worker.exit(0)));
  worker.say('ready', isWell);
};

describe('start', () => {
  it('starts one worker, and the others once that is ready', async () => {
    const counts: number[] = [];
    const { supervisor, forked, lines } = supervise({
      count: 3,
      behave: (worker) => {
        counts.push(forked.length);
        obedient(worker);
      },
    });
    expect(await supervisor.start()).toBe(0);
    expect(counts).toEqual([1, 3, 3]);
    expect(lines).toEqual(['Worker ready.', 'Worker ready.', 'Worker ready.', 'careful', 'Serving.']);
    await supervisor.stop();
    expect(forked.map(({ told }) => told)).toEqual(Array(3).fill([{ fretwork: 'stop', isReplaced: false }]));
  });

  it.each([
    ['the status', (worker: FakeProcess) => worker.exit(2), 2],
    ['1 for one that ends well', (worker: FakeProcess) => worker.exit(0), 1],
    ['128 for a signal', (worker: FakeProcess) => worker.process.kill(), 128],
  ])('gives up where the first does not get ready, with %s', async (_what, behave, status) => {
    const { supervisor, forked } = supervise({ count: 3, behave });
    expect(await supervisor.start()).toBe(status);
    expect(forked).toHaveLength(1);
  });

  it('leaves nobody running where another does not get ready', async () => {
    const { supervisor, forked } = supervise({
      count: 3,
      behave: (worker, index) => (index === 2 ? worker.exit(7) : obedient(worker)),
    });
    expect(await supervisor.start()).toBe(7);
    expect(forked.map(({ told }) => told.length)).toEqual([1, 0, 1]);
  });

  it('kills and reports one that is not ready in time', async () => {
    const { supervisor, lines } = supervise({ startTimeoutMs: 1, behave: () => undefined });
    expect(await supervisor.start()).toBe(128);
    expect(lines).toEqual(['Worker was not ready in time.']);
  });

  it('reports a process that cannot be made', async () => {
    const { supervisor, lines } = supervise({
      behave: (worker) => {
        Object.assign(worker.process, { pid: undefined });
        worker.emit('error', new RangeError('EAGAIN'));
      },
    });
    expect(await supervisor.start()).toBe(1);
    expect(lines).toEqual(['Worker failed.', 'Worker did not start.']);
  });

  it('ends well where it is stopped meanwhile', async () => {
    const { supervisor } = supervise({ count: 2, behave: () => void supervisor.stop() });
    expect(await supervisor.start()).toBe(0);
  });
});

it('starts a worker again at once, and then after longer and longer waits', async () => {
  const { supervisor, forked, waits, until } = supervise({
    behave: (worker, index) => (index === 1 || index > 11 ? obedient(worker) : worker.exit(1)),
  });
  await supervisor.start();
  forked[0]?.exit(1);
  await until('Worker ready.', 2);
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  await supervisor.stop();
});

it('replaces a worker that asks for it, once', async () => {
  const { supervisor, forked, until } = supervise({ count: 2, behave: obedient });
  await supervisor.start();
  forked[1]?.say('replace');
  forked[1]?.say('replace');
  await until('Worker stopped.');
  expect(forked[1]?.told).toEqual([{ fretwork: 'stop', isReplaced: true }]);
  expect(forked).toHaveLength(3);
  await supervisor.stop();
});

describe('reload', () => {
  it('replaces all, each after its successor is ready, and runs again where it is asked meanwhile', async () => {
    const { supervisor, forked, until } = supervise({ count: 2, behave: obedient });
    await supervisor.start();
    void supervisor.reload();
    void supervisor.reload();
    await until('Reloaded.', 2);
    await until('Worker stopped.', 4);
    expect(forked).toHaveLength(6);
    expect(forked.map(({ told }) => told.length)).toEqual([1, 1, 1, 1, 0, 0]);
    await supervisor.stop();
  });

  it('leaves the old ones where a new one does not get ready', async () => {
    const { supervisor, forked, until } = supervise({
      count: 2,
      behave: (worker, index) => (index === 3 ? worker.exit(1) : obedient(worker)),
    });
    await supervisor.start();
    void supervisor.reload();
    await until('Reload given up: the other workers go on.');
    expect(forked.map(({ told }) => told.length)).toEqual([0, 0, 0]);
    await supervisor.stop();
  });
});

it('takes what it gets for an empty place, but gives up no worker for one that is not well', async () => {
  const { supervisor, forked, lines, until } = supervise({
    behave: (worker, index) => obedient(worker, index, index > 3),
  });
  expect(await supervisor.start()).toBe(0);
  forked[0]?.exit(1);
  await until('Worker ready.', 2);
  void supervisor.reload();
  await until('Reload given up: the other workers go on.');
  expect(forked.map(({ told }) => told)).toEqual([[], [], [{ fretwork: 'stop', isReplaced: false }]]);
  expect(lines).toContain('Worker is not well, and does not take over.');
  void supervisor.reload();
  await until('Reloaded.');
  await supervisor.stop();
});

describe('stop', () => {
  afterEach(() => void vi.useRealTimers());

  it('kills who does not end', async () => {
    const { supervisor, lines } = supervise({ behave: (worker) => worker.say('ready') });
    await supervisor.start();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const stopped = supervisor.stop();
    await Promise.resolve();
    vi.advanceTimersByTime(64_999);
    expect(lines).not.toContain('Worker did not stop in time.');
    vi.advanceTimersByTime(1);
    await stopped;
    expect(lines).toContain('Worker did not stop in time.');
  });
});

it('kills a worker that gives no sign of life, and starts another', async () => {
  const { supervisor, forked, until } = supervise({ hangTimeoutMs: 50, behave: obedient });
  await supervisor.start();
  await until('Worker hangs, and is killed.');
  await until('Worker ready.', 2);
  expect(forked.length).toBeGreaterThan(1);
  await supervisor.stop();
});
