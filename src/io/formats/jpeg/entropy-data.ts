import { u16be } from '@/io/bytes';

/** The pieces of a sequential JPEG, as byte offsets of their markers. */
export interface ScanParts {
  readonly frame: number;
  readonly huffmanTables: readonly number[];
  readonly scan: number;
}

/** Longest code word: T.81, annex C. */
const CODE_BITS = 16;
const BLOCK_PX = 8;
const COEFFICIENTS = 64;
/** Run of 16 zeros (T.81, F.1.2.2.1). */
const ZERO_RUN = 0xf0;

interface HuffmanTable {
  /** By code length: the first code, one past the last, and where its values begin. */
  readonly first: Int32Array;
  readonly end: Int32Array;
  readonly offset: Int32Array;
  readonly values: Uint8Array;
}

interface Component {
  readonly blocks: number;
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
}

/**
 * Whether the compressed data of a sequential Huffman scan (T.81, annex F) holds every unit (MCU)
 * of the image. It walks the code words without making pixels. Linear in the bytes of the scan.
 *
 * @param bytes the whole file; the data begins after the scan's header and ends with the file
 */
export function hasEveryMcu(bytes: Uint8Array, parts: ScanParts): boolean {
  const dcTables: (HuffmanTable | undefined)[] = [];
  const acTables: (HuffmanTable | undefined)[] = [];
  for (const at of parts.huffmanTables) readTables(bytes, at, dcTables, acTables);
  const scan = readScan(bytes, parts, dcTables, acTables);
  if (!scan) return false;
  const bits = new BitReader(bytes, parts.scan + 2 + u16be(bytes, parts.scan + 2));
  for (let mcu = 0; mcu < scan.mcus; mcu++)
    for (const { blocks, dc, ac } of scan.components)
      for (let block = 0; block < blocks; block++) if (!skipBlock(bits, dc, ac)) return false;
  return true;
}

function skipBlock(bits: BitReader, dc: HuffmanTable, ac: HuffmanTable): boolean {
  const size = bits.symbol(dc);
  if (size < 0 || !bits.skip(size)) return false;
  for (let k = 1; k < COEFFICIENTS; ) {
    const symbol = bits.symbol(ac);
    if (symbol < 0 || !bits.skip(symbol & 15)) return false;
    if ((symbol & 15) === 0 && symbol !== ZERO_RUN) break; // end of block
    k += (symbol >> 4) + 1;
  }
  return true;
}

/** Reads bits of entropy-coded data. Skips stuffed zeros; restart markers align to a byte. */
class BitReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #current = 0;
  #left = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** −1 at the end of the data, and for a code that is not in the table. */
  symbol({ first, end, offset, values }: HuffmanTable): number {
    let code = 0;
    for (let length = 1; length <= CODE_BITS; length++) {
      const bit = this.#bit();
      if (bit < 0) return -1;
      code = (code << 1) | bit;
      if (code < (end[length] as number))
        return values[(offset[length] as number) + code - (first[length] as number)] ?? -1;
    }
    return -1;
  }

  /** False when the data ends before. */
  skip(count: number): boolean {
    for (let i = 0; i < count; i++) if (this.#bit() < 0) return false;
    return true;
  }

  #bit(): number {
    if (this.#left === 0) {
      let byte = this.#bytes[this.#at++];
      if (byte === 0xff) {
        const next = this.#bytes[this.#at++] ?? -1;
        // A restart marker stands between two units: the next byte begins anew.
        if (next >= 0xd0 && next <= 0xd7) byte = this.#restart();
        else if (next !== 0) return -1;
      }
      if (byte === undefined) return -1;
      this.#current = byte;
      this.#left = 8;
    }
    this.#left--;
    return (this.#current >> this.#left) & 1;
  }

  #restart(): number | undefined {
    const byte = this.#bytes[this.#at++];
    if (byte === 0xff) this.#at++; // stuffed
    return byte;
  }
}

/** Code words in order of length: T.81, annex C.2. */
function readTables(
  bytes: Uint8Array,
  marker: number,
  dc: (HuffmanTable | undefined)[],
  ac: (HuffmanTable | undefined)[],
): void {
  const end = marker + 2 + u16be(bytes, marker + 2);
  for (let at = marker + 4; at + 1 + CODE_BITS <= end; ) {
    const kind = bytes[at] as number;
    const first = new Int32Array(CODE_BITS + 1);
    const last = new Int32Array(CODE_BITS + 1);
    const offset = new Int32Array(CODE_BITS + 1);
    let code = 0;
    let total = 0;
    for (let length = 1; length <= CODE_BITS; length++) {
      const count = bytes[at + length] as number;
      first[length] = code;
      offset[length] = total;
      code += count;
      last[length] = code;
      total += count;
      code <<= 1;
    }
    const values = bytes.subarray(at + 1 + CODE_BITS, at + 1 + CODE_BITS + total);
    (kind >> 4 === 0 ? dc : ac)[kind & 15] = { first, end: last, offset, values };
    at += 1 + CODE_BITS + total;
  }
}

function readScan(
  bytes: Uint8Array,
  { frame, scan }: ScanParts,
  dcTables: readonly (HuffmanTable | undefined)[],
  acTables: readonly (HuffmanTable | undefined)[],
): { readonly mcus: number; readonly components: readonly Component[] } | null {
  const height = u16be(bytes, frame + 5);
  const width = u16be(bytes, frame + 7);
  const sampling = new Map<number, readonly [across: number, down: number]>();
  for (let i = 0; i < (bytes[frame + 9] ?? 0); i++) {
    const [id = 0, factors = 0] = bytes.subarray(frame + 10 + 3 * i, frame + 12 + 3 * i);
    sampling.set(id, [factors >> 4, factors & 15]);
  }
  const mostAcross = Math.max(...[...sampling.values()].map(([across]) => across));
  const mostDown = Math.max(...[...sampling.values()].map(([, down]) => down));
  const components: Component[] = [];
  const count = bytes[scan + 4] ?? 0;
  let unit: readonly [across: number, down: number] = [mostAcross, mostDown];
  for (let i = 0; i < count; i++) {
    const [id = 0, tables = 0] = bytes.subarray(scan + 5 + 2 * i, scan + 7 + 2 * i);
    const factors = sampling.get(id);
    const dc = dcTables[tables >> 4];
    const ac = acTables[tables & 15];
    if (!factors || !dc || !ac) return null;
    // A component that is alone in its scan goes block by block (T.81, A.2.2).
    if (count === 1) unit = [mostAcross / factors[0], mostDown / factors[1]];
    components.push({ blocks: count === 1 ? 1 : factors[0] * factors[1], dc, ac });
  }
  const across = Math.ceil(width / (BLOCK_PX * unit[0]));
  const down = Math.ceil(height / (BLOCK_PX * unit[1]));
  return { mcus: across * down, components };
}
