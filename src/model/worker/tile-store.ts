import { ByteLru } from '@/core/byte-lru';
import type { Tile } from '@/core/tiles/tiles';
import { contract } from '@/model/contract';
import type { Plan } from '@/model/plan';
import type { Decoding, Encoding, SquareClick } from './stages';
import type { Work } from './work';

/** The model's own result for a tile. */
export interface Automatic extends Decoding {
  readonly descriptor: Float32Array;
}

/** A tile's result after the user's hints. */
export interface Refinement extends Decoding {
  /** The clicks that led here, in the frame of the tile. */
  readonly clicks: readonly SquareClick[];
  /** Whether a reviewed mask led here too. */
  readonly hasPrior: boolean;
}

/**
 * What is kept of each tile of each image. Encodings and automatic masks leave when the budget is
 * used up, and are made again on demand. Refinements stay until the image is forgotten: they follow
 * from what the user did.
 */
export class TileStore {
  readonly #encodings: ByteLru<Encoding>;
  readonly #masks: ByteLru<Automatic>;
  readonly #refinements = new Map<string, Refinement>();
  /** Tiles whose refined mask is in no finished patch yet. */
  readonly #unsent = new Set<string>();

  /** @param budgetBytes for encodings (three quarters) and automatic masks (the rest) */
  constructor(budgetBytes: number) {
    this.#encodings = new ByteLru(budgetBytes * 0.75);
    this.#masks = new ByteLru(budgetBytes * 0.25);
  }

  get bytes(): number {
    let refined = 0;
    for (const { masks } of this.#refinements.values()) refined += masks.byteLength;
    return this.#encodings.bytes + this.#masks.bytes + refined;
  }

  /** The encoder's output for a tile. Runs the encoder unless the result is still here. */
  async encoding(work: Work, imageId: string, plan: Plan, tile: Tile): Promise<Encoding> {
    const key = keyOf(imageId, plan, tile);
    const kept = this.#encodings.get(key);
    if (kept) return kept;
    const encoding = await work.stages.encode(await readPixels(work, imageId, plan, tile));
    this.#encodings.set(key, encoding, encodingBytes(encoding));
    return encoding;
  }

  /** The automatic mask. */
  async automatic(work: Work, imageId: string, plan: Plan, tile: Tile): Promise<Automatic> {
    const key = keyOf(imageId, plan, tile);
    const kept = this.#masks.get(key);
    if (kept) return kept;
    const encoding = await this.encoding(work, imageId, plan, tile);
    const { dense } = await work.stages.prompt(encoding, null);
    const decoding = await work.stages.decode(encoding, dense, []);
    const automatic = { ...decoding, descriptor: encoding.descriptor };
    this.#masks.set(key, automatic, automatic.masks.byteLength);
    return automatic;
  }

  /** The mask after the user's last hint, or the automatic one. */
  async current(work: Work, imageId: string, plan: Plan, tile: Tile): Promise<Decoding> {
    return this.refinement(imageId, plan, tile) ?? this.automatic(work, imageId, plan, tile);
  }

  refinement(imageId: string, plan: Plan, tile: Tile): Refinement | undefined {
    return this.#refinements.get(keyOf(imageId, plan, tile));
  }

  /** @param next `null` returns the tile to its automatic mask */
  setRefinement(imageId: string, plan: Plan, tile: Tile, next: Refinement | null): void {
    const key = keyOf(imageId, plan, tile);
    this.#unsent.add(key);
    if (next) this.#refinements.set(key, next);
    else this.#refinements.delete(key);
  }

  /** Whether the tile's mask has changed since the last patch of this image was finished. */
  isUnsent(imageId: string, plan: Plan, tile: Tile): boolean {
    return this.#unsent.has(keyOf(imageId, plan, tile));
  }

  /** A patch with every changed tile of the image is finished. */
  markSent(imageId: string): void {
    deletePrefix(this.#unsent, imageId);
  }

  /** Returns every tile of the image to its automatic mask. */
  dropRefinements(imageId: string): void {
    deletePrefix(this.#refinements, imageId);
    deletePrefix(this.#unsent, imageId);
  }

  forget(imageId: string): void {
    this.#encodings.deletePrefix(prefixOf(imageId));
    this.#masks.deletePrefix(prefixOf(imageId));
    this.dropRefinements(imageId);
  }
}

/** Pixels of a tile as the encoder wants them. */
function readPixels(
  { source }: Work,
  imageId: string,
  plan: Plan,
  tile: Tile,
): Promise<Float32Array> {
  const { side } = contract;
  if (plan.mode === 'whole') return source.squashed(imageId, side);
  return source.tile(imageId, plan.grid.size, { x: tile.x, y: tile.y, width: side, height: side });
}

// The space ends the id, so that no other image's id begins like it (ids are UUIDs).
const prefixOf = (imageId: string): string => `${imageId} `;
const keyOf = (imageId: string, plan: Plan, tile: Tile): string =>
  `${prefixOf(imageId)}${plan.key} ${tile.index}`;

function deletePrefix(keyed: Set<string> | Map<string, unknown>, imageId: string): void {
  for (const key of [...keyed.keys()]) if (key.startsWith(prefixOf(imageId))) keyed.delete(key);
}

function encodingBytes(encoding: Encoding): number {
  return Object.values(encoding).reduce(
    (sum: number, array: Float32Array) => sum + array.byteLength,
    0,
  );
}
