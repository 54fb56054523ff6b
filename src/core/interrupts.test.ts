import { expect, test } from 'vitest';
import { createInterrupts } from './interrupts';

const never = new Promise<never>(() => {});

test('a guarded call gives its own result', async () => {
  const { guard } = createInterrupts();
  expect(await guard(Promise.resolve(5))).toBe(5);
  await expect(guard(Promise.reject(new Error('own')))).rejects.toThrow('own');
});

test('an interrupt rejects the open calls and all later ones', async () => {
  const { guard, interrupt } = createInterrupts();
  const open = guard(never);
  interrupt(new Error('gone'));
  await expect(open).rejects.toThrow('gone');
  await expect(guard(Promise.resolve(5))).rejects.toThrow('gone');
});

test('the first reason counts', async () => {
  const { guard, interrupt } = createInterrupts();
  interrupt(new Error('first'));
  interrupt(new Error('second'));
  await expect(guard(never)).rejects.toThrow('first');
});
