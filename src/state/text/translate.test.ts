import { expect, test } from 'vitest';
import { enCommands } from './en/en-commands';
import { enEdit } from './en/en-edit';
import { enErrors } from './en/en-errors';
import { enOffline } from './en/en-offline';
import { enPanels } from './en/en-panels';
import { enSections } from './en/en-sections';
import { enStorage } from './en/en-storage';
import { formatBytes, t } from './translate';

test('no part of the catalogue overrides a text of another', () => {
  const keys = [enCommands, enEdit, enErrors, enOffline, enPanels, enSections, enStorage].flatMap(
    (part) => Object.keys(part),
  );
  expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
});

test('values are put in, numbers as the language writes them, and a number chooses its noun', () => {
  expect(t('area.px2', { area: 140_390 })).toBe('140,390 px²');
  expect(t('objects.nucleus', { count: 1 })).toBe('nucleus');
  expect(t('objects.nucleus', { count: 2 })).toBe('nuclei');
});

test('bytes have the unit of their size', () => {
  expect([999, 201_000, 11_600_000, 10_737_400_000].map(formatBytes)).toEqual([
    '1 kB',
    '201 kB',
    '11.6 MB',
    '10.7 GB',
  ]);
});
