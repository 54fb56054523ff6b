import type Konva from 'konva';
import { useEffect, useMemo, useRef } from 'react';
import { Image, Layer } from 'react-konva';
import { uniteRects } from '@/core/geometry';
import type { Rect } from '@/core/types';
import { arraysOf, onPixelsChanged, previewOf } from '@/state/image/layers';
import { nextTurn } from '@/state/store/next-turn';
import { selectOpacity, selectSwipe } from '@/state/store/selectors';
import { type State, useStore } from '@/state/store/store';
import { type MaskLook, MaskPainter } from './mask-painter';

/**
 * Fill, contours and stripes of the objects, painted from the arrays. Only changed parts are
 * repainted.
 */
export function MaskLayer() {
  const layer = useRef<Konva.Layer>(null);
  const painter = useMemo(() => new MaskPainter(), []);
  const width = useStore((state) => state.canvasSize.width);
  const height = useStore((state) => state.canvasSize.height);

  useEffect(() => {
    let frame = 0;
    let dirty: Rect | 'all' | null = null;
    const paint = (): void => {
      cancelAnimationFrame(frame);
      frame = 0;
      if (dirty === null) return; // painted already
      const state = useStore.getState();
      const rect = dirty === 'all' ? null : dirty;
      dirty = null;
      const { activeId } = state;
      const own = activeId ? arraysOf(activeId) : undefined;
      const arrays = own && activeId ? { ...own, preview: previewOf(activeId) } : undefined;
      performance.mark('mask-paint-start');
      painter.paint(arrays, state.view, lookOf(state), rect);
      performance.measure('mask-paint', 'mask-paint-start');
      layer.current?.batchDraw();
    };
    const soon = (rect: Rect | null): void => {
      dirty = rect === null || dirty === 'all' ? 'all' : uniteRects(dirty, rect);
      frame ||= requestAnimationFrame(paint);
    };
    // A completely new mask is painted before the frame that shows it, because that frame also lays
    // out the panel. Together they would block the page. A moved view cannot wait: image and mask
    // move in the same frame.
    const next = (): void => {
      dirty = 'all';
      void nextTurn().then(paint);
    };
    painter.resize({ width, height }, globalThis.devicePixelRatio);
    soon(null);
    const stops = [
      useStore.subscribe(
        (state) => state.view,
        () => soon(null),
      ),
      useStore.subscribe(lookOf, () => soon(null), { equalityFn: isSameLook }),
      useStore.subscribe(
        (state) => state.activeId,
        () => soon(null),
      ),
      onPixelsChanged((imageId, rect) => {
        if (imageId !== useStore.getState().activeId) return;
        if (rect === null) next();
        else soon(rect);
      }),
    ];
    return () => {
      dirty = null; // a paint that is still to come has nothing to do
      cancelAnimationFrame(frame);
      for (const stop of stops) stop();
    };
  }, [painter, width, height]);

  return (
    <Layer ref={layer} listening={false}>
      <Image image={painter.canvas} width={width} height={height} />
    </Layer>
  );
}

function lookOf(state: State): MaskLook {
  return {
    isVisible: state.isMaskVisible && !state.isFlickering,
    style: state.style,
    palette: state.palette,
    opacity: selectOpacity(state),
    selection: state.selection,
    hoveredLabel: state.hoveredLabel,
    doubtBand: state.doubtBand,
    swipe: selectSwipe(state),
  };
}

function isSameLook(a: MaskLook, b: MaskLook): boolean {
  return (Object.keys(a) as (keyof MaskLook)[]).every((key) => a[key] === b[key]);
}
