import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createWatchdog } from './watchdog';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const never = new Promise<never>(() => {});
const onSilence = () => new Error('silent');

test('a call that is never answered is given up after the limit and a tick', async () => {
  const call = createWatchdog().watch(never, 1000, onSilence);
  const outcome = expect(call).rejects.toThrow('silent');
  vi.advanceTimersByTime(1250);
  await outcome;
});

test('a sign of life begins the count again', async () => {
  const watchdog = createWatchdog();
  let isOver = false;
  const call = watchdog.watch(never, 1000, onSilence).catch(() => {
    isOver = true;
  });
  for (let i = 0; i < 5; i++) {
    await vi.advanceTimersByTimeAsync(900);
    watchdog.heard();
  }
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(1250);
  await call;
  expect(isOver).toBe(true);
});

test('an answer leaves no timer behind', async () => {
  expect(await createWatchdog().watch(Promise.resolve(5), 1000, onSilence)).toBe(5);
  expect(vi.getTimerCount()).toBe(0);
});

test('an error of the call is passed on', async () => {
  const call = createWatchdog().watch(Promise.reject(new Error('broken')), 1000, onSilence);
  await expect(call).rejects.toThrow('broken');
});
