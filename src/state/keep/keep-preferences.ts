import { newestOnly } from '@/core/queues';
import { notifyFailure } from '@/state/store/notify-failure';
import { isPreference, PREFERENCE_NAMES, type Preferences } from '@/state/store/preferences';
import { isKeeping } from '@/state/store/storage-slice';
import { useStore } from '@/state/store/store';
import { library } from './session';

/** Preferences whose newest value is not on disk yet. */
const unsaved = new Set<keyof Preferences>();
const saving = newestOnly(save);
/** They wait until something else was saved again. */
let hasFailed = false;

/** Loads the preferences of the last visit. */
export async function readPreferences(): Promise<void> {
  const opened = await library();
  for (const name of PREFERENCE_NAMES) {
    const value = await opened.setting(name);
    if (isPreference(name, value)) useStore.setState({ [name]: value });
  }
}

/**
 * Saves each preference when it changes, while work is saved; of a moving slider, the newest value.
 */
export function keepPreferences(): void {
  useStore.subscribe((state, before) => {
    if (!isKeeping(state)) return unsaved.clear();
    const changed = PREFERENCE_NAMES.filter((name) => state[name] !== before[name]);
    for (const name of changed) unsaved.add(name);
    const isBack = hasFailed && state.saveState === 'saved' && before.saveState !== 'saved';
    if (isBack) hasFailed = false;
    for (const name of isBack ? unsaved : changed) void saving.wish(name);
  });
}

async function save(name: keyof Preferences): Promise<void> {
  try {
    if (hasFailed) return;
    const opened = await library();
    if (!unsaved.delete(name)) return; // no longer to be kept
    await opened.setSetting(name, useStore.getState()[name]);
  } catch (error) {
    unsaved.add(name);
    hasFailed = true;
    notifyFailure(error, {
      kind: 'warning',
      message: 'notice.savingFailed',
      command: 'storage',
    });
  }
}
