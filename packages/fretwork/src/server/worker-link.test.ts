/** Messages: ours are told from those of an app. */
import { expect, it } from 'vitest';
import { isStopMessage, isWorkerMessage } from './worker-link.ts';

it.each([
  [{ fretwork: 'ready', url: 'http://127.0.0.1:80/', stopsWithinMs: 1, isWell: true, warnings: [] }, true, false],
  [{ fretwork: 'alive' }, true, false],
  [{ fretwork: 'replace' }, true, false],
  [{ fretwork: 'stop', isReplaced: true }, false, true],
  [{ fretwork: 7 }, false, false],
  [{ type: 'stop' }, false, false],
  ['stop', false, false],
  [null, false, false],
])('reads %j', (message, fromWorker, isStop) => {
  expect([isWorkerMessage(message), isStopMessage(message)]).toEqual([fromWorker, isStop]);
});
