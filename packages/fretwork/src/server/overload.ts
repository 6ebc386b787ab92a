/** Tells when the event loop cannot keep up, so that some requests are refused at once instead of all being late. */
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 250;

/** Waits, and says how much longer it took than asked for. */
export type MeasureLag = (signal: AbortSignal) => Promise<number>;

const measureByTimer: MeasureLag = async (signal) => {
  const begin = performance.now();
  await sleep(EVERY_MS, undefined, { ref: false, signal });
  return performance.now() - begin - EVERY_MS;
};

/** Watches how late the event loop is. */
export class LagWatch {
  readonly #maxLagMs: number;
  readonly #measure: MeasureLag;
  readonly #stop = new AbortController();
  #late = 0;

  /** @param maxLagMs Later than this is too late. */
  constructor(maxLagMs: number, measure: MeasureLag = measureByTimer) {
    this.#maxLagMs = maxLagMs;
    this.#measure = measure;
    void this.#watch();
  }

  /** Whether it was late twice in a row: one long task is no overload, and whoever waited for it can be answered. */
  get isOverloaded(): boolean {
    return this.#late >= 2;
  }

  close(): void {
    this.#stop.abort();
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const lag = await this.#measure(signal).catch(() => 0); // rejects when it is closed
      this.#late = lag > this.#maxLagMs ? this.#late + 1 : 0;
    }
  }
}

const BODY = '{"detail":"Service is busy, try again later."}';

/** Refuses a request that nobody has time for. @see RFC 9110 section 15.6.4 */
export function refuseAsBusy(response: ServerResponse): void {
  response.writeHead(503, {
    'content-type': 'application/json',
    'content-length': BODY.length,
    'retry-after': '1',
    'cache-control': 'no-store',
  });
  response.end(BODY);
}
