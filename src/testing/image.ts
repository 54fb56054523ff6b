import { runsOfLabels } from '@/core/labels/runs';
import { followMasks } from '@/state/app/follow-masks';
import { dropArrays, setArrays } from '@/state/image/layers';
import { newEntry } from '@/state/list/list-images';
import type { ImageEntry } from '@/state/store/document-slice';
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
  useStore.setState({ images: [image], activeId: id, selection: [] });
  return image;
}
