import { runsOfLabels } from '@/core/labels/runs';
import { MODALITY_NAMES, type ModalityName } from '@/model/contract';
import { followMasks } from '@/state/app/follow-masks';
import { dropArrays, setArrays } from '@/state/image/layers';
import { newEntry } from '@/state/list/list-images';
import {
  type DocumentSlice,
  type ImageEntry,
  type ReadyImage,
  type ResultFacts,
  untouchedMask,
} from '@/state/store/document-slice';
import { selectImages } from '@/state/store/selectors';
import { deriveSettings } from '@/state/store/settings';
import { useStore } from '@/state/store/store';

/** Test helper: a run of the model that took a picture for this. */
export function resultOf(name: ModalityName): ResultFacts {
  const probabilities = MODALITY_NAMES.map((other) => (other === name ? 1 : 0));
  return {
    modality: { name, chosenBy: 'model', probabilities, views: 1, agreeing: 1 },
    familiarity: { isUnfamiliar: false, distanceRatio: 0.1, residualRatio: 0.1, familiarMargin: 1 },
    predictedIou: 0.9,
    modelVersion: 'w1',
    mode: 'whole',
    scale: 1,
    scaleReason: 'native',
    tiles: 1,
    engine: 'wasm',
    threads: 1,
    times: { lkaMs: 1, cpMs: 1, msfMs: 1, pixelsMs: 1, blendMs: 1, totalMs: 5 },
    elapsedMs: 5,
  };
}

let stopFollowing = (): void => {};

/** Test helper: one image with a ready mask, active, without any worker. */
export function readyImage(id: string, width: number, labels: readonly number[]): ReadyImage {
  stopFollowing();
  stopFollowing = followMasks();
  const size = { width, height: labels.length / width };
  const ai = Uint16Array.from(labels);
  const counts = {
    objectCount: new Set(labels.filter((label) => label > 0)).size,
    areaPx: labels.filter((label) => label > 0).length,
  };
  const image: ReadyImage = {
    ...newEntry(id, new File(['x'], `${id}.png`)),
    facts: { size, format: 'png', channels: 3, bits: 8, window: null, spacing: null, levels: 1 },
    phase: 'ready',
    settings: deriveSettings('histology'),
    mask: untouchedMask(resultOf('histology'), counts),
  };
  dropArrays(id);
  setArrays(id, {
    size,
    probability: ai.reduce((map, label, i) => {
      map[i] = label > 0 ? 200 : 20;
      return map;
    }, new Uint8Array(ai.length)),
    core: new Uint8Array(ai.length),
    renumbering: null,
    aiRuns: runsOfLabels(size, ai),
    ai,
    edits: null,
    owners: null,
    reviewed: ai,
    reference: null,
  });
  useStore.setState({ ...documentOf([image]), activeId: id, selection: [] });
  return image;
}

/** Test helper: what the store says when these images are open and no others. */
export function documentOf(
  images: readonly ImageEntry[],
): Pick<DocumentSlice, 'images' | 'order' | 'progress'> {
  const order = images.map(({ id }) => id);
  return {
    images: Object.fromEntries(images.map((image) => [image.id, image])),
    order,
    progress: {},
  };
}

/** Test helper: the open images in the order of the list. */
export function openImages(): readonly ImageEntry[] {
  return selectImages(useStore.getState());
}
