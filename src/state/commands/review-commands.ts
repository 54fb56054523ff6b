import { decide, showNeighbour } from '@/state/review/review';
import type { Decision } from '@/state/store/document-slice';
import { selectActiveImage, selectHasImage, selectHasMask } from '@/state/store/selectors';
import type { MessageKey } from '@/state/text/translate';
import { type CommandRow, rows } from './command';

function decision<To extends Exclude<Decision, 'open'>>(
  to: To,
  label: MessageKey,
  key: string,
): CommandRow<To> {
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

export const reviewCommands = rows([
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
    run: () => showNeighbour(1),
  },
  {
    id: 'previous-image',
    group: 'review',
    label: 'command.previousImage',
    keys: ['ArrowLeft', 'PageUp'],
    repeats: true,
    enabled: selectHasImage,
    run: () => showNeighbour(-1),
  },
]);
