import { expect, test } from 'vitest';
import { exportName, stem } from './export-image';

test('an export is named after its picture, without the extension', () => {
  expect(stem('ISIC_0012169.jpg')).toBe('ISIC_0012169');
  expect(stem('slide.ome.tiff')).toBe('slide.ome');
  expect(stem('report v1.2.png')).toBe('report v1.2');
  expect(stem('report v1.2')).toBe('report v1.2');
});

test('a hostile file name cannot leave the download folder or break it', () => {
  expect(stem('../../etc/passwd')).not.toMatch(/[/\\]/);
  expect(stem('..')).toBe('_');
  expect(stem('a\u0000b:c|d?.png')).toBe('a_b_c_d_');
  expect(stem('.png')).toBe('image');
});

test('what is exported, and its type, end the name of the file', () => {
  expect(exportName('lesion.jpg', 'labels', ['other.png'])).toBe('lesion-labels.png');
});

test('pictures that differ in their extension alone have exports of different names', () => {
  expect(exportName('lesion.jpg', 'mask', ['Lesion.png'])).toBe('lesion.jpg-mask.png');
  expect(exportName('Lesion.png', 'mask', ['lesion.jpg'])).toBe('Lesion.png-mask.png');
});
