import type Konva from 'konva';
import { useEffect, useRef } from 'react';
import { Circle, Layer, Shape } from 'react-konva';
import { shallow } from 'zustand/shallow';
import { toScreen } from '@/core/geometry';
import { selectActiveImage, selectPointedAt } from '@/state/store/selectors';
import { type State, useStore } from '@/state/store/store';
import { type Effect, toolRowById } from '@/state/store/tools';
import { linePreview, onLineChanged } from './tools/line-preview';

const SIGN_RADIUS_PX = 6;
const STROKES = [
  ['rgba(0,0,0,0.6)', 3],
  ['#fff', 1],
] as const;
/** Inner and outer end of the crosshair's arms, in CSS pixels from its centre. */
const ARM_PX = [4, 14] as const;
/** Seen beside each other and alone told apart by the sign. */
const COLOURS: Readonly<Record<Effect, string>> = { adds: '#0ca30c', 'takes away': '#d03b3b' };

/** Offset of the badge's centre from the pointer, right and down, in CSS pixels. */
const BADGE_PX = 18;

/** What the tools show while they work: ring, sign, line, clicks. */
export function InteractionLayer() {
  const layer = useRef<Konva.Layer>(null);
  const ring = useRef<Konva.Circle>(null);
  const shadow = useRef<Konva.Circle>(null);

  useEffect(() => {
    const redraw = (): void => void layer.current?.batchDraw();
    const stops = [
      useStore.subscribe(
        ringOf,
        (shown) => {
          for (const node of [ring.current, shadow.current]) {
            node?.visible(shown !== null);
            if (shown) node?.setAttrs({ x: shown.x, y: shown.y, radius: shown.radius });
          }
          redraw();
        },
        { equalityFn: shallow },
      ),
      useStore.subscribe((state) => state.view, redraw),
      useStore.subscribe((state) => state.crosshair, redraw),
      useStore.subscribe(badgeOf, redraw, { equalityFn: shallow }),
      useStore.subscribe((state) => selectActiveImage(state)?.clicks, redraw),
      onLineChanged(redraw),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);

  return (
    <Layer ref={layer} listening={false}>
      <Circle ref={shadow} visible={false} stroke="rgba(0,0,0,0.6)" strokeWidth={3} />
      <Circle ref={ring} visible={false} stroke="#fff" strokeWidth={1} />
      <Shape sceneFunc={(context) => drawLine(context._context as CanvasRenderingContext2D)} />
      <Shape sceneFunc={(context) => drawClicks(context._context as CanvasRenderingContext2D)} />
      <Shape sceneFunc={(context) => drawBadge(context._context as CanvasRenderingContext2D)} />
      <Shape sceneFunc={(context) => drawCrosshair(context._context as CanvasRenderingContext2D)} />
    </Layer>
  );
}

/** The system pointer is hidden where the keys draw their own. */
function drawCrosshair(context: CanvasRenderingContext2D): void {
  const { crosshair, view } = useStore.getState();
  if (!crosshair) return;
  const at = toScreen(view, crosshair);
  const [from, to] = ARM_PX;
  context.beginPath();
  for (const sign of [-1, 1]) {
    context.moveTo(at.x + sign * from, at.y);
    context.lineTo(at.x + sign * to, at.y);
    context.moveTo(at.x, at.y + sign * from);
    context.lineTo(at.x, at.y + sign * to);
  }
  strokeOnAnything(context);
}

/** The brush's ring on the screen; `null` if the tool has none or the pointer is elsewhere. */
function ringOf(state: State): {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
} | null {
  const { tool, radiusPx, view } = state;
  const at = selectPointedAt(state);
  if (!at || !toolRowById(tool).hasRing) return null;
  return { ...toScreen(view, at), radius: radiusPx * view.scale };
}

/**
 * What is drawn beside the pointer; `null` if the tool has nothing to show or the pointer is
 * elsewhere.
 */
function badgeOf(state: State): {
  readonly x: number;
  readonly y: number;
  readonly effect: Effect | undefined;
  readonly glyph: string | undefined;
} | null {
  const at = selectPointedAt(state);
  const { effect, glyph } = toolRowById(state.tool);
  if (!at || (!effect && !glyph)) return null;
  return { ...toScreen(state.view, at), effect: state.isInverse ? inverse(effect) : effect, glyph };
}

function inverse(effect: Effect | undefined): Effect | undefined {
  return effect && (effect === 'adds' ? 'takes away' : 'adds');
}

/** The sign of the tool's effect, and the glyph that tells it from tools with the same effect. */
function drawBadge(context: CanvasRenderingContext2D): void {
  const badge = badgeOf(useStore.getState());
  if (!badge) return;
  const [x, y] = [badge.x + BADGE_PX, badge.y + BADGE_PX];
  if (badge.effect) drawSign(context, x, y, badge.effect);
  if (!badge.glyph) return;
  context.save();
  context.translate(x + (badge.effect ? SIGN_RADIUS_PX + 3 : -8), y - 8);
  strokeOnAnything(context, new Path2D(badge.glyph));
  context.restore();
}

/** The line being drawn. */
function drawLine(context: CanvasRenderingContext2D): void {
  const line = linePreview();
  if (!line) return;
  const { view } = useStore.getState();
  context.beginPath();
  for (const point of line.points) {
    const { x, y } = toScreen(view, point);
    context.lineTo(x, y);
  }
  if (line.isClosed) context.closePath();
  strokeOnAnything(context);
}

/** Strokes a path (or the current one) white on black, so that it is visible on any image. */
function strokeOnAnything(context: CanvasRenderingContext2D, path?: Path2D): void {
  context.lineJoin = 'round';
  for (const [colour, width] of STROKES) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    if (path) context.stroke(path);
    else context.stroke();
  }
}

/**
 * Clicks: a plus for what belongs, a minus for what does not. Shape tells them apart as well as
 * colour.
 */
function drawClicks(context: CanvasRenderingContext2D): void {
  const state = useStore.getState();
  for (const { at, belongs } of selectActiveImage(state)?.clicks ?? []) {
    const { x, y } = toScreen(state.view, at);
    drawSign(context, x, y, belongs ? 'adds' : 'takes away');
  }
}

/** A plus or a minus on a disc at a point of the canvas. */
function drawSign(context: CanvasRenderingContext2D, x: number, y: number, effect: Effect): void {
  context.beginPath();
  context.arc(x, y, SIGN_RADIUS_PX, 0, 2 * Math.PI);
  context.fillStyle = COLOURS[effect];
  context.fill();
  context.strokeStyle = '#fff';
  context.lineWidth = 1.5;
  context.stroke();
  context.beginPath();
  context.moveTo(x - 3, y);
  context.lineTo(x + 3, y);
  if (effect === 'adds') {
    context.moveTo(x, y - 3);
    context.lineTo(x, y + 3);
  }
  context.stroke();
}
