/** Arrival: whether a page was come to by a link and has not had the focus yet. */

let isDue = false;

/** Set by the router when the path changes; taken once, by the heading of the page that appears. */
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
