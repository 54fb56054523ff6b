import { expect, test } from 'vitest';
import type { Size } from '@/core/types';
import { draw, labelsOf, randomSequence, rows } from '@/testing/ascii';
import {
  changedRuns,
  eachChange,
  eachRun,
  labelAreas,
  labelsOfRuns,
  noRuns,
  objectRuns,
  rerun,
  runsOfLabels,
} from './runs';

/** Objects of up to three labels, in stretches and single pixels. */
function randomLabels({ width, height }: Size, random: () => number): Uint16Array {
  let label = 0;
  return Uint16Array.from({ length: width * height }, () => {
    if (random() < 0.3) label = Math.floor(random() * 4);
    return label;
  });
}

test('runs give back the labelmap that they were made of, with and without the background', () => {
  const { size, data } = labelsOf(`
    .11.2
    11122
    ....2`);
  const runs = runsOfLabels(size, data);
  expect(labelsOfRuns(size, runs)).toEqual(data);
  const whole = { x: 0, y: 0, ...size };
  const objects = objectRuns(runs, whole, size.height);
  expect(objects.count).toBe(5);
  expect(labelsOfRuns(size, objects)).toEqual(data);
  expect(Array.from(labelAreas(objects, 3))).toEqual([0, 5, 4, 0]);
});

test('runs of a rectangle find their place in the image', () => {
  const part = labelsOf(`
    1.
    .2`);
  const rect = { x: 2, y: 1, ...part.size };
  const runs = objectRuns(runsOfLabels(part.size, part.data), rect, 4);
  const size = { width: 5, height: 4 };
  expect(draw(size, labelsOfRuns(size, runs))).toEqual(
    rows(`
      .....
      ..1..
      ...2.
      .....`),
  );
});

test('changes between two labelmaps lead from one to the other, and touch no pixel that stays', () => {
  const random = randomSequence(11);
  for (let round = 0; round < 100; round++) {
    const size = { width: 1 + Math.floor(random() * 12), height: 1 + Math.floor(random() * 5) };
    const before = randomLabels(size, random);
    const after = round % 10 === 0 ? new Uint16Array(before.length) : randomLabels(size, random);
    const whole = { x: 0, y: 0, ...size };
    const became = before.slice();
    let changedPx = 0;
    eachChange(
      objectRuns(runsOfLabels(size, before), whole, size.height),
      round % 10 === 0 ? noRuns(size) : runsOfLabels(size, after),
      (y, start, end, was, is) => {
        for (let x = start; x < end; x++) {
          expect(became[y * size.width + x]).toBe(was);
          became[y * size.width + x] = is;
        }
        changedPx += end - start;
      },
    );
    expect(became).toEqual(after);
    expect(changedPx).toBe(before.filter((label, i) => label !== after[i]).length);
  }
});

test('a labelmap that changed in some rows has the same runs as if they were made anew', () => {
  const random = randomSequence(12);
  for (let round = 0; round < 100; round++) {
    const size = { width: 1 + Math.floor(random() * 12), height: 1 + Math.floor(random() * 6) };
    const whole = { x: 0, y: 0, ...size };
    const objects = (labels: Uint16Array) =>
      objectRuns(runsOfLabels(size, labels), whole, size.height);
    const before = randomLabels(size, random);
    const top = Math.floor(random() * size.height);
    const bottom = top + Math.floor(random() * (size.height - top + 1));
    const after = before.slice();
    const other = randomLabels(size, random);
    after.set(other.subarray(top * size.width, bottom * size.width), top * size.width);
    expect(rerun(size, objects(before), after, top, bottom)).toEqual(objects(after));
  }
});

test('runs of what changed name every pixel that changed, and no other', () => {
  const random = randomSequence(13);
  for (let round = 0; round < 100; round++) {
    const size = { width: 1 + Math.floor(random() * 12), height: 1 + Math.floor(random() * 5) };
    const before = randomLabels(size, random);
    const after = randomLabels(size, random);
    const became = before.slice();
    let changedPx = 0;
    const changes = changedRuns(size, before, after);
    if (changes) {
      eachRun(changes, (y, start, end, label) => {
        became.fill(label, y * size.width + start, y * size.width + end);
        changedPx += end - start;
      });
    }
    expect(became).toEqual(after);
    expect(changedPx).toBe(before.filter((label, i) => label !== after[i]).length);
    expect(changedRuns(size, after, after)).toBeNull();
  }
});
