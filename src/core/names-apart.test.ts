import { expect, test } from 'vitest';
import { bareName, namesApart } from './names-apart';

test('a second file of one name gets a number before its extension', () => {
  expect(namesApart(['scan.png', 'scan.png', 'scan.png'], [])).toEqual([
    'scan.png',
    'scan (2).png',
    'scan (3).png',
  ]);
  expect(namesApart(['Scan.PNG', 'report v1.2'], ['scan.png', 'report v1.2'])).toEqual([
    'Scan (2).PNG',
    'report v1.2 (2)',
  ]);
});

test('a number is never one that another file has in its own name', () => {
  expect(namesApart(['scan.png', 'scan.png', 'scan (2).png'], [])).toEqual([
    'scan.png',
    'scan (3).png',
    'scan (2).png',
  ]);
  expect(namesApart(['scan.png'], ['scan.png', 'scan (2).png'])).toEqual(['scan (3).png']);
});

test('names that differ stay as they are', () => {
  const names = ['scan.png', 'scan.jpg', 'scan_1.png', 'über.png', 'uber.png'];
  expect(namesApart(names, ['other.png'])).toEqual(names);
});

test('only an extension with a letter is taken off a name', () => {
  expect(['a.b.jpg', 'report v1.2', 'slide.ome.tiff'].map(bareName)).toEqual([
    'a.b',
    'report v1.2',
    'slide.ome',
  ]);
});
