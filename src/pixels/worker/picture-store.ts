import { ByteLru } from '@/core/byte-lru';
import { named } from '@/core/errors';
import type { Raster } from '@/core/types';
import type { FormatId } from '@/io/formats/formats';
import { Pyramid, pyramidBytes } from './pyramid';

export interface Picture {
  readonly format: FormatId;
  readonly raster: Raster;
  readonly pyramid: Pyramid;
}

/** The source of an image: the file, its name for messages, and the image's index in it. */
type Source = readonly [file: Blob, name: string, frame: number];

type Decode = (...source: Source) => Promise<{ format: FormatId; raster: Raster }>;

/**
 * Decoded images within a budget of bytes. Files are only references, so the file of every image is
 * kept. An image that had to leave comes back by decoding its file again.
 */
export class PictureStore {
  readonly #decode: Decode;
  readonly #decoded: ByteLru<Picture>;
  readonly #files = new Map<string, Source>();
  readonly #decoding = new Map<string, Promise<Picture>>();

  constructor(budgetBytes: number, decode: Decode) {
    this.#decoded = new ByteLru(budgetBytes);
    this.#decode = decode;
  }

  remember(imageId: string, file: Blob, name: string, frame = 0): void {
    this.#files.set(imageId, [file, name, frame]);
  }

  forget(imageId: string): void {
    this.#files.delete(imageId);
    this.#decoded.delete(imageId);
  }

  /** Drops the pixels; the file stays known. */
  release(imageId: string): void {
    this.#decoded.delete(imageId);
  }

  holds(imageId: string): boolean {
    return this.#decoded.has(imageId);
  }

  /** Throws UnknownImage if its file was never named, or what decoding throws. */
  async get(imageId: string): Promise<Picture> {
    const kept = this.#decoded.get(imageId);
    if (kept) return kept;
    // Many tiles ask at once: decode once.
    let decoding = this.#decoding.get(imageId);
    if (!decoding) {
      decoding = this.#read(imageId).finally(() => this.#decoding.delete(imageId));
      this.#decoding.set(imageId, decoding);
    }
    return decoding;
  }

  async #read(imageId: string): Promise<Picture> {
    const source = this.#files.get(imageId);
    if (!source) throw named('UnknownImage', `No file for image ${imageId}`);
    const { format, raster } = await this.#decode(...source);
    const picture = { format, raster, pyramid: new Pyramid(raster) };
    // The image was closed while it was decoded: the caller gets it, but it is not kept.
    if (this.#files.get(imageId) === source)
      this.#decoded.set(imageId, picture, pyramidBytes(raster));
    return picture;
  }
}
