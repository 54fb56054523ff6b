import { selectSwipe } from '@/state/store/selectors';
import { useStore } from '@/state/store/store';
import { t } from '@/state/text/translate';
import { moveDivider } from '@/state/view/look';
import styles from './swipe-divider.module.css';

const KEY_STEP = 0.02;

/** The line between two layers: dragged by pointer or moved by the arrow keys. */
export function SwipeDivider() {
  const swipe = useStore(selectSwipe);
  const width = useStore((state) => state.canvasSize.width);
  if (!swipe) return null;

  const onKey = (event: React.KeyboardEvent): void => {
    const by = { ArrowLeft: -KEY_STEP, ArrowRight: KEY_STEP }[event.key];
    if (by === undefined) return;
    event.stopPropagation();
    event.preventDefault();
    moveDivider(swipe.at + by);
  };
  const onDrag = (event: React.PointerEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const frame = event.currentTarget.parentElement?.getBoundingClientRect();
    if (frame) moveDivider((event.clientX - frame.left) / frame.width);
  };

  return (
    <>
      <span className={styles.left} style={{ maxWidth: Math.max(0, swipe.at * width - 24) }}>
        {t(`layer.${swipe.left}`)}
      </span>
      <span className={styles.right} style={{ maxWidth: Math.max(0, (1 - swipe.at) * width - 24) }}>
        {t(`layer.${swipe.right}`)}
      </span>
      <div
        className={styles.divider}
        style={{ left: `${swipe.at * 100}%` }}
        role="slider"
        tabIndex={0}
        aria-label={t('swipe.divider')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(swipe.at * 100)}
        onKeyDown={onKey}
        onPointerDown={(event) => {
          event.stopPropagation();
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={onDrag}
      />
    </>
  );
}
