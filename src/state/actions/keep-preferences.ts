import { notifyFailure } from '@/state/notify-failure';
import { isPreference, PREFERENCE_NAMES, type Preferences } from '@/state/preferences';
import { library } from '@/state/session';
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

/** Saves each preference when it changes; of a slider that moves, the newest value. */
export function keepPreferences(): void {
  useStore.subscribe((state, before) => {
    for (const name of PREFERENCE_NAMES) if (state[name] !== before[name]) waiting.add(name);
    if (waiting.size > 0 && !isWriting && state.saveState !== 'off') void write();
  });
}

async function write(): Promise<void> {
  isWriting = true;
  try {
    for (const name of waiting) {
      waiting.delete(name);
      await (await library()).setSetting(name, useStore.getState()[name]);
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
