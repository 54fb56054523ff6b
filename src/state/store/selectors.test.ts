import { expect, test } from 'vitest';
import type { ModalityName } from '@/model/contract';
import { readyImage, resultOf } from '@/testing/image';
import { selectOpacity } from './selectors';
import { setView, updateMask, useStore } from './store';

function showResult(name: ModalityName): void {
  readyImage('a', 2, [1, 1, 0, 0]);
  updateMask('a', { result: resultOf(name) });
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
