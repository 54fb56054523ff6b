import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';
import { type RowWindow, scrollToRow, windowRows } from './row-window';

interface Options {
  /** What scrolls; its list's first child is a row, and all rows are of one size. */
  readonly scroller: RefObject<HTMLElement | null>;
  readonly count: number;
  /** Rows stand beside each other. */
  readonly isHorizontal: boolean;
  /** Size of a row in CSS pixels until one was measured, the gap to the next included. */
  readonly firstRowPx: number;
  /** Padding of the scroller at both ends, in CSS pixels. */
  readonly edgePx: number;
}

interface Windowed extends RowWindow {
  readonly rowPx: number;
  /** To be called when the scroller scrolls. */
  follow(): void;
  /** Scrolls as little as needed for a row to be wholly in sight. */
  reveal(row: number): void;
}

/** Of a long list the rows to draw: those in sight and a few beyond either end. */
export function useRowWindow({
  scroller,
  count,
  isHorizontal,
  firstRowPx,
  edgePx,
}: Options): Windowed {
  const [rowPx, setRowPx] = useState(firstRowPx);
  const [viewportPx, setViewportPx] = useState(0);
  const [scrolledPx, setScrolledPx] = useState(0);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = (): void => {
      const row = element.querySelector('li');
      const size = isHorizontal ? row?.offsetWidth : row?.offsetHeight;
      if (size) setRowPx(size); // larger where the user reads larger text
      const room = isHorizontal ? element.clientWidth : element.clientHeight;
      setViewportPx(Math.max(0, room - 2 * edgePx));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, isHorizontal, edgePx]);

  const follow = useCallback((): void => {
    const element = scroller.current;
    if (!element) return;
    // Below 0 where the text, and so the list, runs from right to left.
    const at = isHorizontal ? Math.abs(element.scrollLeft) : element.scrollTop;
    setScrolledPx(Math.floor(at / rowPx) * rowPx); // drawn anew row by row, not pixel by pixel
  }, [scroller, isHorizontal, rowPx]);

  const reveal = useCallback(
    (row: number): void => {
      const element = scroller.current;
      if (!element || row < 0) return;
      if (!isHorizontal) {
        element.scrollTop = scrollToRow(row, rowPx, element.scrollTop, viewportPx);
        return;
      }
      const sign = getComputedStyle(element).direction === 'rtl' ? -1 : 1;
      const at = scrollToRow(row, rowPx, sign * element.scrollLeft, viewportPx);
      element.scrollLeft = sign * at;
    },
    [scroller, isHorizontal, rowPx, viewportPx],
  );

  return { ...windowRows(count, rowPx, scrolledPx, viewportPx), rowPx, follow, reveal };
}
