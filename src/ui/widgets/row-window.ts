/** Rows drawn beyond each edge, so that a quick scroll shows rows instead of gaps. */
const OVERSCAN = 6;

export interface RowWindow {
  /** First row to draw. */
  readonly start: number;
  /** One past the last row to draw. */
  readonly end: number;
}

/**
 * The rows to draw of a long list with rows of one height.
 *
 * @param scrollTop scroll position in CSS pixels; browsers let it overshoot either end
 * @param viewportPx height of the visible part
 */
export function windowRows(
  count: number,
  rowPx: number,
  scrollTop: number,
  viewportPx: number,
): RowWindow {
  const first = Math.floor(scrollTop / rowPx) - OVERSCAN;
  const end = Math.min(count, Math.max(0, Math.ceil((scrollTop + viewportPx) / rowPx) + OVERSCAN));
  return { start: Math.min(end, Math.max(0, first)), end };
}

/** The nearest scroll position at which a row is completely in sight. */
export function scrollToRow(
  row: number,
  rowPx: number,
  scrollTop: number,
  viewportPx: number,
): number {
  const top = row * rowPx;
  return Math.max(top + rowPx - viewportPx, Math.min(top, scrollTop));
}

/**
 * The row that a key leads to from row `at` (−1: from no row yet).
 *
 * @param page rows in sight
 * @returns `null` for keys that do not move
 */
export function rowAfterKey(key: string, at: number, count: number, page: number): number | null {
  const to = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  }[key];
  if (to === undefined || count === 0) return null;
  return Math.min(count - 1, Math.max(0, to));
}
