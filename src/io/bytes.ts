/** Reading of numbers and tags out of a file's bytes. All return 0 or '' beyond the end. */

/**
 * Characters of `length` bytes from `at` on, one byte each. Not by TextDecoder: its `latin1` is
 * windows-1252, which turns the first byte of a PNG into another character.
 */
export function tagAt(bytes: Uint8Array, at: number, length = 4): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

/** Unsigned, 16 bits, big-endian. */
export function u16be(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** Unsigned, 16 bits, little-endian. */
export function u16le(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

/** Unsigned, 24 bits, little-endian. */
export function u24le(bytes: Uint8Array, at: number): number {
  return u16le(bytes, at) | ((bytes[at + 2] ?? 0) << 16);
}

/** Unsigned, 32 bits, big-endian. */
export function u32be(bytes: Uint8Array, at: number): number {
  return u16be(bytes, at) * 65536 + u16be(bytes, at + 2);
}

/** Unsigned, 32 bits, little-endian. */
export function u32le(bytes: Uint8Array, at: number): number {
  return u16le(bytes, at) + u16le(bytes, at + 2) * 65536;
}
