import { Plus } from 'lucide-react';
import {
  type CSSProperties,
  type FocusEvent,
  type KeyboardEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { commandById } from '@/state/commands/commands';
import { useStore } from '@/state/store/store';
import { formatNumber } from '@/state/text/format-number';
import { t } from '@/state/text/translate';
import { IconButton } from '@/ui/widgets/icon-button';
import { rowAfterKey } from '@/ui/widgets/row-window';
import { useMedia } from '@/ui/widgets/use-media';
import { useRowWindow } from '@/ui/widgets/use-row-window';
import css from './image-list.module.css';
import { ImageRow } from './image-row';

/** As image-list.module.css: on a phone the images stand beside each other. */
const NARROW = '(max-width: 767px)';
/** The others that move are commands: they show the next image, not only reach it. */
const LIST_KEYS = new Set(['ArrowUp', 'ArrowDown', 'Home', 'End']);
const DOWN = { isHorizontal: false, firstRowPx: 52, edgePx: 0 } as const;
const ACROSS = { isHorizontal: true, firstRowPx: 56, edgePx: 8 } as const;

/** All open images. Only rows in sight are drawn, and each follows its own image. */
export function ImageList() {
  const count = useStore((state) => state.order.length);
  return (
    <nav className={css.panel} aria-label={t('images.title')}>
      <header>
        <h2>
          <span>{t('images.title')}</span> <span className={css.count}>{formatNumber(count)}</span>
        </h2>
        <IconButton
          label={t('command.open')}
          icon={<Plus size={16} />}
          tip="below-end"
          onClick={() => void commandById('open').run()}
        />
      </header>
      <Rows />
    </nav>
  );
}

function Rows() {
  const order = useStore((state) => state.order);
  const activeId = useStore((state) => state.activeId);
  const scroller = useRef<HTMLDivElement>(null);
  const way = useMedia(NARROW) ? ACROSS : DOWN;
  const count = order.length;
  const { start, end, rowPx, follow, reveal } = useRowWindow({ scroller, count, ...way });
  /** The row that has the focus. It stays drawn, or the focus would be lost when it scrolls away. */
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const isFocusDue = useRef(false);

  useEffect(() => {
    if (activeId) reveal(useStore.getState().order.indexOf(activeId));
  }, [activeId, reveal]);

  useLayoutEffect(() => {
    if (!isFocusDue.current || focusedId === null) return;
    isFocusDue.current = false;
    const row = scroller.current?.querySelector(`[data-id="${CSS.escape(focusedId)}"]`);
    row?.querySelector('button')?.focus({ preventScroll: true });
  }, [focusedId]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const at = order.indexOf(idOf(event.target) ?? '');
    const to = LIST_KEYS.has(event.key) && at >= 0 ? rowAfterKey(event.key, at, count, 1) : null;
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    isFocusDue.current = to !== at;
    reveal(to);
    setFocusedId(order[to] ?? null);
  };
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent): void => {
    if (!currentTarget.contains(relatedTarget)) setFocusedId(null);
  };

  const drawn = rowsToDraw(start, end, focusedId === null ? -1 : order.indexOf(focusedId));
  return (
    <div
      ref={scroller}
      className={css.scroller}
      style={{ '--row': `${rowPx}px`, '--rows': count } as CSSProperties}
      onScroll={follow}
    >
      <ul
        aria-description={t('images.keys')}
        onKeyDown={onKeyDown}
        onFocus={({ target }) => setFocusedId(idOf(target))}
        onBlur={onBlur}
      >
        {drawn.map((at) => {
          const id = order[at];
          return id === undefined ? null : <ImageRow key={id} id={id} at={at} count={count} />;
        })}
      </ul>
    </div>
  );
}

/** The window, and a row outside it that must stay, in the order of the list. */
function rowsToDraw(start: number, end: number, kept: number): readonly number[] {
  const rows = Array.from({ length: end - start }, (_, i) => start + i);
  if (kept >= 0 && kept < start) return [kept, ...rows];
  return kept >= end ? [...rows, kept] : rows;
}

function idOf(target: EventTarget): string | null {
  const row = target instanceof HTMLElement ? target.closest('li') : null;
  return row?.dataset.id ?? null;
}
