/** An image as rows of pixels, `channels` samples each, interleaved. */
export interface Samples<T extends Uint8Array | Uint16Array> {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: T;
}

/**
 * For each EXIF orientation: whether x and y are swapped, and which of the two run backwards in the
 * stored image.
 */
const TURNS: Readonly<Record<number, readonly [swaps: boolean, backX: boolean, backY: boolean]>> = {
  2: [false, true, false],
  3: [false, true, true],
  4: [false, false, true],
  5: [true, false, false],
  6: [true, false, true],
  7: [true, true, true],
  8: [true, true, false],
};

/**
 * Turns and mirrors a stored image upright.
 *
 * @param orientation 1 to 8 as in EXIF (TIFF 6.0, tag 274): where the stored first row and column
 *   belong
 * @returns the image itself for 1; otherwise a new one, with its sides swapped for 5 to 8
 */
export function turnUpright<T extends Uint8Array | Uint16Array>(
  picture: Samples<T>,
  orientation: number,
): Samples<T> {
  const turn = TURNS[orientation];
  if (!turn) return picture;
  const { width, height, channels, data } = picture;
  const [swaps, backX, backY] = turn;
  const upright = {
    width: swaps ? height : width,
    height: swaps ? width : height,
    channels,
    data: data.slice() as T,
  };
  // A step right and a step down in the upright image, as steps in the stored one.
  const stepX = (backX ? -1 : 1) * channels;
  const stepY = (backY ? -1 : 1) * width * channels;
  const start =
    (backX ? (width - 1) * channels : 0) + (backY ? (height - 1) * width * channels : 0);
  const right = swaps ? stepY : stepX;
  const down = swaps ? stepX : stepY;
  let to = 0;
  for (let y = 0; y < upright.height; y++) {
    let from = start + y * down;
    for (let x = 0; x < upright.width; x++, from += right)
      for (let c = 0; c < channels; c++) upright.data[to++] = data[from + c] as number;
  }
  return upright;
}
