import { labelPieces } from './components';
import type { Size } from './types';

/**
 * What a click may change: the piece of the difference between two masks that holds the clicked
 * pixel and becomes what the click says. A hint about one place must not move the mask elsewhere.
 *
 * @param before  labels, 0 = background
 * @param after   the new mask, 1 = object
 * @param at      index of the clicked pixel; −1 outside
 * @param belongs whether the click says object
 * @returns 1 where pixels change; `null` when the clicked pixel itself does not become so
 *
 * Pieces are 8-connected; linear in the pixels.
 */
export function clickReach(
  size: Size,
  before: Uint16Array,
  after: Uint8Array,
  at: number,
  belongs: boolean,
): Uint8Array | null {
  const changes = Uint16Array.from(before, (label, i) =>
    Number((after[i] === 1) === belongs && label > 0 !== belongs),
  );
  if (changes[at] !== 1) return null;
  const { labels: pieces } = labelPieces(size, changes);
  const own = pieces[at];
  return Uint8Array.from(pieces, (piece) => Number(piece === own));
}
