import { runsOfLabels } from '@/core/labels/runs';
import { followMasks } from '@/state/app/follow-masks';
import { dropArrays, setArrays } from '@/state/image/layers';
import { newEntry } from '@/state/list/list-images';
import type { DocumentSlice, ImageEntry } from '@/state/store/document-slice';
import { selectImages } from '@/state/store/selectors';
import { deriveSettings } from '@/state/store/settings';
import { useStore } from '@/state/store/store';

let stopFollowing = (): void => {};

/** Test helper: one image with a ready mask, active, without any worker. */
export function readyImage(id: string, width: number, labels: readonly number[]): ImageEntry {
  stopFollowing();
  stopFollowing = followMasks();
  const size = { width, height: labels.length / width };
  const ai = Uint16Array.from(labels);
  const counts = {
    objectCount: new Set(labels.filter((label) => label > 0)).size,
    areaPx: labels.filter((label) => label > 0).length,
  };
  const image: ImageEntry = {
    ...newEntry(id, new File(['x'], `${id}.png`)),
    facts: { size, format: 'png', channels: 3, bits: 8, window: null, spacing: null, levels: 1 },
    phase: 'ready',
    settings: deriveSettings('histology'),
    ai: counts,
    reviewed: counts,
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
