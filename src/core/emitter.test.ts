import { expect, test } from 'vitest';
import { createEmitter } from './emitter';

test('every listener hears every event, in the order in which they came', () => {
  const changed = createEmitter<[string, number]>();
  const heard: unknown[] = [];
  changed.on((name, count) => heard.push('first', name, count));
  changed.on((name, count) => heard.push('second', name, count));
  changed.emit('a', 1);
  expect(heard).toEqual(['first', 'a', 1, 'second', 'a', 1]);
});

test('one that has stopped hears nothing more, and the others do', () => {
  const changed = createEmitter<[]>();
  const heard: string[] = [];
  const stop = changed.on(() => heard.push('first'));
  changed.on(() => heard.push('second'));
  stop();
  stop();
  changed.emit();
  expect(heard).toEqual(['second']);
});

test('a function that listens twice is called twice, and stopped one at a time', () => {
  const changed = createEmitter<[]>();
  let calls = 0;
  const listener = (): void => {
    calls++;
  };
  const stop = changed.on(listener);
  changed.on(listener);
  changed.emit();
  stop();
  changed.emit();
  expect(calls).toBe(3);
});

test('a listener may stop itself while it is called', () => {
  const changed = createEmitter<[]>();
  const heard: string[] = [];
  const stop = changed.on(() => {
    heard.push('once');
    stop();
  });
  changed.on(() => heard.push('always'));
  changed.emit();
  changed.emit();
  expect(heard).toEqual(['once', 'always', 'always']);
});

test('whoever emits gets the answers and can wait for them', async () => {
  const changed = createEmitter<[], Promise<number>>();
  changed.on(async () => 1);
  changed.on(async () => 2);
  expect(await Promise.all(changed.emit())).toEqual([1, 2]);
});

test('it is known whether anybody listens', () => {
  const changed = createEmitter<[]>();
  expect(changed.isHeard()).toBe(false);
  const stop = changed.on(() => {});
  expect(changed.isHeard()).toBe(true);
  stop();
  expect(changed.isHeard()).toBe(false);
});
