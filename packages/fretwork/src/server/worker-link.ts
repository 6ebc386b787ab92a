/** What the primary process and its workers tell each other. */

/** Said by a worker. */
export type WorkerMessage =
  | {
      /** It answers. */
      readonly fretwork: 'ready';
      readonly url: string;
      /** How long a stop may take it, in milliseconds. */
      readonly stopsWithinMs: number;
      /** Whether everything that `/readyz` looks at is well. */
      readonly isWell: boolean;
      /** What its operator should know. */
      readonly warnings: readonly string[];
    }
  /** Its event loop turns. */
  | { readonly fretwork: 'alive' }
  /** It would like to be replaced. */
  | { readonly fretwork: 'replace' };

/** Said by the primary: finish and end. `isReplaced` is whether another worker has taken over. */
export interface StopMessage {
  readonly fretwork: 'stop';
  readonly isReplaced: boolean;
}

const isMessage = (message: unknown): message is { readonly fretwork: string } =>
  typeof message === 'object' && message !== null && 'fretwork' in message && typeof message.fretwork === 'string';

/** Whether a worker said this to its supervisor; an app may use the channel for words of its own. */
export const isWorkerMessage = (message: unknown): message is WorkerMessage =>
  isMessage(message) && ['ready', 'alive', 'replace'].includes(message.fretwork);

/** Whether the primary says that it is time to stop. */
export const isStopMessage = (message: unknown): message is StopMessage =>
  isMessage(message) && message.fretwork === 'stop';
