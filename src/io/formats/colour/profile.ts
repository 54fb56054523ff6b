import type { LittleCms } from 'lcms-wasm';
import wasmUrl from 'lcms-wasm/dist/lcms.wasm?url';

type Data = Uint8Array | Uint16Array;

/** Pixels given to LittleCMS at a time: it copies them in and out. */
const PIXELS_PER_CALL = 1 << 20;
/** The largest difference from sRGB, of 255, at which stored values stay unchanged. */
const SAME = 1.5;
/** ICC.1:2022, 7.2.15: the intent that browsers use for images. */
const PERCEPTUAL = 0;
/** Steps a side of the colour grid that decides whether a profile is sRGB. */
const PROBES = 6;

let loading: Promise<LittleCms> | null = null;

/** 316 kB, loaded with the first image that has a profile. */
function littleCms(): Promise<LittleCms> {
  loading ??= import('lcms-wasm').then(({ instantiate }) =>
    // Node has no `location`; there the package finds its own file.
    instantiate('location' in globalThis ? { locateFile: () => absolute(wasmUrl) } : {}),
  );
  loading.catch(() => {
    loading = null; // the next picture tries again
  });
  return loading;
}

function absolute(url: string): string {
  return new URL(url, location.href).href;
}

/** The result of applying an image's profile. */
export type Converted<T extends Data> =
  | { readonly outcome: 'same' }
  | { readonly outcome: 'converted'; readonly data: T; readonly channels: 1 | 3 }
  /** The profile is damaged, or for another kind of image, such as CMYK. */
  | { readonly outcome: 'unusable' };

/**
 * Turns stored values into sRGB by their ICC profile, with LittleCMS, perceptual intent. A profile
 * that is sRGB within rounding leaves them unchanged. Linear in the pixels; 8- or 16-bit grey goes
 * through one table.
 *
 * @param data interleaved, 8 or 16 bits
 * @param channels 1 needs a grey profile, 3 an RGB one
 */
export async function convertToSrgb<T extends Data>(
  profile: Uint8Array,
  data: T,
  channels: 1 | 3,
): Promise<Converted<T>> {
  const cms = await littleCms();
  const input = cms.cmsOpenProfileFromMem(profile, profile.length);
  if (!input) return { outcome: 'unusable' };
  const isFitting = cms.cmsGetColorSpaceASCII(input) === (channels === 1 ? 'GRAY' : 'RGB');
  const output = cms.cmsCreate_sRGBProfile();
  const bytes = data.BYTES_PER_ELEMENT;
  const transform = isFitting
    ? cms.cmsCreateTransform(
        input,
        cms.cmsFormatterForColorspaceOfProfile(input, bytes, false),
        output,
        cms.cmsFormatterForColorspaceOfProfile(output, bytes, false),
        PERCEPTUAL,
        0,
      )
    : 0;
  cms.cmsCloseProfile(input);
  cms.cmsCloseProfile(output);
  if (!transform) return { outcome: 'unusable' };
  try {
    const run = (pixels: T): T => cms.cmsDoTransform(transform, pixels, pixels.length / channels);
    if (isSame(run, data, channels)) return { outcome: 'same' };
    return channels === 1 ? throughTable(run, data) : throughTransform(run, data);
  } finally {
    cms.cmsDeleteTransform(transform);
  }
}

type Run<T extends Data> = (pixels: T) => T;

function sameKind<T extends Data>(data: T, length: number): T {
  return (data.BYTES_PER_ELEMENT === 2 ? new Uint16Array(length) : new Uint8Array(length)) as T;
}

/** Whether the profile leaves colours over its whole range unchanged. */
function isSame<T extends Data>(run: Run<T>, data: T, channels: 1 | 3): boolean {
  const white = 256 ** data.BYTES_PER_ELEMENT - 1;
  const count = PROBES ** channels;
  const probes = sameKind(data, count * channels);
  for (let i = 0, rest = 0; i < probes.length; i++) {
    rest = i % channels === 0 ? i / channels : Math.floor(rest / PROBES);
    probes[i] = ((rest % PROBES) / (PROBES - 1)) * white;
  }
  const found = run(probes);
  const tolerance = (SAME * white) / 255;
  for (let i = 0; i < found.length; i++) {
    const before = probes[channels === 1 ? Math.floor(i / 3) : i] as number;
    if (Math.abs((found[i] as number) - before) > tolerance) return false;
  }
  return true;
}

function throughTable<T extends Data>(run: Run<T>, data: T): Converted<T> {
  const values = 256 ** data.BYTES_PER_ELEMENT;
  const every = sameKind(data, values);
  for (let i = 0; i < values; i++) every[i] = i;
  const rgb = run(every);
  const converted = sameKind(data, data.length);
  for (let i = 0; i < data.length; i++) converted[i] = rgb[3 * (data[i] as number)] as number;
  return { outcome: 'converted', data: converted, channels: 1 }; // grey is neutral in sRGB
}

function throughTransform<T extends Data>(run: Run<T>, data: T): Converted<T> {
  const converted = sameKind(data, data.length);
  for (let at = 0; at < data.length; at += 3 * PIXELS_PER_CALL)
    converted.set(run(data.subarray(at, at + 3 * PIXELS_PER_CALL) as T), at);
  return { outcome: 'converted', data: converted, channels: 3 };
}
