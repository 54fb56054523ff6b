import type Konva from 'konva';
import { useEffect, useRef } from 'react';
import { Layer, Shape } from 'react-konva';
import { onTileArrived } from '@/state/image/display-tiles';
import { selectActiveImage } from '@/state/store/selectors';
import { useStore } from '@/state/store/store';
import { drawImage } from './draw-image';

/** The image: one shape that draws the visible display tiles. */
export function ImageLayer() {
  const layer = useRef<Konva.Layer>(null);

  useEffect(() => {
    const redraw = (): void => void layer.current?.batchDraw();
    const stops = [
      useStore.subscribe((state) => state.view, redraw),
      useStore.subscribe((state) => state.activeId, redraw),
      useStore.subscribe((state) => selectActiveImage(state)?.facts, redraw),
      useStore.subscribe((state) => selectActiveImage(state)?.window, redraw),
      useStore.subscribe(
        (state) => [state.brightness, state.contrast].join(),
        () => applyFilter(layer.current),
      ),
      onTileArrived((imageId) => {
        if (imageId === useStore.getState().activeId) redraw();
      }),
    ];
    applyFilter(layer.current);
    return () => {
      for (const stop of stops) stop();
    };
  }, []);

  return (
    <Layer ref={layer} listening={false}>
      <Shape
        sceneFunc={(context) => {
          const state = useStore.getState();
          const image = selectActiveImage(state);
          if (!image?.facts) return;
          const { size, levels } = image.facts;
          const { window } = image;
          const native = context._context as CanvasRenderingContext2D;
          const ratio = layer.current?.getCanvas().getPixelRatio() ?? 1;
          drawImage(
            native,
            { id: image.id, size, levels, window },
            state.view,
            state.canvasSize,
            ratio,
          );
        }}
      />
    </Layer>
  );
}

/** The compositor applies brightness and contrast: no pixel of the image changes. */
function applyFilter(layer: Konva.Layer | null): void {
  const { brightness, contrast } = useStore.getState();
  const element = layer?.getNativeCanvasElement();
  if (!element) return;
  const isPlain = brightness === 1 && contrast === 1;
  element.style.filter = isPlain ? '' : `brightness(${brightness}) contrast(${contrast})`;
}
