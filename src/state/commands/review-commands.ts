import { decide, stepImage } from '@/state/actions/review';
import type { Decision } from '@/state/document-slice';
import type { MessageKey } from '@/state/messages/translate';
import { selectActiveImage, selectHasImage, selectHasMask } from '@/state/selectors';
import type { Command } from './command';

function decision(to: Exclude<Decision, 'open'>, label: MessageKey, key: string): Command {
  return {
    id: to,
    group: 'review',
    label,
    keys: [key],
    enabled: selectHasMask,
    isOn: (state) => selectActiveImage(state)?.decision === to,
    run: () => decide(to),
  };
}

export const reviewCommands: readonly Command[] = [
  decision('accepted', 'command.accept', 'A'),
  decision('rejected', 'command.reject', 'R'),
  decision('flagged', 'command.flag', 'F'),
  {
    id: 'next-image',
    group: 'review',
    label: 'command.nextImage',
    keys: ['ArrowRight', 'PageDown'],
    repeats: true,
    enabled: selectHasImage,
    run: () => stepImage(1),
  },
  {
    id: 'previous-image',
    group: 'review',
    label: 'command.previousImage',
    keys: ['ArrowLeft', 'PageUp'],
    repeats: true,
    enabled: selectHasImage,
    run: () => stepImage(-1),
  },
];
