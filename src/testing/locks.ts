import { vi } from 'vitest';

/** Test helper: a browser without other tabs, in which every lock is free. */
export function stubFreeLocks(): void {
  vi.stubGlobal('navigator', {
    locks: {
      request: (_: string, __: object, grant: (lock: object) => Promise<void> | undefined) =>
        Promise.resolve(grant({})),
    },
  });
}
