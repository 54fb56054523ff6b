import { notifyFailure } from '@/state/store/notify-failure';
import { setView, useStore } from '@/state/store/store';
import { chooseLanguage } from '@/state/text/choose-language';
import { speak } from '@/state/text/spoken-language';

/**
 * Speaks the browser's language, and from then on whichever the user chooses.
 *
 * @param wishes the browser's languages, most wanted first
 * @returns resolves when the first screen can be drawn; a language that cannot be loaded is
 *   reported and the one before stays
 */
export async function startLanguage(wishes: readonly string[]): Promise<void> {
  useStore.subscribe((state, before) => {
    if (state.language !== before.language) void show(state.language, wishes);
  });
  await show(useStore.getState().language, wishes);
}

async function show(chosen: string | null, wishes: readonly string[]): Promise<void> {
  const choice = chooseLanguage(chosen, wishes);
  try {
    if (!(await speak(choice))) return;
  } catch (error) {
    return notifyFailure(error);
  }
  const { id, direction } = choice.language;
  document.documentElement.lang = id;
  document.documentElement.dir = direction;
  setView({ spokenLanguage: id });
}
