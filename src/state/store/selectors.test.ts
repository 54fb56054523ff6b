import { expect, test } from 'vitest';
import { readyImage } from '@/testing/image';
import { selectOpacity } from './selectors';
import { setView, updateImage, useStore } from './store';

function showResult(name: string): void {
  const image = readyImage('a', 2, [1, 1, 0, 0]);
  const result = { modality: { name } } as unknown as NonNullable<typeof image.result>;
  updateImage('a', { result });
}

test('the fill of a lesion lets its colours through, until the person chooses', () => {
  showResult('dermoscopy');
  expect(selectOpacity(useStore.getState())).toBeLessThanOrEqual(0.15);
  showResult('histology');
  expect(selectOpacity(useStore.getState())).toBe(0.35);
  showResult('dermoscopy');
  setView({ opacity: 0.6 });
  expect(selectOpacity(useStore.getState())).toBe(0.6);
});
