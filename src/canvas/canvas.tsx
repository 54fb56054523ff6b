import Konva from 'konva';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { Stage } from 'react-konva';
import { measuredObjects, onObjectsMeasured } from '@/state/measure/measure-objects';
import { selectActiveImage } from '@/state/store/selectors';
import { useStore } from '@/state/store/store';
import { toolRowById } from '@/state/store/tools';
import { t } from '@/state/text/translate';
import { listenToPixelRatio } from '@/state/view/pixel-ratio';
import { fitImage, resizeCanvas } from '@/state/view/view';
import { Announcer } from './announcer';
import styles from './canvas.module.css';
import { describeCanvas } from './describe-canvas';
import { listenToFlicker } from './flicker';
import { watchGestures } from './gesture';
import { ImageLayer } from './image-layer';
import { InteractionLayer } from './interaction-layer';
import { listenToKeys } from './keyboard-pointer';
import { MaskLayer } from './mask-layer';
import { MiniMap } from './mini-map';
import { listenToPointers } from './pointer';
import { SwipeDivider } from './swipe-divider';

/** The image, its mask and the active tools, in three Konva layers. */
export function Canvas() {
  const frame = useRef<HTMLDivElement>(null);
  const size = useStore((state) => state.canvasSize);
  const pixelRatio = useStore((state) => state.pixelRatio);
  const tool = useStore((state) => state.tool);
  const activeId = useStore((state) => state.activeId);
  const measured = useSyncExternalStore(onObjectsMeasured, measuredObjects);
  const description = useStore((state) => describeCanvas(state, measured));
  const revision = useStore((state) => selectActiveImage(state)?.mask?.revision ?? 0);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() =>
      resizeCanvas({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    const stops = [
      watchGestures(),
      listenToKeys(element), // before a press gives the canvas the focus
      listenToPointers(element),
      listenToFlicker(),
      listenToPixelRatio(),
    ];
    return () => {
      observer.disconnect();
      for (const stop of stops) stop();
    };
  }, []);

  useEffect(() => {
    if (activeId) fitImage();
  }, [activeId]);

  Konva.pixelRatio = pixelRatio; // read by each canvas when it is made, hence the stage's key
  return (
    <div className={styles.frame}>
      <div
        ref={frame}
        className={styles.canvas}
        style={{ cursor: toolRowById(tool).cursor }}
        role="img"
        aria-label={description}
        aria-description={t('canvas.keys')}
        aria-roledescription={t('canvas.role')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: drawing by keyboard starts from the focused canvas
        tabIndex={0}
        data-testid="canvas"
        data-revision={revision}
      >
        <Stage key={pixelRatio} width={size.width} height={size.height} listening={false}>
          <ImageLayer />
          <MaskLayer />
          <InteractionLayer />
        </Stage>
      </div>
      <Announcer text={description} />
      <SwipeDivider />
      <MiniMap />
    </div>
  );
}
