/** A progress bar on a terminal, a line for each finished step elsewhere. */
import type { OnProgress } from './load-sample.ts';

const WIDTH = 30;

/** Draws how far a step has come. */
export const showProgress: OnProgress = (step, done, total) => {
  const { stderr } = process;
  if (!stderr.isTTY) {
    if (done === total) stderr.write(`Loaded ${total} ${step}.\n`);
    return;
  }
  const filled = Math.round((done / total) * WIDTH);
  stderr.write(`\r${step.padEnd(12)} ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done} of ${total}`);
  if (done === total) stderr.write('\n');
};
