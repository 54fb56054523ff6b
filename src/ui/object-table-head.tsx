import { ArrowDown, ArrowUp } from 'lucide-react';
import { t } from '@/state/messages/translate';
import type { AreaUnit } from './area-unit';
import { OBJECT_COLUMNS, type ObjectColumn, type ObjectOrder } from './object-rows';
import css from './object-table.module.css';

interface Props {
  readonly order: ObjectOrder;
  readonly unit: AreaUnit | null;
  onOrder(order: ObjectOrder): void;
}

interface Head {
  readonly id: string;
  readonly column: ObjectColumn;
  readonly title: string;
}

/** Columns whose first press sorts upwards: names and numbers; of measures the largest come first. */
const UPWARDS: readonly ObjectColumn[] = ['label', 'class'];

/** The names of the columns; pressing one sorts by it, pressing again turns the order. */
export function ObjectTableHead({ order, unit, onOrder }: Props) {
  const heads: Head[] = OBJECT_COLUMNS.flatMap((column) => {
    const head = { id: column, column, title: t(`objects.column.${column}`) };
    if (column !== 'area' || !unit) return [head];
    return [head, { id: unit.name, column, title: t(`objects.column.area.${unit.name}`) }];
  });
  const press = (column: ObjectColumn): void => {
    const isSame = order.column === column;
    onOrder({ column, isDescending: isSame ? !order.isDescending : !UPWARDS.includes(column) });
  };
  const Arrow = order.isDescending ? ArrowDown : ArrowUp;
  return (
    <thead>
      <tr aria-rowindex={1}>
        {heads.map(({ id, column, title }) => {
          const isSorted = order.column === column;
          return (
            <th
              key={id}
              scope="col"
              data-column={column}
              aria-sort={isSorted ? (order.isDescending ? 'descending' : 'ascending') : undefined}
            >
              <button
                type="button"
                className={css.sort}
                title={t(`objects.columnHint.${column}`)}
                onClick={() => press(column)}
              >
                {title}
                {isSorted ? <Arrow size={11} strokeWidth={2.5} aria-hidden="true" /> : null}
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
