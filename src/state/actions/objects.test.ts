import { beforeEach, expect, test, vi } from 'vitest';
import { describeObjects } from '@/core/measure';
import { labelsOfRuns, type Runs, runsOfLabels } from '@/core/runs';
import type { Size } from '@/core/types';
import type { DeriveSettings } from '@/pixels/protocol';
import { forgetHistory } from '@/state/history';
import { arraysOf } from '@/state/pixels';
import { provideServices } from '@/state/services';
import { useStore } from '@/state/store';
import { readyImage } from '@/state/test-image';
import { adjustSettings, endAdjusting } from './adjust-mask';
import { undo } from './edit';
import { deleteSelected } from './objects';

/** One row of two objects, which a low threshold makes larger until they touch. */
const at = (threshold: number): number[] =>
  threshold < 0.3 ? [0, 1, 1, 1, 1, 2, 2, 2, 2, 0] : [0, 0, 1, 1, 0, 0, 2, 2, 0, 0];
const reviewed = () => Array.from(arraysOf('a')?.reviewed ?? []);

beforeEach(() => {
  endAdjusting();
  forgetHistory('a');
  readyImage('a', 10, at(0.5));
  const pixels = {
    derive: async (_: string, { threshold }: DeriveSettings) => {
      const labels = Uint16Array.from(at(threshold));
      const runs = runsOfLabels({ width: 10, height: 1 }, labels);
      return { runs, objectCount: 2, areaPx: labels.filter((label) => label > 0).length };
    },
    describe: async (size: Size, objects: Runs) =>
      describeObjects(size, labelsOfRuns(size, objects)),
  };
  provideServices({ pixels, engine: {} } as unknown as Parameters<typeof provideServices>[0]);
});

test('a deleted nucleus does not come back as a ring with a lower threshold, and its neighbour grows', async () => {
  useStore.setState({ selection: [1] });
  await deleteSelected();
  expect(reviewed()).toEqual([0, 0, 0, 0, 0, 0, 2, 2, 0, 0]);
  await adjustSettings({ threshold: 0.1 });
  expect(reviewed()).toEqual([0, 0, 0, 0, 0, 2, 2, 2, 2, 0]);
  undo();
  undo();
  await vi.waitFor(() => expect(reviewed()).toEqual(at(0.5)));
});
