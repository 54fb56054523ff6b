import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { circularity } from '@/core/measure/circularity';
import { boundsOfObject, type ObjectTable as Measures } from '@/core/measure/measure';
import type { Rect } from '@/core/types';
import { selectLabel } from '@/state/edit/objects';
import { setView, useStore } from '@/state/store/store';
import { type AreaUnit, areaIn } from '@/state/text/area-unit';
import { significant } from '@/state/text/format-area';
import { formatFixed, formatNumber } from '@/state/text/format-number';
import { t } from '@/state/text/translate';
import { bringIntoSight, zoomToRect } from '@/state/view/view';
import { rowAfterKey, scrollToRow, windowRows } from '@/ui/widgets/row-window';
import { useIsCoarse } from '@/ui/widgets/use-media';
import { type ObjectOrder, sortRows } from './object-rows';
import css from './object-table.module.css';
import { ObjectTableHead } from './object-table-head';

/** Heights in CSS pixels, and the most rows in sight: for a mouse, and for fingers. */
const FINE = { rowPx: 32, headPx: 36, rows: 9 } as const;
const COARSE = { rowPx: 44, headPx: 44, rows: 6 } as const;

interface Props {
  readonly table: Measures;
  readonly classes: Readonly<Record<number, string>>;
  /** Unit of a second column of areas; `null` leaves it out. */
  readonly unit: AreaUnit | null;
}

/**
 * One row per object. Only rows in sight are drawn. Selection and highlight are shared with the
 * canvas. Arrow keys move, Space selects, Enter or a double click shows the object.
 */
export function ObjectTable({ table, classes, unit }: Props) {
  const selection = useStore((state) => state.selection);
  const hoveredLabel = useStore((state) => state.hoveredLabel);
  const [order, setOrder] = useState<ObjectOrder>({ column: 'label', isDescending: false });
  const [scrollTop, setScrollTop] = useState(0);
  const [activeLabel, setActiveLabel] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => sortRows(table, classes, order), [table, classes, order]);
  const selected = useMemo(() => new Set(selection), [selection]);
  const count = rows.length;
  const room = useIsCoarse() ? COARSE : FINE;
  const { rowPx, headPx, rows: mostRows } = room;
  const { start, end } = windowRows(count, rowPx, scrollTop, mostRows * rowPx);

  // An object was selected here or on the canvas: scroll to its row.
  const lastSelected = selection.length < count ? (selection.at(-1) ?? 0) : 0;
  useEffect(() => {
    const at = placeOf(rows, table, lastSelected);
    if (at >= 0) reveal(scroller.current, at, room);
  }, [rows, table, lastSelected, room]);

  const goTo = (at: number): void => {
    const label = labelAt(at);
    setActiveLabel(label);
    setView({ hoveredLabel: label });
    reveal(scroller.current, at, room);
  };
  const labelAt = (at: number): number => table.label[rows[at] ?? -1] ?? 0;
  const show = (label: number, showRect: (bounds: Rect) => void): void => {
    const row = table.label.indexOf(label);
    if (row >= 0) showRect(boundsOfObject(table, row));
  };
  const select = (label: number, adds: boolean): void => {
    selectLabel(label, adds);
    show(label, bringIntoSight);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return; // a column's button
    const adds = event.shiftKey || event.ctrlKey || event.metaKey;
    const from = placeOf(rows, table, activeLabel || lastSelected);
    const to = rowAfterKey(event.key, from, count, mostRows - 1);
    if (to !== null) goTo(to);
    else if (event.key === ' ' && activeLabel > 0) select(activeLabel, adds);
    else if (event.key === 'Enter' && activeLabel > 0) show(activeLabel, zoomToRect);
    else return;
    event.preventDefault();
    event.stopPropagation(); // Space is not the canvas's here
  };
  // Not on entering a row: scrolling moves rows under a resting pointer.
  const onPointerMove = (event: PointerEvent): void => {
    const label = labelOf(event.target);
    if (label !== hoveredLabel) setView({ hoveredLabel: label });
  };

  const drawn = Array.from(rows.subarray(start, end));
  const isActiveDrawn = drawn.some((row) => table.label[row] === activeLabel);
  return (
    <div
      ref={scroller}
      className={css.scroller}
      style={
        { '--row': `${rowPx}px`, '--head': `${headPx}px`, '--rows': mostRows } as CSSProperties
      }
      onScroll={({ currentTarget }) =>
        setScrollTop(Math.floor(currentTarget.scrollTop / rowPx) * rowPx)
      }
    >
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table worked by keys is a grid
        role="grid"
        className={css.table}
        tabIndex={0}
        aria-label={t('objects.table')}
        aria-description={t('objects.keys')}
        aria-rowcount={count + 1}
        aria-multiselectable="true"
        aria-activedescendant={isActiveDrawn ? rowId(activeLabel) : undefined}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          const label = labelOf(event.target);
          if (label === 0) return;
          setActiveLabel(label);
          select(label, event.shiftKey || event.ctrlKey || event.metaKey);
        }}
        onDoubleClick={(event) => show(labelOf(event.target), zoomToRect)}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setView({ hoveredLabel: 0 })}
        onBlur={() => setView({ hoveredLabel: 0 })}
      >
        <ObjectTableHead
          order={order}
          unit={unit}
          onOrder={(next) => {
            setOrder(next);
            scroller.current?.scrollTo({ top: 0 });
          }}
        />
        <tbody>
          <Gap heightPx={start * rowPx} />
          {drawn.map((row, i) => {
            const label = table.label[row] ?? 0;
            return (
              <tr
                key={label}
                id={rowId(label)}
                className={css.row}
                data-label={label}
                data-lit={label === hoveredLabel || undefined}
                data-active={label === activeLabel || undefined}
                aria-rowindex={start + i + 2}
                aria-selected={selected.has(label)}
              >
                <Cells table={table} row={row} name={classes[label] ?? ''} unit={unit} />
              </tr>
            );
          })}
          <Gap heightPx={(count - end) * rowPx} />
        </tbody>
      </table>
    </div>
  );
}

interface CellsProps {
  readonly table: Measures;
  readonly row: number;
  readonly name: string;
  readonly unit: AreaUnit | null;
}

function Cells({ table, row, name, unit }: CellsProps) {
  const areaPx = table.areaPx[row] ?? 0;
  const perimeterPx = table.perimeterPx[row] ?? 0;
  const isAtBorder = table.touchesBorder[row] === 1;
  return (
    <>
      <th scope="row">{table.label[row]}</th>
      <td>{formatNumber(areaPx)}</td>
      {unit ? <td>{areaIn(unit, areaPx)}</td> : null}
      <td>{significant(table.feretPx[row] ?? 0)}</td>
      <td>{significant(perimeterPx)}</td>
      <td>{formatFixed(circularity(areaPx, perimeterPx), 2)}</td>
      <td className={css.words} title={name || undefined}>
        {name || '–'}
      </td>
      <td className={css.words} data-muted={!isAtBorder || undefined}>
        {t(isAtBorder ? 'objects.atBorder' : 'objects.clear')}
      </td>
    </>
  );
}

/** Takes the place of the rows that are not drawn. */
function Gap({ heightPx }: { readonly heightPx: number }) {
  if (heightPx === 0) return null;
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an empty row takes no focus
  return <tr aria-hidden="true" style={{ height: heightPx }} />;
}

function rowId(label: number): string {
  return `object-${label}`;
}

function labelOf(target: EventTarget): number {
  const row = target instanceof Element ? target.closest('tr') : null;
  return Number(row?.dataset.label ?? 0);
}

function placeOf(rows: Uint32Array, table: Measures, label: number): number {
  return label === 0 ? -1 : rows.findIndex((row) => table.label[row] === label);
}

function reveal(
  scroller: HTMLElement | null,
  at: number,
  { rowPx, headPx }: typeof FINE | typeof COARSE,
): void {
  if (!scroller) return;
  const viewportPx = scroller.clientHeight - headPx;
  scroller.scrollTop = scrollToRow(at, rowPx, scroller.scrollTop, viewportPx);
}
