import { notifyFailure } from '@/state/notify-failure';
import { isPreference, PREFERENCE_NAMES, type Preferences } from '@/state/preferences';
import { library } from '@/state/session';
import { isKeeping } from '@/state/storage-slice';
import { useStore } from '@/state/store';

/** Preferences whose newest value is not on disk yet. */
const waiting = new Set<keyof Preferences>();
let isWriting = false;

/** Takes over the preferences of the last visit. */
export async function readPreferences(): Promise<void> {
  const opened = await library();
  for (const name of PREFERENCE_NAMES) {
    const value = await opened.setting(name);
    if (isPreference(name, value)) useStore.setState({ [name]: value });
  }
}

/** Saves each preference when it changes, while work is kept; of a slider that moves, the newest value. */
export function keepPreferences(): void {
  useStore.subscribe((state, before) => {
    if (!isKeeping(state)) return waiting.clear();
    for (const name of PREFERENCE_NAMES) if (state[name] !== before[name]) waiting.add(name);
    if (waiting.size > 0 && !isWriting) void write();
  });
}

async function write(): Promise<void> {
  isWriting = true;
  try {
    for (const name of waiting) {
      const opened = await library();
      if (!waiting.delete(name)) continue; // no longer to be kept
      await opened.setSetting(name, useStore.getState()[name]);
    }
  } catch (error) {
    notifyFailure(error, {
      kind: 'warning',
      message: 'notice.savingFailed',
      command: 'storage',
    });
  } finally {
    isWriting = false;
  }
}
