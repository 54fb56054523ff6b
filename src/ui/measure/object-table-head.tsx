import { ArrowDown, ArrowUp } from 'lucide-react';
import type { AreaUnit } from '@/state/text/area-unit';
import { t } from '@/state/text/translate';
import { OBJECT_COLUMNS, type ObjectColumn, type ObjectOrder } from './object-rows';
import css from './object-table.module.css';

interface Props {
  readonly order: ObjectOrder;
  readonly unit: AreaUnit | null;
  onOrder(order: ObjectOrder): void;
}

interface Head {
  readonly column: ObjectColumn;
  readonly unit: 'px' | 'px2' | AreaUnit['name'] | null;
}

/** Units of columns measured in pixels; the other columns have no unit. */
const PIXEL_UNITS: Partial<Record<ObjectColumn, 'px' | 'px2'>> = {
  area: 'px2',
  feret: 'px',
  perimeter: 'px',
};

/**
 * Columns that sort upwards at the first press: names and numbers. Measures start with the largest.
 */
const UPWARDS: readonly ObjectColumn[] = ['label', 'class'];

/** The names of the columns. Pressing one sorts by it; pressing it again reverses the order. */
export function ObjectTableHead({ order, unit, onOrder }: Props) {
  const heads = OBJECT_COLUMNS.flatMap((column): Head[] => {
    const head: Head = { column, unit: PIXEL_UNITS[column] ?? null };
    return column === 'area' && unit ? [head, { column, unit: unit.name }] : [head];
  });
  const press = (column: ObjectColumn): void => {
    const isSame = order.column === column;
    onOrder({ column, isDescending: isSame ? !order.isDescending : !UPWARDS.includes(column) });
  };
  const Arrow = order.isDescending ? ArrowDown : ArrowUp;
  return (
    <thead>
      <tr aria-rowindex={1}>
        {heads.map(({ column, unit: inUnit }) => {
          const isSorted = order.column === column;
          const isFirst = inUnit === (PIXEL_UNITS[column] ?? null); // one column at a time may say how it is sorted
          return (
            <th
              key={`${column} ${inUnit}`}
              scope="col"
              data-column={column}
              data-sorted={isSorted || undefined}
              aria-sort={
                isSorted && isFirst ? (order.isDescending ? 'descending' : 'ascending') : undefined
              }
            >
              <button
                type="button"
                className={css.sort}
                title={t(`objects.columnHint.${column}`)}
                onClick={() => press(column)}
              >
                <span>
                  {isSorted ? <Arrow size={10} strokeWidth={2.5} aria-hidden="true" /> : null}
                  <span>{t(`objects.column.${column}`)}</span>
                </span>
                {inUnit ? <small>{t(`objects.unit.${inUnit}`)}</small> : null}
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
