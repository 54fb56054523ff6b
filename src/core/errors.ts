/**
 * Every failure the app can name. The message catalogue has a sentence for each name, and
 * docs/errors.md explains each code.
 */
export const ERROR_NAMES = [
  // files
  'FileEmpty',
  'FileTruncated',
  'FileUnsupported',
  'FileDamaged',
  'FileUnreadable',
  'FileNotOpened',
  'ArchiveUnknown',
  'ImageTooLarge',
  'ImageTooSmall',
  'MaskSizeMismatch',
  'NotAMask',
  'SampleMissing',
  'SampleUnreachable',
  // engine and model
  'EngineUnavailable',
  'ModelMissing',
  'ModelNotAFile',
  'ModelCorrupt',
  'ModelUnreachable',
  'ContractMismatch',
  'OutOfMemory',
  'SelfTestFailed',
  'BadOutput',
  'DeviceLost',
  'WorkerDied',
  'WorkerSilent',
  'UnknownImage',
  'Cancelled',
  // files of the app, stored for offline use
  'AppFileMissing',
  'AppFileCorrupt',
  'AppFileUnreachable',
  'AppErased',
  'UpdateDelayed',
  'UpdateUnsaved',
  // editing
  'TooManyObjects',
  // storage
  'StorageFull',
  'StorageFailed',
  'StorageNewer',
  'StorageUnreadable',
  'StorageConflict',
  'SessionFileInvalid',
] as const;

export type ErrorName = (typeof ERROR_NAMES)[number];

/** Values that the sentence for an error mentions. */
export type ErrorValues = Readonly<Record<string, string | number>>;

/** An error with a name from the table and the values its sentence needs. */
export class NamedError extends Error {
  override readonly name: ErrorName;
  readonly values: ErrorValues;

  constructor(name: ErrorName, message: string, values: ErrorValues = {}) {
    super(message);
    this.name = name;
    this.values = values;
  }
}

/**
 * Makes an error that the app can translate.
 *
 * @param message what happened, with the values, for a developer's console
 * @param values what the user's sentence mentions
 */
export function named(name: ErrorName, message: string, values: ErrorValues = {}): NamedError {
  return new NamedError(name, message, values);
}

/** Whether `error` has this name; works for errors that crossed a thread. */
export function isNamed(error: unknown, name: ErrorName): boolean {
  return error instanceof Error && error.name === name;
}

/** What engines say when they give no more memory for an array. */
const NO_MEMORY = /allocation failed|out of memory|could not allocate|allocation size overflow/i;

/**
 * Names an error for lack of memory, so that every place that makes arrays throws the same. Any
 * other error stays as it is.
 */
export function nameOutOfMemory(error: unknown): unknown {
  const isAllocation =
    error instanceof Error &&
    (error.name === 'RangeError' || error.name === 'InternalError') && // Firefox has the latter
    NO_MEMORY.test(error.message);
  return isAllocation ? named('OutOfMemory', error.message) : error;
}
