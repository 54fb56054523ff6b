import { type HandLayers, unpackLayers } from '@/core/labels/layers';
import { noRuns } from '@/core/labels/runs';
import { inflateBytes } from '@/io/library/packed-maps';
import { toFailure } from '@/state/failures/failure';
import { restoreTimeline } from '@/state/history/history';
import { keepFile } from '@/state/image/files';
import type { KeptPrediction } from '@/state/image/kept-parts';
import { dropWaitingParts, type KeptParts, setWaitingParts } from '@/state/image/kept-parts';
import { composeArrays, type ImageArrays, mapsOf, setArrays } from '@/state/image/layers';
import { maskChanged } from '@/state/image/mask-changed';
import { decodeFile, newEntry } from '@/state/list/list-images';
import { enqueue } from '@/state/segment/segment';
import { untouchedMask } from '@/state/store/document-slice';
import { pixels } from '@/state/store/services';
import { addImages, imageById, notify, updateImage } from '@/state/store/store';
import { markSaved } from './autosave';

/** Lists an image as it was left. Its pixels follow with `fillImage`. */
export function listImage(parts: KeptParts): void {
  const { id, file, state } = parts;
  setWaitingParts(parts);
  keepFile(id, file);
  restoreTimeline(id, state.line);
  addImages([{ ...newEntry(id, file), ...state.facts }]);
}

/**
 * Decodes a listed image and shows its mask, edits and undo history as they were. If the mask
 * cannot be read, the model makes it again under the edits.
 */
export async function fillImage({ id, file, state, maps, reference }: KeptParts): Promise<void> {
  updateImage(id, { phase: 'opening', failure: null });
  try {
    const decoded = await decodeFile(id, file);
    if (!decoded) return;
    updateImage(id, { ...decoded, window: state.facts.window ?? decoded.facts.window });
    const { prediction } = state;
    if (!prediction) {
      dropWaitingParts(id);
      return enqueue(id);
    }
    const { size } = decoded.facts;
    if (prediction.size.width !== size.width || prediction.size.height !== size.height)
      throw new Error(`The kept mask is not of the size of ${file.name}`);
    const layers = unpackLayers(size, state);
    const own = await readArrays(prediction, maps, reference, layers);
    if (own) await showMask(id, prediction, own);
    else await makeMaskAgain(id, file.name, prediction, layers);
  } catch (error) {
    updateImage(id, { phase: 'failed', failure: toFailure(error, { file: file.name }) });
  }
}

/** The arrays without AI labels; `null` when the maps cannot be read. */
async function readArrays(
  { size, renumbering }: KeptPrediction,
  maps: Blob | null,
  reference: Blob | null,
  { edits, owners }: HandLayers,
): Promise<Omit<ImageArrays, 'aiRuns' | 'ai' | 'reviewed'> | null> {
  const area = size.width * size.height;
  try {
    if (!maps) return null;
    const both = await inflateBytes(maps, 2 * area);
    const kept = reference ? await inflateBytes(reference, 2 * area) : null;
    return {
      size,
      probability: both.slice(0, area),
      core: both.slice(area),
      renumbering: renumbering ?? null,
      edits,
      owners,
      reference: kept ? new Uint16Array(kept.buffer) : null,
    };
  } catch (error) {
    if (error instanceof Error && error.name === 'StorageUnreadable') return null;
    throw error;
  }
}

async function showMask(
  id: string,
  prediction: KeptPrediction,
  own: Omit<ImageArrays, 'aiRuns' | 'ai' | 'reviewed'>,
): Promise<void> {
  const { result } = prediction;
  const settings = imageById(id)?.settings;
  if (!settings) return; // closed meanwhile
  const derived = await pixels().adoptMaps(id, mapsOf(own), settings, null);
  const { runs: aiRuns, objectCount, areaPx } = derived;
  const composed = await composeArrays({ ...own, aiRuns });
  if (!imageById(id)) return;
  markSaved(id, result, own.reference);
  setArrays(id, composed);
  dropWaitingParts(id);
  const ai = { objectCount, areaPx };
  const mask = { ...untouchedMask(result, ai), hasReference: own.reference !== null };
  updateImage(id, { phase: 'ready', mask });
  await maskChanged(id, 'restored');
}

/** Stores the edits where the next prediction finds them. */
async function makeMaskAgain(
  id: string,
  file: string,
  { size, result }: KeptPrediction,
  { edits, owners }: HandLayers,
): Promise<void> {
  const area = size.width * size.height;
  const maps = { probability: new Uint8Array(area), core: new Uint8Array(area) };
  const untouched = { size, ...maps, renumbering: null, aiRuns: noRuns(size), reference: null };
  markSaved(id, result, null);
  setArrays(id, await composeArrays({ ...untouched, edits, owners }));
  dropWaitingParts(id);
  // The new one takes over the settings of the one that was lost.
  updateImage(id, { mask: untouchedMask(result, { objectCount: 0, areaPx: 0 }) });
  notify({ kind: 'warning', message: 'notice.mapsDamaged', values: { file }, command: null });
  await maskChanged(id, 'restored');
  enqueue(id);
}
