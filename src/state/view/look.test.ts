import { beforeEach, expect, test } from 'vitest';
import { selectSwipe } from '@/state/store/selectors';
import { setActive, useStore } from '@/state/store/store';
import { documentOf, readyImage } from '@/testing/image';
import { setSwipeLayers, toggleSwipe } from './look';

const swipe = () => selectSwipe(useStore.getState());

beforeEach(() => {
  const image = readyImage('a', 2, [0, 1, 1, 0]);
  const withReference = { ...image, mask: { ...image.mask, hasReference: true } };
  const without = readyImage('b', 2, [0, 1, 1, 0]);
  useStore.setState({ ...documentOf([withReference, without]), activeId: 'a', swipe: null });
});

test('a comparison with the reference is off on an image that has none, and on again where there is one', () => {
  setSwipeLayers('reviewed', 'reference');
  expect(swipe()).not.toBeNull();
  setActive('b');
  expect(swipe()).toBeNull();
  setActive('a');
  expect(swipe()).toMatchObject({ right: 'reference' });
});

test('where the comparison is off for want of a reference, its key compares with the AI', () => {
  setSwipeLayers('reference', 'reviewed');
  setActive('b');
  toggleSwipe();
  expect(swipe()).toMatchObject({ left: 'ai', right: 'reviewed' });
  toggleSwipe();
  expect(swipe()).toBeNull();
});
