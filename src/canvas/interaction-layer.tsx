import type Konva from 'konva';
import { useEffect, useRef } from 'react';
import { Circle, Layer } from 'react-konva';
import { shallow } from 'zustand/shallow';
import { type State, useStore } from '@/state/store';
import { tools } from './tools/tools';

/** What the tools show while they work: ring, lasso, clicks, divider. */
export function InteractionLayer() {
  const ring = useRef<Konva.Circle>(null);

  useEffect(
    () =>
      useStore.subscribe(
        ringOf,
        (shown) => {
          const node = ring.current;
          if (!node) return;
          node.visible(shown !== null);
          if (shown) {
            node.position({ x: shown.x, y: shown.y });
            node.radius(shown.radius);
          }
          node.getLayer()?.batchDraw();
        },
        { equalityFn: shallow },
      ),
    [],
  );

  return (
    <Layer listening={false}>
      <Circle ref={ring} visible={false} stroke="#fff" strokeWidth={1} />
    </Layer>
  );
}

/** The brush's ring on the screen; `null` when the tool has none or the pointer is elsewhere. */
function ringOf({ tool, pointer, radiusPx, view }: State): {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
} | null {
  if (!pointer || !tools[tool]?.hasRing) return null;
  return { ...pointer, radius: radiusPx * view.scale };
}
