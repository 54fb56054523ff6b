import { labelPieces } from '@/core/labels/components';
import type { Click, ImagePoint, Size } from '@/core/types';

/**
 * The distance from a click to the nearest pixel that already is what it says. In the middle of an
 * error this is about the error's radius. Within this multiple of it, the model is followed as it
 * answers.
 */
const TRUSTED_DISTANCES = 2;
/** Beyond that the model must be surer, by this much in logits for each further multiple. */
const LOGITS_PER_DISTANCE = 0.3;
/**
 * If the model does not follow a click, a disc with this multiple as radius becomes what the user
 * said …
 */
const OWN_DISC_DISTANCES = 0.7;
/** … with a radius of at most this share of the longer side: far from all objects says little. */
const OWN_DISC_SIDE = 1 / 16;

/**
 * What a click may change: the piece around the clicked pixel that becomes what the click says. A
 * hint about one place must not move the mask elsewhere. So the farther from the click, the surer
 * the model must be. Away from the click it must also be surer than it was of the opposite without
 * clicks. Pixels nearer to a click of the other kind stay. The clicked pixel always becomes what the
 * user said, whatever the model answers.
 *
 * Pieces are 8-connected; linear in the pixels.
 *
 * @param before labels, 0 = background
 * @param probability 8-bit, the model's answer to the clicks
 * @param automatic 8-bit, the model's answer without clicks
 * @param level probabilities from here on are object, 1–255
 * @param clicks all that count, in the frame of these pixels; the last one is looked at
 * @returns 1 where pixels change; `null` when the clicked pixel already is so or lies outside
 */
export function clickReach(
  size: Size,
  before: Uint16Array,
  probability: Uint8Array,
  automatic: Uint8Array,
  level: number,
  clicks: readonly Click[],
): Uint8Array | null {
  const { at, belongs } = clicks.at(-1) as Click;
  const clicked = indexAt(size, at);
  if (clicked < 0 || (before[clicked] as number) > 0 === belongs) return null;
  const others = clicks.filter((click) => click.belongs !== belongs).map((click) => click.at);
  const ownSquared = nearestSquared(size, at, (i) => (before[i] as number) > 0 === belongs);
  const logits = logitsFor(level, belongs);
  const farthest = farthestSquared(ownSquared, logits);
  const trustedSquared = ownSquared * TRUSTED_DISTANCES ** 2;
  const isFollowed = (farthest[probability[clicked] as number] as number) >= 0;
  const discSquared = isFollowed ? -1 : ownDiscSquared(size, ownSquared);
  const changes = new Uint16Array(before.length);
  for (let y = 0, i = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++, i++) {
      if ((before[i] as number) > 0 === belongs) continue;
      const away = squaredTo(at, x, y);
      if (away > Math.max(discSquared, farthest[probability[i] as number] as number)) continue;
      const now = logits[probability[i] as number] as number;
      const without = logits[automatic[i] as number] as number;
      if (away > trustedSquared && now + without <= 0) continue;
      if (others.every((other) => squaredTo(other, x, y) >= away)) changes[i] = 1;
    }
  const { labels: pieces } = labelPieces(size, changes);
  const own = pieces[clicked];
  return Uint8Array.from(pieces, (piece) => Number(piece === own));
}

/** Logits above the threshold of each of the 256 probabilities, in the sense of the click. */
function logitsFor(level: number, belongs: boolean): Float64Array {
  const bound = Math.log(level / (256 - level)); // half a step below `level`
  const sign = belongs ? 1 : -1;
  return Float64Array.from({ length: 256 }, (_, p) => {
    return sign * (Math.log((p + 0.5) / (255.5 - p)) - bound);
  });
}

/** How far from the click each of the 256 probabilities is followed, squared; −1: nowhere. */
function farthestSquared(ownSquared: number, logits: Float64Array): Float64Array {
  return logits.map((logit) =>
    logit > 0 ? ownSquared * (TRUSTED_DISTANCES + logit / LOGITS_PER_DISTANCE) ** 2 : -1,
  );
}

/** Not smaller than the clicked pixel. */
function ownDiscSquared({ width, height }: Size, ownSquared: number): number {
  const largest = OWN_DISC_SIDE * Math.max(width, height);
  return Math.max(0.5, Math.min(OWN_DISC_DISTANCES ** 2 * ownSquared, largest ** 2));
}

/** Squared distance from a point to the nearest wanted pixel; Infinity when there is none. */
function nearestSquared(
  { width, height }: Size,
  from: ImagePoint,
  isWanted: (i: number) => boolean,
): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++)
      if (squaredTo(from, x, y) < nearest && isWanted(i)) nearest = squaredTo(from, x, y);
  return nearest;
}

const squaredTo = ({ x, y }: ImagePoint, column: number, row: number): number =>
  (column + 0.5 - x) ** 2 + (row + 0.5 - y) ** 2;

/** Index of the pixel under a point; −1 outside. */
function indexAt({ width, height }: Size, { x, y }: ImagePoint): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  return column < 0 || row < 0 || column >= width || row >= height ? -1 : row * width + column;
}
