import { beforeEach, expect, test, vi } from 'vitest';
import type { EngineClient } from '@/model/client';
import type { PixelsClient } from '@/pixels/client';
import { replaceLabels } from '@/state/edit/replace';
import { forgetHistory } from '@/state/history/history';
import { setReference } from '@/state/image/layers';
import { maskChanged } from '@/state/image/mask-changed';
import { provideServices } from '@/state/store/services';
import { updateImage } from '@/state/store/store';
import { openImages, readyImage } from '@/testing/image';

const SCORES = { dice: 0.5 };
const compare = vi.fn(async () => SCORES);
const image = () => openImages()[0];

/** An accepted mask of three pixels, of which a person has taken one away: nobody has counted yet. */
beforeEach(() => {
  compare.mockClear();
  provideServices({ engine: {} as EngineClient, pixels: { compare } as unknown as PixelsClient });
  forgetHistory('a');
  readyImage('a', 4, [1, 1, 1, 0]);
  setReference('a', Uint16Array.of(1, 0, 0, 0));
  replaceLabels('a', { x: 0, y: 0, width: 1, height: 1 }, 'step.erase', () => new Uint16Array(1));
  updateImage('a', { decision: 'accepted' });
});

test('a changed mask is counted, compared with its reference and open for review again', async () => {
  await maskChanged('a', 'changed');
  expect(image()).toMatchObject({
    mask: { reviewed: { areaPx: 2 }, againstReference: SCORES },
    decision: 'open',
  });
});

test('a mask that is shown again is counted and compared, and stays accepted', async () => {
  await maskChanged('a', 'restored');
  expect(image()).toMatchObject({
    mask: { reviewed: { areaPx: 2 }, againstReference: SCORES },
    decision: 'accepted',
  });
});

test('a mask that is about to change is open again, and counted when the labels are there', async () => {
  const { mask } = readyImage('a', 4, [1, 1, 1, 0]);
  updateImage('a', { decision: 'accepted' });
  compare.mockClear();
  await maskChanged('a', 'changing');
  expect(image()).toMatchObject({ mask: { reviewed: mask.reviewed }, decision: 'open' });
  expect(compare).not.toHaveBeenCalled();
});

test('each change raises the revision that tables of objects are measured for', async () => {
  const before = image()?.mask?.revision ?? 0;
  await maskChanged('a', 'changed');
  expect(image()?.mask?.revision).toBe(before + 1);
});
