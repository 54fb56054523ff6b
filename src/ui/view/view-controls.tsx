import { type Command, commandById } from '@/state/commands/commands';
import { useStore } from '@/state/store/store';
import { formatPercent } from '@/state/text/format-amount';
import { t } from '@/state/text/translate';
import { CommandIconButton } from '@/ui/commands/command-button';
import css from './view-controls.module.css';

const zoomOut = commandById('zoom-out');
const zoomIn = commandById('zoom-in');
const actual = commandById('zoom-pixels');
const rest: readonly Command[] = [commandById('fit'), commandById('toggle-mask')];

/** Zoom and mask visibility, in the corner of the canvas. */
export function ViewControls() {
  const devicePerImagePx = useStore((state) => state.view.scale * state.pixelRatio);
  return (
    <div className={css.controls} role="toolbar" aria-label={t('view.title')}>
      <span className={css.zoom}>
        <CommandIconButton command={zoomOut} tip="above" />
        <button
          type="button"
          className={css.scale}
          title={t(actual.label)}
          onClick={() => void actual.run()}
        >
          {formatPercent(devicePerImagePx)}
        </button>
        <CommandIconButton command={zoomIn} tip="above" />
      </span>
      {rest.map((command) => (
        <CommandIconButton key={command.id} command={command} tip="above" />
      ))}
    </div>
  );
}
