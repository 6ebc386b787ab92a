/** Which pages a pagination shows. */

/**
 * The first page, the last, and those around the current one; `null` where others are left out.
 *
 * @param current From 1.
 */
export function pageNumbers(current: number, total: number): readonly (number | null)[] {
  const wanted = [1, current - 1, current, current + 1, total].filter((page) => page >= 1 && page <= total);
  const shown = [...new Set(wanted)].sort((a, b) => a - b);
  return shown.flatMap((page, index) => {
    const gap = page - (shown[index - 1] ?? 0);
    if (gap === 2) return [page - 1, page]; // a gap of one page is no shorter than the page
    return gap > 2 ? [null, page] : [page];
  });
}
