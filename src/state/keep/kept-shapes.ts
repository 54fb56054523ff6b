import { named } from '@/core/errors';
import { diffRuns, isPatchOf } from '@/core/labels/patch';
import { MAX_LABEL, type Rect, type Size } from '@/core/types';
import { READING_KINDS } from '@/io/formats/masks/reading';
import { type PackedPatch, packPatch, unpackPatch } from '@/io/library/packed-patch';
import { MAX_MEGAPIXELS, MAX_SIDE_PX } from '@/io/refusals';
import { MODALITY_NAMES } from '@/model/contract';
import type { Step } from '@/state/history/history';
import type { KeptFacts, KeptPrediction } from '@/state/image/kept-parts';
import type { ImageEntry } from '@/state/store/document-slice';
import { isMessageKey } from '@/state/text/spoken-language';

/**
 * Checks everything that is read from storage or a session file before the app trusts it: shapes,
 * names and sizes. A check ignores keys it does not know.
 */

type Check = (value: unknown) => boolean;

const isNumber: Check = (value) => typeof value === 'number';
const isCount: Check = (value) => Number.isInteger(value) && (value as number) >= 0;
const isText: Check = (value) => typeof value === 'string';
const isBoolean: Check = (value) => typeof value === 'boolean';
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.includes(value as string);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const recordOf =
  (check: Check): Check =>
  (value) =>
    isObject(value) && Object.values(value).every(check);
const shape =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) && Object.entries(fields).every(([name, check]) => check(value[name]));

const isSettings = shape({
  threshold: isNumber,
  objects: oneOf('region', 'components', 'instances'),
  keepLargest: isBoolean,
  fillHoles: isBoolean,
  minAreaPx: isNumber,
});
const isClicks = listOf(shape({ at: shape({ x: isNumber, y: isNumber }), belongs: isBoolean }));
const isClasses = recordOf(isText);

const FACTS: Readonly<Record<keyof KeptFacts, Check>> = {
  frame: isCount,
  modality: oneOf('auto', ...MODALITY_NAMES),
  spacing: orNull(shape({ xMm: isNumber, yMm: isNumber, source: oneOf('file', 'person') })),
  settings: isSettings,
  clicks: isClicks,
  classes: isClasses,
  nextLabel: isCount,
  window: orNull(shape({ low: isNumber, high: isNumber })),
  decision: oneOf('open', 'accepted', 'rejected', 'flagged'),
  note: isText,
  referenceReading: orNull(
    shape({ file: isText, areaPx: isCount, kind: oneOf(...READING_KINDS), value: isCount }),
  ),
};
export const FACT_NAMES = Object.keys(FACTS) as readonly (keyof KeptFacts)[];

/** Limited before arrays of that size are made. */
const isSize: Check = (value) => {
  if (!shape({ width: isCount, height: isCount })(value)) return false;
  const { width, height } = value as Size;
  return Math.max(width, height) <= MAX_SIDE_PX && width * height <= MAX_MEGAPIXELS * 1e6;
};

const isVersion: Check = (value) => isText(value) && (value as string).length <= 100;

const isRenumbering: Check = (value) =>
  value === undefined ||
  value === null ||
  (value instanceof Uint16Array &&
    value.length % 2 === 0 &&
    value.every((label) => label <= MAX_LABEL));

const isPrediction = shape({
  size: isSize,
  renumbering: isRenumbering,
  ai: shape({ objectCount: isCount, areaPx: isCount }),
  result: shape({
    modality: shape({
      name: oneOf(...MODALITY_NAMES),
      chosenBy: oneOf('model', 'person'),
      probabilities: listOf(isNumber),
      views: isNumber,
      agreeing: isNumber,
    }),
    familiarity: shape({
      isUnfamiliar: isBoolean,
      distanceRatio: isNumber,
      residualRatio: isNumber,
      familiarMargin: isNumber,
    }),
    predictedIou: isNumber,
    mode: oneOf('whole', 'tiled'),
    scale: isNumber,
    scaleReason: oneOf('native', 'pixel-size', 'limited', 'implausible'),
    tiles: isNumber,
    modelVersion: (value) => value === undefined || value === null || isVersion(value),
    engine: oneOf('webgpu', 'wasm'),
    threads: isNumber,
    times: recordOf(isNumber),
    elapsedMs: isNumber,
  }),
});

/** Picks the known facts. Throws StorageUnreadable when one is malformed. */
export function readFacts(value: unknown): KeptFacts {
  if (!isObject(value)) throw unreadable('it has no facts');
  const names = FACT_NAMES.filter((name) => Object.hasOwn(value, name));
  for (const name of names) if (!FACTS[name](value[name])) throw unreadable(`its ${name} is odd`);
  return Object.fromEntries(names.map((name) => [name, value[name]]));
}

/** The facts of an image. */
export function factsOf(image: ImageEntry): KeptFacts {
  return Object.fromEntries(FACT_NAMES.map((name) => [name, image[name]]));
}

/** Checks a stored prediction. @throws StorageUnreadable */
export function readPrediction(value: unknown): KeptPrediction {
  if (!isPrediction(value)) throw unreadable('its prediction is odd');
  const prediction = value as KeptPrediction;
  const { modelVersion = null } = prediction.result; // an earlier version did not keep it
  return { ...prediction, result: { ...prediction.result, modelVersion } };
}

/** @param size of the image that the step changed; `null` when it has no mask yet */
export function readStep(value: unknown, size: Size | null): Step {
  if (!isObject(value)) throw unreadable('it has no step');
  const { patch, owners, decided, settings, clicks, classes, nextLabel } = value;
  const sides = <T>(name: string, part: unknown, check: Check): Record<string, T> => {
    if (part === undefined) return {};
    if (!shape({ before: check, after: check })(part)) throw unreadable(`its ${name} are odd`);
    return { [name]: part as T };
  };
  return {
    // A name that a later version dropped must not cost the step.
    label:
      isText(value.label) && isMessageKey(value.label as string)
        ? (value.label as Step['label'])
        : 'step.earlier',
    patch: patch === null ? null : readPatch(patch, size, 'its patch'),
    ...(owners === undefined ? {} : { owners: readPatch(owners, size, 'who owns what') }),
    ...(decided === undefined ? {} : { decided: readPatch(decided, size, 'what it decided') }),
    ...sides('settings', settings, isSettings),
    ...sides('clicks', clicks, isClicks),
    ...sides('classes', classes, isClasses),
    ...sides('nextLabel', nextLabel, isCount),
  };
}

const isRect = shape({ x: isCount, y: isCount, width: isCount, height: isCount });
const isPackedPatch = shape({
  rect: isRect,
  kinds: (kinds) => kinds instanceof Uint16Array,
  packed: (packed) => packed instanceof Uint8Array,
  placesBytes: isCount,
  kindOfRunBytes: isCount,
});

/** @param what named in the message for developers */
function readPatch(value: unknown, size: Size | null, what: string): PackedPatch {
  const misfit = (): Error => unreadable(`${what} does not fit the image`);
  if (!size || !isObject(value)) throw misfit();
  if (isPackedPatch(value)) {
    const { rect, kinds, packed, placesBytes, kindOfRunBytes } = value as unknown as PackedPatch;
    const patch = { rect, kinds, packed, placesBytes, kindOfRunBytes };
    if (!isPatchOf(size, unpackPatch(patch))) throw misfit();
    return patch;
  }
  // Earlier versions stored patches as runs of their rectangle, before and after.
  const { rect, before, after } = value;
  if (!isRect(rect)) throw misfit();
  const { x, y, width, height } = rect as Rect;
  const isInside = x + width <= size.width && y + height <= size.height;
  const covers = (runs: unknown): runs is Uint16Array => coversArea(runs, width * height);
  const patch =
    isInside && covers(before) && covers(after)
      ? diffRuns(size, rect as Rect, before, after)
      : null;
  if (!patch) throw misfit();
  return packPatch(patch);
}

/** Whether [value, length, …] runs cover exactly `areaPx` pixels. */
export function coversArea(runs: unknown, areaPx: number): runs is Uint16Array {
  if (!(runs instanceof Uint16Array) || runs.length % 2 === 1) return false;
  let total = 0;
  for (let i = 1; i < runs.length; i += 2) total += runs[i] as number;
  return total === areaPx;
}

/** Whether a value has properties. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** StorageUnreadable. @param reason what is wrong, for a developer */
export function unreadable(reason: string): Error {
  return named('StorageUnreadable', `A kept record cannot be used: ${reason}`, { reason });
}
