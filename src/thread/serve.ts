import { expose, proxy, transfer, transferHandlers, wrap } from 'comlink';
import { nameOutOfMemory } from '@/core/errors';
import { lockScripts } from './trusted-types';

interface Thrown {
  readonly value: unknown;
}

/**
 * Comlink sends name, message and stack of an error; ours also carry the values that the
 * person's sentence mentions. The receiving side needs nothing: it assigns every field it gets.
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
 * Makes `api` answer the page, or whoever holds the other end of `port`.
 *
 * A worker also takes the Web Lock that it is named after and keeps it for life, so that
 * the page learns of its end (crash, out of memory, `close()`) by getting the same lock.
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
