import { readSessionFile, type SessionImage } from '@/io/exports/session-file';
import type { KeptParts } from '@/state/image/kept-parts';
import { keepParts } from '@/state/keep/autosave';
import { unpackState } from '@/state/keep/kept-state';
import { fillImage, listImage } from '@/state/keep/show-kept';
import { notifyFailure } from '@/state/store/notify-failure';
import { setActive } from '@/state/store/store';

/** Adds the images of a session file to the open ones; none if any part is wrong. */
export async function openSession(file: File): Promise<void> {
  try {
    const images = await readSessionFile(file, file.name);
    const parts = images.map(toParts);
    for (const part of parts) {
      keepParts(part);
      listImage(part);
    }
    const first = parts[0];
    if (first) setActive(first.id);
    for (const part of parts) await fillImage(part); // one after the other: decoding needs memory
  } catch (error) {
    notifyFailure(error, { message: 'notice.sessionFailed', values: { file: file.name } });
  }
}

function toParts({ name, original, state, maps, reference }: SessionImage): KeptParts {
  return {
    id: crypto.randomUUID(),
    file: new File([original], name),
    state: unpackState(state),
    maps,
    reference,
  };
}
