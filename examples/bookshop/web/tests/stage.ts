/** The stage of the browser tests, or the reason why there is none. */
import { inject } from 'vitest';
import type { Stage } from './browser-setup.ts';

/** @throws {Error} the pages could not be built, or Chromium not be started */
export function theStage(): Stage {
  const stage = inject('stage');
  if (typeof stage === 'string') throw new Error(`The browser tests cannot run. ${stage}`);
  return stage;
}
