import type { StorageSlice } from '@/state/store/storage-slice';
import { type State, setView, useStore } from '@/state/store/store';
import { formatTime } from '@/state/text/format-time';
import { t } from '@/state/text/translate';
import css from './save-state.module.css';

/** Whether the work is saved on this device, and since when. Opens the dialog of saved work. */
export function SaveState() {
  const state = useStore(selectShown);
  const changes = useStore(({ savedChanges }) => savedChanges);
  const text = useStore(describeSaving);
  return (
    <button
      type="button"
      className={css.state}
      title={t('save.title')}
      data-state={state}
      data-saved-changes={changes}
      onClick={() => setView({ dialog: 'storage' })}
    >
      {text}
    </button>
  );
}

/** One image that cannot be saved is a failure, even if the others are saved. */
function selectShown({ saveState, unsavedIds }: State): StorageSlice['saveState'] {
  return unsavedIds.length > 0 ? 'failed' : saveState;
}

function describeSaving({ storageMode, saveState, savedAt, unsavedIds }: State): string {
  if (storageMode === 'stopped') return t('save.stopped');
  if (saveState === 'failed' || saveState === 'off') return t(`save.${saveState}`);
  if (unsavedIds.length > 0) return t('save.partly', { count: unsavedIds.length });
  if (saveState === 'saving') return t('save.saving');
  if (savedAt === null) return t('save.none');
  return t('save.saved', { time: formatTime(savedAt) });
}
