import { afterEach, expect, test } from 'vitest';
import { fileStamp } from './file-stamp';

const zone = process.env.TZ;
afterEach(() => {
  process.env.TZ = zone;
});

test('a file is named after the time on the wall, not in Greenwich', () => {
  const date = new Date('2026-11-27T18:15:00Z');
  process.env.TZ = 'Asia/Tokyo';
  expect(fileStamp(date)).toBe('2026-11-28T03-15');
  process.env.TZ = 'America/New_York';
  expect(fileStamp(date)).toBe('2026-11-27T13-15');
});
