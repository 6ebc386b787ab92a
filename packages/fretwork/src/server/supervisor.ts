/** Keeps workers running: starts them, starts them again, replaces them one by one, and stops them all. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../http/logger.ts';
import { isWorkerMessage, type StopMessage, type WorkerMessage } from './worker-link.ts';

/** What the supervisor needs of a process; `cluster.Worker` has it. */
export interface SupervisedProcess {
  readonly process: { readonly pid?: number | undefined; kill(signal: 'SIGKILL'): unknown };
  send(message: StopMessage, sent: () => void): unknown;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number | null, signal: string | null) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** How workers are kept. */
export interface SupervisorOptions {
  readonly count: number;
  readonly fork: () => SupervisedProcess;
  /** How long a worker may take to get ready. */
  readonly startTimeoutMs: number;
  /** How long a worker may give no sign of life; 0 for ever. */
  readonly hangTimeoutMs: number;
  readonly logger: Logger;
  /** Waits before a worker is started again; rejects when the signal comes. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** A worker's process. */
interface Member {
  readonly process: SupervisedProcess;
  /** Settles when it has ended, with its status. */
  readonly exited: Promise<number>;
  /** Its first message, once it answers requests. */
  ready: (WorkerMessage & { readonly fretwork: 'ready' }) | undefined;
  isLeaving: boolean;
  isAlive: boolean;
  missed: number;
}

/** A worker's place: one process after another. */
interface Place {
  readonly number: number;
  current: Member | undefined;
  /** When its processes failed in the last minute. */
  failures: readonly number[];
  /** What is being done to it, one thing after another. */
  work: Promise<void>;
}

const MINUTE_MS = 60_000;
const LONGEST_WAIT_MS = 30_000;
const KILL_MARGIN_MS = 5000; // beyond what a worker said that its stop takes
const CHECKS_PER_HANG = 5; // several, as a machine that slept makes every worker look late once

/** How long a place stays empty: not at all after one failure, then longer and longer. */
const backoff = (failures: number): number => (failures < 2 ? 0 : Math.min(LONGEST_WAIT_MS, 250 * 2 ** (failures - 2)));

/**
 * Keeps so many workers running until it is stopped.
 *
 * A worker that ends is started again, at once the first time and then after longer and longer waits. One that hangs is killed.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #places: readonly Place[];
  readonly #members = new Set<Member>();
  readonly #wait: (ms: number, signal: AbortSignal) => Promise<unknown>;
  #wake = new AbortController();
  #reloading: Promise<void> | undefined;
  #reloadAgain = false;
  #stopping: Promise<void> | undefined;
  #watch: NodeJS.Timeout | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#wait = options.wait ?? ((ms, signal) => sleep(ms, undefined, { signal }));
    this.#places = Array.from({ length: options.count }, (_, index) => ({
      number: index + 1,
      current: undefined,
      failures: [],
      work: Promise.resolve(),
    }));
  }

  /**
   * Starts one worker, and the others once it is ready: what is wrong with an app is said once.
   *
   * @returns 0, or the status of the worker that did not get ready; then none is left running.
   */
  async start(): Promise<number> {
    const { hangTimeoutMs, logger, count } = this.#options;
    if (hangTimeoutMs > 0) this.#watch = setInterval(() => this.#findHanging(), hangTimeoutMs / CHECKS_PER_HANG);
    const [first, ...others] = this.#places;
    let statuses = first === undefined ? [] : [await this.#launch(first)];
    if (!this.#stopping && !statuses.some(Boolean))
      statuses = await Promise.all(others.map((place) => this.#launch(place)));
    const failed = this.#stopping ? undefined : statuses.find((status) => status !== 0);
    if (failed !== undefined) {
      await this.stop();
      return failed;
    }
    const { url, warnings = [] } = first?.current?.ready ?? {};
    for (const warning of warnings) logger.warn({}, warning);
    if (!this.#stopping) logger.info({ url, workers: count, pid: process.pid }, 'Serving.');
    return 0;
  }

  /** Replaces one worker after the other; each goes on until its successor is ready. Stops at the first that does not get there. */
  reload(): Promise<void> {
    if (this.#reloading) this.#reloadAgain = true; // what changed since may be what this one has not read
    this.#reloading ??= this.#reload().finally(() => {
      this.#reloading = undefined;
      if (this.#reloadAgain && !this.#stopping) void this.reload();
      this.#reloadAgain = false;
    });
    return this.#reloading;
  }

  /** Has all workers finish, and waits for their end. */
  stop(): Promise<void> {
    this.#stopping ??= Promise.resolve().then(async () => {
      clearInterval(this.#watch);
      this.#wake.abort();
      for (const member of this.#members) {
        // One that is not ready has nothing to finish, and does not listen yet.
        if (member.ready) this.#dismiss(member, false);
        else member.process.process.kill('SIGKILL');
      }
      await Promise.all([...this.#members].map(({ exited }) => exited));
    });
    return this.#stopping;
  }

  async #reload(): Promise<void> {
    const { logger } = this.#options;
    logger.info({}, 'Reloading.');
    this.#wake.abort();
    this.#wake = new AbortController();
    for (const place of this.#places) {
      place.failures = [];
      let isReplaced = false;
      await this.#queue(place, async () => {
        isReplaced = await this.#replace(place);
      });
      if (this.#stopping) return;
      if (!isReplaced) return logger.error({ worker: place.number }, 'Reload given up: the other workers go on.');
      if (place === this.#places[0])
        for (const warning of place.current?.ready?.warnings ?? []) logger.warn({}, warning);
    }
    logger.info({}, 'Reloaded.');
  }

  #queue(place: Place, work: () => Promise<void>): Promise<void> {
    place.work = place.work.then(() => (this.#stopping ? undefined : work()));
    return place.work;
  }

  async #replace(place: Place): Promise<boolean> {
    const old = place.current;
    const isReplaced = (await this.#launch(place, old)) === 0;
    if (isReplaced && old) this.#dismiss(old, true);
    if (!place.current) void this.#queue(place, () => this.#revive(place)); // the old one ended meanwhile
    return isReplaced;
  }

  async #revive(place: Place): Promise<void> {
    while (!this.#stopping && !place.current) {
      const waitMs = backoff(place.failures.length);
      if (waitMs > 0) await this.#wait(waitMs, this.#wake.signal).catch(() => undefined); // woken by a reload
      if (this.#stopping) return;
      if ((await this.#launch(place)) !== 0) this.#noteFailure(place);
    }
  }

  /**
   * Starts a process for a place, which has it as soon as it is ready.
   *
   * @param old The process that it would replace: one that does its work is not given up for one that lacks a migration or a database.
   * @returns 0, or the status it ended with.
   */
  async #launch(place: Place, old?: Member): Promise<number> {
    const { logger, startTimeoutMs } = this.#options;
    const { member, ready } = this.#fork(place);
    const facts = { worker: place.number, pid: member.process.process.pid };
    const timeout = new AbortController();
    const late = sleep(startTimeoutMs, 'late' as const, { signal: timeout.signal }).catch(() => 'late' as const);
    const outcome = await Promise.race([ready, member.exited, late]);
    timeout.abort();
    if (outcome === 'ready' && old !== undefined && place.current === old && !member.ready?.isWell) {
      logger.error({ ...facts, warnings: member.ready?.warnings }, 'Worker is not well, and does not take over.');
      this.#dismiss(member, false);
      return (await member.exited) || 1;
    }
    if (outcome === 'ready') {
      place.current = member;
      logger.info(facts, 'Worker ready.');
      void member.exited.then((status) => this.#afterEnd(place, member, status));
      return 0;
    }
    if (outcome === 'late') {
      logger.error({ ...facts, startTimeoutMs }, 'Worker was not ready in time.');
      member.process.process.kill('SIGKILL');
    }
    const status = (await member.exited) || 1;
    if (!this.#stopping && outcome !== 'late') logger.error({ ...facts, status }, 'Worker did not start.');
    return status;
  }

  #fork(place: Place): { readonly member: Member; readonly ready: Promise<'ready'> } {
    const worker = this.#options.fork();
    const { promise: exited, resolve: settle } = Promise.withResolvers<number>();
    const { promise: ready, resolve: tellReady } = Promise.withResolvers<'ready'>();
    const member: Member = {
      process: worker,
      exited,
      ready: undefined,
      isLeaving: false,
      isAlive: true,
      missed: 0,
    };
    this.#members.add(member);
    worker.on('message', (message) => {
      if (!isWorkerMessage(message)) return;
      member.isAlive = true;
      if (message.fretwork === 'ready') {
        member.ready = message;
        tellReady('ready');
      }
      if (message.fretwork === 'replace') this.#onReplaceAsked(place, member);
    });
    const end = (status: number): void => {
      this.#members.delete(member);
      settle(status);
    };
    worker.on('exit', (code, signal) => end(code ?? (signal === null ? 1 : 128)));
    worker.on('error', (err) => {
      this.#options.logger.error({ worker: place.number, err }, 'Worker failed.');
      if (worker.process.pid === undefined) end(1); // there is no process, so there will be no end of one
    });
    return { member, ready };
  }

  #onReplaceAsked(place: Place, member: Member): void {
    if (member.isLeaving) return;
    member.isLeaving = true; // asked for once
    void this.#queue(place, async () => {
      if (place.current !== member) return;
      if (!(await this.#replace(place))) member.isLeaving = false;
    });
  }

  #afterEnd(place: Place, member: Member, status: number): void {
    const { logger } = this.#options;
    const facts = { worker: place.number, pid: member.process.process.pid, status };
    if (place.current !== member || this.#stopping) return void logger.info(facts, 'Worker stopped.');
    place.current = undefined;
    logger.error(facts, 'Worker ended unexpectedly.');
    this.#noteFailure(place);
    void this.#queue(place, () => this.#revive(place));
  }

  #noteFailure(place: Place): void {
    const now = performance.now();
    place.failures = [...place.failures.filter((at) => now - at < MINUTE_MS), now];
  }

  #dismiss(member: Member, isReplaced: boolean): void {
    const { logger } = this.#options;
    const pid = member.process.process.pid;
    member.isLeaving = true;
    member.process.send({ fretwork: 'stop', isReplaced }, () => undefined); // where the channel is gone, so is the worker
    const timer = setTimeout(
      () => {
        logger.error({ pid }, 'Worker did not stop in time.');
        member.process.process.kill('SIGKILL');
      },
      (member.ready?.stopsWithinMs ?? 0) + KILL_MARGIN_MS,
    );
    void member.exited.then(() => clearTimeout(timer));
  }

  #findHanging(): void {
    for (const { number, current: member } of this.#places) {
      if (!member) continue;
      member.missed = member.isAlive ? 0 : member.missed + 1;
      member.isAlive = false;
      if (member.missed !== CHECKS_PER_HANG) continue;
      this.#options.logger.error({ worker: number, pid: member.process.process.pid }, 'Worker hangs, and is killed.');
      member.process.process.kill('SIGKILL');
    }
  }
}
