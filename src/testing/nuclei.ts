import { runsOfLabels } from '@/core/labels/runs';
import { forgetHistory } from '@/state/history/history';
import { arraysOf, type ImageArrays } from '@/state/image/layers';
import type { ImageEntry } from '@/state/store/document-slice';
import { provideServices } from '@/state/store/services';
import { openImages } from '@/testing/image';
import { readyImage } from './image';

export const WIDTH = 24;
export const HEIGHT = 18;
export const SIZE = { width: WIDTH, height: HEIGHT };

/** Two nuclei, one touching the border. */
export const LABELS = Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
  const x = i % WIDTH;
  const y = Math.floor(i / WIDTH);
  if (Math.hypot(x - 6, y - 8) < 4) return 1;
  return Math.hypot(x - 20, y - 9) < 5 ? 2 : 0;
});

/** Test helper: the two nuclei as an open image `a`, with no step done yet. No threshold makes them larger. */
export function openNuclei(): void {
  const derive = async () => ({ runs: runsOfLabels(SIZE, Uint16Array.from(LABELS)) });
  const services = { pixels: { derive }, engine: {} };
  provideServices(services as unknown as Parameters<typeof provideServices>[0]);
  forgetHistory('a');
  readyImage('a', WIDTH, LABELS);
}

export function arraysOfNuclei(): ImageArrays {
  const arrays = arraysOf('a');
  if (!arrays) throw new Error('the test image has no arrays');
  return arrays;
}

export const entryOfNuclei = (): ImageEntry | undefined => openImages()[0];
