/** Whether two samples of times differ, whatever the machine was doing besides. */

/** How many standard deviations the ranks of two samples differ by; below zero where the first are smaller. @see Mann-Whitney U test */
export function rankSumScore(one: readonly number[], other: readonly number[]): number {
  const all = [...one.map((time) => ({ time, isOne: true })), ...other.map((time) => ({ time, isOne: false }))];
  all.sort((a, b) => a.time - b.time);
  const ranks = all.reduce((sum, { isOne }, index) => sum + (isOne ? index + 1 : 0), 0);
  const [n, m] = [one.length, other.length];
  const mean = (n * (n + m + 1)) / 2;
  return (ranks - mean) / Math.sqrt((n * m * (n + m + 1)) / 12);
}
