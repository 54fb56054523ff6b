import { expect, test } from 'vitest';
import { adoptMask } from './adopt-mask';

function parse(rows: readonly string[]): Uint16Array {
  return Uint16Array.from(rows.join('').replaceAll('.', '0'), Number);
}

function adopt(before: readonly string[], wanted: readonly string[], nextLabel: number) {
  const rect = { x: 0, y: 0, width: before[0]?.length ?? 0, height: before.length };
  const { labels, newObjects } = adoptMask(
    rect,
    parse(before),
    Uint8Array.from(parse(wanted)),
    nextLabel,
  );
  const rows = [];
  for (let y = 0; y < rect.height; y++)
    rows.push(
      Array.from(labels.subarray(y * rect.width, (y + 1) * rect.width), (l) => (l ? l : '.')).join(
        '',
      ),
    );
  return { rows, newObjects };
}

test('an area that touches an object extends it, one beside all objects is a new object', () => {
  expect(adopt(['11.....', '.......'], ['1111.11', '......1'], 5)).toEqual({
    rows: ['1111.55', '......5'],
    newObjects: 1,
  });
});

test('an area between two objects is shared by distance', () => {
  expect(adopt(['1.....2'], ['1111111'], 3).rows).toEqual(['1111222']);
});

test('what the mask leaves out is background', () => {
  expect(adopt(['1122'], ['.11.'], 3)).toEqual({ rows: ['.12.'], newObjects: 0 });
});

test('each separate new piece gets its own label', () => {
  expect(adopt(['.....'], ['1.1.1'], 7)).toEqual({ rows: ['7.8.9'], newObjects: 3 });
});
