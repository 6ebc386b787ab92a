/** Arrival: whether a page, or a step of one, has been come to and has not had the focus yet. */

let isDue = false;

/** Expected by the router when the path changes; taken once, by the heading that appears. */
export const arrival = {
  expect(): void {
    isDue = true;
  },
  take(): boolean {
    const was = isDue;
    isDue = false;
    return was;
  },
};
