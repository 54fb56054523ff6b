import type { MaskChoice, Reading } from '@/pixels/protocol';
import { setView, useStore } from '@/state/store/store';
import type { MaskQuestion } from '@/state/store/view-slice';

type Preview = MaskChoice['preview'];

/** Ends the open question. */
let answer: (choice: number | null) => void = () => {};
let previews: readonly Preview[] = [];

/**
 * Asks the user which of several readings of a mask file is right. An open question is withdrawn.
 *
 * @param choices at least one, the likeliest first
 * @param now the reading in use
 * @returns `null` when the dialog is closed without a choice, or another question replaces it
 */
export function askReading(
  about: Pick<MaskQuestion, 'imageId' | 'file' | 'role'>,
  choices: readonly MaskChoice[],
  now: Reading | null,
): Promise<Reading | null> {
  answer(null);
  const isNow = ({ reading }: MaskChoice): boolean =>
    reading.kind === now?.kind && reading.value === now.value;
  return new Promise((resolve) => {
    const end = (choice: number | null): void => {
      stop();
      answer = () => {};
      previews = [];
      const { dialog } = useStore.getState();
      setView({ maskQuestion: null, ...(dialog === 'mask-reading' ? { dialog: null } : {}) });
      resolve(choice === null ? null : (choices[choice]?.reading ?? null));
    };
    previews = choices.map(({ preview }) => preview);
    setView({
      dialog: 'mask-reading',
      maskQuestion: {
        ...about,
        choices: choices.map(({ preview, ...facts }) => facts),
        proposed: Math.max(0, choices.findIndex(isNow)),
      },
    });
    answer = end;
    const stop = useStore.subscribe(({ dialog }) => {
      if (dialog !== 'mask-reading') end(null);
    });
  });
}

/** Answers the open question. @param choice index in its choices */
export function answerReading(choice: number): void {
  answer(choice);
}

/** The preview of a choice of the open question. */
export function previewOfChoice(choice: number): Preview | undefined {
  return previews[choice];
}
