// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { newEntry } from '@/state/list/list-images';
import { addImages, setActive, setProgress, updateImage, useStore } from '@/state/store/store';
import { documentOf } from '@/testing/image';
import { describePhase } from '@/ui/segment/describe-phase';
import { ImageList } from './image-list';

const COUNT = 1000;
const ROW_PX = 52;
const HEIGHT_PX = 10 * ROW_PX;

/** Each row asks once for the words of its image when it is drawn. */
vi.mock('@/ui/segment/describe-phase', { spy: true });
const drawn = () => vi.mocked(describePhase).mock.calls.map(([{ id }]) => id);

let root: Root;
let page: HTMLElement;

const rows = () => [...page.querySelectorAll('li')];
const places = () => rows().map((row) => Number(row.getAttribute('aria-posinset')));
const scroller = () => page.querySelector('ul')?.parentElement as HTMLElement;
const button = (id: string) =>
  page.querySelector(`[data-id="${id}"] button`) as HTMLButtonElement | null;

/** A layout for a page that has none: rows of one height in a list that shows ten. */
function stubLayout(): void {
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(ROW_PX);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(HEIGHT_PX);
}

function scrollTo(top: number): void {
  act(() => {
    scroller().scrollTop = top;
    scroller().dispatchEvent(new Event('scroll'));
  });
}

function focusOn(id: string): void {
  act(() => button(id)?.focus());
}

function press(key: string): void {
  act(() => {
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  });
}

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  stubLayout();
  const entries = Array.from({ length: COUNT }, (_, i) =>
    newEntry(`i${i}`, new File(['x'], `${i}.png`)),
  );
  useStore.setState({ ...documentOf(entries), activeId: 'i0' });
  page = document.body.appendChild(document.createElement('div'));
  root = createRoot(page);
  act(() => root.render(<ImageList />));
  vi.mocked(describePhase).mockClear();
});

afterEach(() => {
  act(() => root.unmount());
  page.remove();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test('of a thousand images only those in sight and a few beyond are in the page', () => {
  expect(places()).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
  scrollTo(500 * ROW_PX);
  expect(places()).toEqual(Array.from({ length: 22 }, (_, i) => 495 + i));
  for (const row of rows()) expect(row.getAttribute('aria-setsize')).toBe('1000');
});

test('a tile of one image draws its row anew and no other', () => {
  act(() => setProgress('i4', { phase: 'tiles', done: 1, total: 9 }));
  expect(drawn()).toEqual(['i4']);
  act(() => setProgress('i900', { phase: 'tiles', done: 1, total: 9 })); // out of sight
  expect(drawn()).toEqual(['i4']);
});

test('a change of one image draws its row anew and no other', () => {
  act(() => updateImage('i4', { decision: 'flagged' }));
  expect(drawn()).toEqual(['i4']);
});

test('another active image draws two rows anew and comes into sight', () => {
  act(() => setActive('i5'));
  expect(drawn()).toEqual(['i0', 'i5']);
  act(() => setActive('i700'));
  expect(scroller().scrollTop).toBe(701 * ROW_PX - HEIGHT_PX);
});

test('scrolling draws the rows that come and none that stay', () => {
  scrollTo(ROW_PX);
  expect(drawn()).toEqual(['i16']);
});

test('Up, Down, Home and End move the focus through all images, drawn or not', () => {
  focusOn('i0');
  press('ArrowDown');
  expect(document.activeElement).toBe(button('i1'));
  press('End');
  expect(button('i999')).not.toBeNull();
  expect(document.activeElement).toBe(button('i999'));
  press('ArrowUp');
  expect(document.activeElement).toBe(button('i998'));
  press('Home');
  press('ArrowUp'); // there is nothing above
  expect(document.activeElement).toBe(button('i0'));
});

test('the row with the focus stays in the page, at its place, when it is scrolled out of sight', () => {
  focusOn('i2');
  scrollTo(500 * ROW_PX);
  expect(document.activeElement).toBe(button('i2'));
  expect(places()[0]).toBe(3);
  scrollTo(0);
  expect(document.activeElement).toBe(button('i2'));
  expect(places()).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
});

test('an image that is added is told to those in sight, which say how many there are', () => {
  act(() => addImages([newEntry('new', new File(['x'], 'new.png'))]));
  expect(rows()[0]?.getAttribute('aria-setsize')).toBe('1001');
  expect(page.querySelector('h2')?.textContent).toBe('Images 1,001');
});
