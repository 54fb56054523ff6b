import { strFromU8, unzipSync, Zip, ZipPassThrough } from 'fflate';
import { named } from '@/core/errors';
import { toHex } from '@/core/hex';

/**
 * A session as one file: a ZIP of manifest.json and, for each image, the opened file, its
 * compressed arrays and its state. The ZIP may come from anybody. So paths follow a fixed pattern,
 * sizes are limited before anything is unpacked, and every part must have the checksum in the
 * manifest.
 */
const FORMAT = 'med-fastsam-session';
const VERSION = 2;
/** An app of version 1 would misread records of version 2. This app reads both. */
const READABLE: readonly unknown[] = [1, VERSION];
const MANIFEST = 'manifest.json';
const PART_NAMES = ['original', 'state', 'maps', 'reference'] as const;
type PartName = (typeof PART_NAMES)[number];
const PART_PATH = /^images\/\d{4}\/(original|state|maps|reference)\.bin$/;

const MAX_IMAGES = 5000;
const MAX_MANIFEST_BYTES = 16e6;
/** A page cannot hold a larger file and its parts. */
const MAX_TOTAL_BYTES = 2e9;

export interface SessionInfo {
  readonly appVersion: string;
  /** Weights of the app that saves; masks may be of others. */
  readonly modelVersion: string;
  /** SHA-256 of each file of the model, by name. */
  readonly modelHashes: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly savedAt: string;
}

/** One image of a session. The content of state and arrays is not checked here. */
export interface SessionImage {
  readonly name: string;
  readonly original: Blob;
  readonly state: Uint8Array<ArrayBuffer>;
  readonly maps: Blob | null;
  readonly reference: Blob | null;
}

/** An image as it is saved. Its state names the weights too; here other programs find them. */
export interface SavedImage extends SessionImage {
  /** Weights that made the mask; `null` when that is unknown or there is no mask. */
  readonly modelVersion: string | null;
}

interface Part {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

type ManifestImage = { readonly name: string } & Readonly<Record<PartName, Part | null>>;

/** Writes a session. The parts are stored as they are, because all are compressed already. */
export async function writeSessionFile(
  info: SessionInfo,
  images: readonly SavedImage[],
): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    chunks.push(chunk as Uint8Array<ArrayBuffer>);
  });
  const add = (path: string, bytes: Uint8Array): void => {
    const entry = new ZipPassThrough(path);
    zip.add(entry);
    entry.push(bytes, true);
  };
  const rows: ManifestImage[] = [];
  for (const [index, image] of images.entries()) {
    const folder = `images/${String(index + 1).padStart(4, '0')}`;
    const row: Record<string, unknown> = { name: image.name, modelVersion: image.modelVersion };
    for (const name of PART_NAMES) {
      const bytes = await bytesOf(image[name]);
      if (!bytes) continue;
      const path = `${folder}/${name}.bin`;
      row[name] = { path, bytes: bytes.length, sha256: await sha256(bytes) };
      add(path, bytes);
    }
    rows.push(row as ManifestImage);
  }
  const manifest = { format: FORMAT, version: VERSION, ...info, images: rows };
  add(MANIFEST, new TextEncoder().encode(JSON.stringify(manifest, null, 1)));
  zip.end();
  return new Blob(chunks, { type: 'application/zip' });
}

/**
 * Reads a session and checks that it is complete.
 *
 * @param name of the file, for messages
 *
 * Throws SessionFileInvalid, with a reason, for anything that `writeSessionFile` does not make.
 */
export async function readSessionFile(file: Blob, name: string): Promise<SessionImage[]> {
  const refuse = (reason: string): Error =>
    named('SessionFileInvalid', `${name} is no session: ${reason}`, { file: name, reason });
  if (file.size > MAX_TOTAL_BYTES) throw refuse('it is larger than 2 GB');
  const entries = unzip(new Uint8Array(await file.arrayBuffer()), refuse);
  const manifest = readManifest(entries.get(MANIFEST), refuse);
  entries.delete(MANIFEST);
  const images: SessionImage[] = [];
  for (const row of manifest) {
    const parts: Partial<Record<PartName, Uint8Array<ArrayBuffer>>> = {};
    for (const partName of PART_NAMES) {
      const part = row[partName];
      if (!part) continue;
      const bytes = entries.get(part.path);
      if (!bytes) throw refuse(`${part.path} is missing or named twice`);
      entries.delete(part.path);
      if (bytes.length !== part.bytes || (await sha256(bytes)) !== part.sha256)
        throw refuse(`${part.path} is damaged`);
      parts[partName] = bytes;
    }
    const { original, state, maps, reference } = parts;
    if (!original || !state) throw refuse(`${row.name} is incomplete`);
    images.push({
      name: plainName(row.name),
      original: new Blob([original]),
      state,
      maps: maps ? new Blob([maps]) : null,
      reference: reference ? new Blob([reference]) : null,
    });
  }
  const surplus = entries.keys().next().value;
  if (surplus) throw refuse(`${surplus} is not in its manifest`);
  return images;
}

/** A name as plain text: no folder, no control or direction characters, at most 200 characters. */
export function plainName(name: string): string {
  const plain = name
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[\\/]/g, '_')
    .replace(/^\.+/, '_')
    .slice(0, 200);
  return plain || 'image';
}

/** The parts by path. Refuses by the list of contents before anything is unpacked. */
function unzip(
  bytes: Uint8Array<ArrayBuffer>,
  refuse: (reason: string) => Error,
): Map<string, Uint8Array<ArrayBuffer>> {
  const seen = new Set<string>();
  let total = 0;
  let refusal: Error | null = null;
  const check = (path: string, size: number): void => {
    total += size;
    if (path !== MANIFEST && !PART_PATH.test(path))
      refusal = refuse(`${plainName(path)} is no part`);
    else if (seen.has(path)) refusal = refuse(`${path} is there twice`);
    else if (path === MANIFEST && size > MAX_MANIFEST_BYTES)
      refusal = refuse('its list is too long');
    else if (total > MAX_TOTAL_BYTES) refusal = refuse('it holds more than 2 GB');
    else if (seen.size > MAX_IMAGES * PART_NAMES.length)
      refusal = refuse('it holds too many parts');
    seen.add(path);
  };
  try {
    // Two passes: the first only reads the list of contents.
    unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!refusal) check(name, originalSize);
        return false;
      },
    });
    if (refusal) throw refusal;
    const parts = unzipSync(bytes) as Record<string, Uint8Array<ArrayBuffer>>;
    return new Map(Object.entries(parts));
  } catch (error) {
    if (error === refusal) throw error;
    throw refuse(error instanceof Error ? error.message : String(error));
  }
}

function readManifest(
  bytes: Uint8Array | undefined,
  refuse: (reason: string) => Error,
): readonly ManifestImage[] {
  if (!bytes) throw refuse('it has no manifest');
  let manifest: { format?: unknown; version?: unknown; images?: unknown } | null;
  try {
    manifest = JSON.parse(strFromU8(bytes));
  } catch {
    throw refuse('its manifest is no JSON');
  }
  if (manifest?.format !== FORMAT) throw refuse('its manifest is of another app');
  if (!READABLE.includes(manifest.version)) throw refuse('a newer version of the app wrote it');
  const { images } = manifest;
  if (!Array.isArray(images) || images.length > MAX_IMAGES || !images.every(isManifestImage))
    throw refuse('its manifest is odd');
  return images;
}

function isManifestImage(row: unknown): row is ManifestImage {
  if (typeof row !== 'object' || row === null) return false;
  const image = row as Record<string, unknown>;
  return (
    typeof image.name === 'string' &&
    PART_NAMES.every((name) => image[name] === undefined || isPart(image[name]))
  );
}

function isPart(value: unknown): value is Part {
  const { path, bytes, sha256 } = Object(value) as Record<string, unknown>;
  return (
    typeof path === 'string' &&
    PART_PATH.test(path) &&
    Number.isInteger(bytes) &&
    typeof sha256 === 'string'
  );
}

async function bytesOf(
  part: Blob | Uint8Array<ArrayBuffer> | null,
): Promise<Uint8Array<ArrayBuffer> | null> {
  return part instanceof Blob ? new Uint8Array(await part.arrayBuffer()) : part;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}
