import { expect, test } from 'vitest';
import { isPreference, PREFERENCE_NAMES } from './preferences';
import { useStore } from './store';

test('the values that the app starts with are all allowed', () => {
  for (const name of PREFERENCE_NAMES)
    expect([name, isPreference(name, useStore.getState()[name])]).toEqual([name, true]);
});

test('a stored value that another version or a person has written wrongly is not taken over', () => {
  expect(isPreference('theme', 'purple')).toBe(false);
  expect(isPreference('opacity', 7)).toBe(false);
  expect(isPreference('radiusPx', Number.NaN)).toBe(false);
  expect(isPreference('doubtBand', { low: 0.2 })).toBe(false);
  expect(isPreference('palette', '__proto__')).toBe(false);
  for (const name of PREFERENCE_NAMES) expect(isPreference(name, undefined)).toBe(false);
});
