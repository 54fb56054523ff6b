import type { Tile } from '@/core/tiles/tiles';
import type { Rect } from '@/core/types';
import { contract } from '@/model/contract';
import type { Plan } from '@/model/plan';

/**
 * The CP-Encoder's prior from an earlier run of the decoder: its object logits, clipped to ± the
 * contract's limit and averaged down, as in training.
 *
 * @param logits 256 × 256
 * @returns 64 × 64
 */
export function priorFromLogits(logits: Float32Array): Float32Array {
  const { side, clip } = contract.prior;
  const half = contract.side / 2;
  const factor = half / side;
  const prior = new Float32Array(side * side);
  for (let y = 0; y < half; y++)
    for (let x = 0; x < half; x++) {
      const at = Math.floor(y / factor) * side + Math.floor(x / factor);
      const held = Math.max(-clip, Math.min(clip, logits[y * half + x] as number));
      prior[at] = (prior[at] as number) + held / (factor * factor);
    }
  return prior;
}

/**
 * A tile's object logits with a reviewed mask put over them: ± the contract's mask logit inside the
 * mask's rectangle, the earlier logits outside it.
 *
 * @param logits 256 × 256; not changed
 * @param prior mask (1 = object) of `rect`, in image pixels
 */
export function overlayMask(
  logits: Float32Array,
  prior: { readonly rect: Rect; readonly mask: Uint8Array },
  plan: Plan,
  tile: Tile,
): Float32Array {
  const { rect, mask } = prior;
  const half = contract.side / 2;
  const { maskLogit } = contract.prior;
  const { image, grid } = plan;
  // Centre of a half-resolution pixel → pixel of the mask; −1 outside it.
  const columns = Int32Array.from({ length: half }, (_, i) =>
    within(Math.floor(((tile.x + 2 * i + 1) * image.width) / grid.size.width) - rect.x, rect.width),
  );
  const rows = Int32Array.from({ length: half }, (_, i) =>
    within(
      Math.floor(((tile.y + 2 * i + 1) * image.height) / grid.size.height) - rect.y,
      rect.height,
    ),
  );
  const out = logits.slice();
  for (let y = 0; y < half; y++) {
    const row = rows[y] as number;
    if (row < 0) continue;
    for (let x = 0; x < half; x++) {
      const column = columns[x] as number;
      if (column >= 0) out[y * half + x] = mask[row * rect.width + column] ? maskLogit : -maskLogit;
    }
  }
  return out;
}

const within = (index: number, length: number): number =>
  index < length ? Math.max(-1, index) : -1;
