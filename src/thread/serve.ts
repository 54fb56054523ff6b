import { expose, proxy, transfer, transferHandlers, wrap } from 'comlink';
import { nameOutOfMemory } from '@/core/errors';
import { lockScripts } from './trusted-types';

interface Thrown {
  readonly value: unknown;
}

/**
 * Comlink sends name, message and stack of an error. This handler also sends the values that the
 * user's sentence mentions. The receiving side needs nothing: it assigns every field it gets.
 */
function carryErrorValues(): void {
  const handler = transferHandlers.get('throw');
  if (!handler) throw new Error('Comlink has no "throw" handler: its internals have changed');
  transferHandlers.set('throw', {
    ...handler,
    serialize(thrown: unknown) {
      const value = nameOutOfMemory((thrown as Thrown).value);
      if (!(value instanceof Error)) return [{ isError: false, value }, []];
      const { name, message, stack } = value;
      const values = 'values' in value ? value.values : undefined;
      return [{ isError: true, value: { name, message, stack, values } }, []];
    },
  });
}

/**
 * Answers calls to `api` from the page, or from whoever holds the other end of `port`.
 *
 * A worker also takes the Web Lock of its own name and keeps it for life. When the page gets that
 * lock, it knows that the worker has ended (crash, out of memory, `close()`).
 */
export function serve(api: object, port?: MessagePort): void {
  carryErrorValues();
  if (port) {
    expose(api, port);
    return;
  }
  lockScripts(); // onnxruntime starts its threads from here
  if ('locks' in navigator && self.name) {
    void navigator.locks.request(self.name, () => new Promise(() => {}));
  }
  expose(api);
}

export { proxy, transfer, wrap };
