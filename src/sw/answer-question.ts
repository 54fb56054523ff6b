import { ERROR_NAMES, type ErrorName, type ErrorValues } from '@/core/errors';
import type { Answer, PlainError, Question, StoredState } from '@/offline/protocol';
import type { AppFile, Release } from '@/offline/release';
import type { FileStore } from './file-store';

/** Browsers end an event of a service worker after five minutes; the page asks again before. */
const ANSWER_MS = 240_000;

export interface AnswerOptions {
  readonly release: Release;
  readonly store: FileStore;
  readonly onProgress: (loadedBytes: number, totalBytes: number) => void;
  /** Takes over from the running worker. */
  readonly activate: () => Promise<void>;
}

/** Never rejects: failures are answers. */
export async function answerQuestion(question: Question, options: AnswerOptions): Promise<Answer> {
  try {
    if (question.type === 'erase') {
      await options.store.erase();
      return { erased: true };
    }
    if (question.type === 'activate') await options.activate();
    if (question.type === 'store') await storePart(question.part, options);
    return { state: await stateOf(options) };
  } catch (error) {
    return { error: toPlain(error) };
  }
}

async function storePart(
  part: 'engine' | 'all',
  { release, store, onProgress }: AnswerOptions,
): Promise<void> {
  const wanted = release.files.filter((file) => part === 'all' || file.part !== 'extra');
  const totalBytes = sum(wanted);
  const timeout = AbortSignal.timeout(ANSWER_MS);
  try {
    await store.save(wanted, (storedBytes) => onProgress(storedBytes, totalBytes), timeout);
  } catch (error) {
    if (!timeout.aborted) throw error; // otherwise what came is kept, and the answer says what is missing
  }
}

async function stateOf({ release, store }: AnswerOptions): Promise<StoredState> {
  const missing = await store.missing(release.files);
  const totalBytes = sum(release.files);
  return {
    releaseId: release.id,
    version: release.version,
    storedBytes: totalBytes - sum(missing),
    totalBytes,
    isEngineStored: missing.every(({ part }) => part === 'extra'),
    isComplete: missing.length === 0,
  };
}

function sum(files: readonly AppFile[]): number {
  return files.reduce((total, { bytes }) => total + bytes, 0);
}

export function toPlain(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), values: {} };
  const isKnown = (ERROR_NAMES as readonly string[]).includes(error.name);
  return {
    name: isKnown ? (error.name as ErrorName) : 'Error',
    message: error.message,
    values: 'values' in error ? (error.values as ErrorValues) : {},
  };
}
