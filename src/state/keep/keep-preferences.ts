import { notifyFailure } from '@/state/store/notify-failure';
import { isPreference, PREFERENCE_NAMES, type Preferences } from '@/state/store/preferences';
import { isKeeping } from '@/state/store/storage-slice';
import { useStore } from '@/state/store/store';
import { library } from './session';

/** Preferences whose newest value is not on disk yet. */
const waiting = new Set<keyof Preferences>();
let isWriting = false;
/** They wait until something else could be saved again. */
let hasFailed = false;

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
    if (state.saveState === 'saved' && before.saveState !== 'saved') hasFailed = false;
    if (waiting.size > 0 && !isWriting && !hasFailed) void write();
  });
}

async function write(): Promise<void> {
  isWriting = true;
  try {
    for (let [name] = waiting; name; [name] = waiting) {
      const opened = await library();
      if (!waiting.has(name)) continue; // no longer to be kept
      const value = useStore.getState()[name];
      await opened.setSetting(name, value);
      if (useStore.getState()[name] === value) waiting.delete(name);
    }
  } catch (error) {
    hasFailed = true;
    notifyFailure(error, {
      kind: 'warning',
      message: 'notice.savingFailed',
      command: 'storage',
    });
  } finally {
    isWriting = false;
  }
}
