import { named } from '@/core/errors';
import { u32le } from '@/io/bytes';
import { crc32 } from '@/io/crc32';

/**
 * Plain values and typed arrays as bytes that reveal damage:
 *
 *     "MFR" version | CRC-32 of all that follows | length of the text | JSON text | arrays
 *
 * Numbers are little-endian uint32. In the text an array is `{"$": [type, bytes]}`. The arrays
 * follow in the order of their places. JSON has no Infinity or NaN: `{"$": ["number", word]}`.
 */
const MAGIC = [0x4d, 0x46, 0x52];
const VERSION = 2;
/** Version 1 had no owners, and its patches were runs before and after. */
const READABLE: readonly (number | undefined)[] = [1, VERSION];
const HEADER_BYTES = 12;

const ARRAY_TYPES = { u8: Uint8Array, u16: Uint16Array } as const;
type ArrayType = keyof typeof ARRAY_TYPES;
type PackedArray = Uint8Array | Uint16Array;

/** Packs a value of JSON types, any numbers, Uint8Array and Uint16Array; linear in its size. */
export function packRecord(value: unknown): Uint8Array<ArrayBuffer> {
  const arrays: PackedArray[] = [];
  const text = new TextEncoder().encode(
    JSON.stringify(value, (_, part: unknown) => {
      if (typeof part === 'number' && !Number.isFinite(part)) return { $: ['number', `${part}`] };
      if (!(part instanceof Uint8Array) && !(part instanceof Uint16Array)) return part;
      arrays.push(part);
      return { $: [part instanceof Uint8Array ? 'u8' : 'u16', part.byteLength] };
    }),
  );
  const size = arrays.reduce((sum, part) => sum + part.byteLength, HEADER_BYTES + text.length);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes.set([...MAGIC, VERSION]);
  view.setUint32(8, text.length, true);
  bytes.set(text, HEADER_BYTES);
  let at = HEADER_BYTES + text.length;
  for (const { buffer, byteOffset, byteLength } of arrays) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  view.setUint32(4, crc32(bytes, 8), true);
  return bytes;
}

/**
 * The value that `packRecord` packed. The caller checks its shape.
 *
 * Throws StorageUnreadable when a byte is missing or differs, or a newer version wrote it.
 */
export function unpackRecord(bytes: Uint8Array): unknown {
  if (bytes.length < HEADER_BYTES || MAGIC.some((byte, i) => bytes[i] !== byte))
    throw unreadable('it does not begin as a record does');
  if (!READABLE.includes(bytes[3])) throw unreadable(`version ${bytes[3]} is not known here`);
  if (u32le(bytes, 4) !== crc32(bytes, 8)) throw unreadable('its checksum differs');
  const textEnd = HEADER_BYTES + u32le(bytes, 8);
  if (textEnd > bytes.length) throw unreadable('its text is cut off');
  let at = textEnd;

  const revive = (_: string, part: unknown): unknown => {
    if (isOddNumber(part)) return Number(part.$[1]);
    if (!isArrayPlace(part)) return part;
    const [type, byteLength] = part.$;
    const ArrayOf = ARRAY_TYPES[type];
    if (at + byteLength > bytes.length || byteLength % ArrayOf.BYTES_PER_ELEMENT !== 0)
      throw unreadable('an array is cut off');
    const own = bytes.slice(at, at + byteLength); // a copy begins at an even address
    at += byteLength;
    return new ArrayOf(own.buffer);
  };

  try {
    return JSON.parse(new TextDecoder().decode(bytes.subarray(HEADER_BYTES, textEnd)), revive);
  } catch (error) {
    if (error instanceof SyntaxError) throw unreadable('its text is no JSON');
    throw error;
  }
}

function isOddNumber(part: unknown): part is { readonly $: readonly ['number', string] } {
  if (typeof part !== 'object' || part === null || !('$' in part)) return false;
  return Array.isArray(part.$) && part.$[0] === 'number';
}

function isArrayPlace(part: unknown): part is { readonly $: readonly [ArrayType, number] } {
  if (typeof part !== 'object' || part === null || !('$' in part)) return false;
  const { $ } = part;
  return (
    Array.isArray($) &&
    Object.hasOwn(ARRAY_TYPES, String($[0])) &&
    Number.isInteger($[1]) &&
    $[1] >= 0
  );
}

function unreadable(reason: string): Error {
  return named('StorageUnreadable', `A stored record cannot be read: ${reason}`, { reason });
}
