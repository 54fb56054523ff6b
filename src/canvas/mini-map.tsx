import { toImage } from '@/core/geometry';
import { selectActiveImage } from '@/state/store/selectors';
import { useStore } from '@/state/store/store';
import { t } from '@/state/text/translate';
import { panBy } from '@/state/view/view';
import styles from './mini-map.module.css';

/** Length of its longer side: this share of the canvas's width, up to a limit. */
const LONGER_SIDE_SHARE = 0.24;
const LONGER_SIDE_MAX_PX = 140;

/** The whole image in a corner while only a part of it is visible. Press to go there. */
export function MiniMap() {
  const view = useStore((state) => state.view);
  const canvas = useStore((state) => state.canvasSize);
  const image = useStore(selectActiveImage);
  if (!image?.facts || !image.thumbnailUrl) return null;
  const { width, height } = image.facts.size;
  const isWhole = width * view.scale <= canvas.width && height * view.scale <= canvas.height;
  if (isWhole) return null;

  const longerSidePx = Math.min(LONGER_SIDE_MAX_PX, LONGER_SIDE_SHARE * canvas.width);
  const scale = longerSidePx / Math.max(width, height);
  const from = toImage(view, { x: 0, y: 0 });
  const to = toImage(view, { x: canvas.width, y: canvas.height });
  const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, value));
  const left = clamp(from.x, width) * scale;
  const top = clamp(from.y, height) * scale;

  const go = (event: React.PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = (event.clientX - box.left) / scale;
    const y = (event.clientY - box.top) / scale;
    const now = useStore.getState().view;
    panBy(
      canvas.width / 2 - (x * now.scale + now.offsetX),
      canvas.height / 2 - (y * now.scale + now.offsetY),
    );
  };

  return (
    <div
      className={styles.map}
      style={{ width: width * scale, height: height * scale }}
      aria-hidden="true"
      title={t('canvas.miniMap')}
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => {
        event.stopPropagation();
        if (event.buttons === 1) go(event);
      }}
    >
      <img src={image.thumbnailUrl} alt="" draggable={false} />
      <div
        className={styles.frame}
        style={{
          left,
          top,
          width: Math.max(4, clamp(to.x, width) * scale - left),
          height: Math.max(4, clamp(to.y, height) * scale - top),
        }}
      />
    </div>
  );
}
