import { Check, Flag, ImageOff, Plus, X } from 'lucide-react';
import { commandById } from '@/state/commands/commands';
import { askToClose } from '@/state/list/list-images';
import type { ImageEntry } from '@/state/store/document-slice';
import { setActive, useStore } from '@/state/store/store';
import { t } from '@/state/text/translate';
import { describePhase } from '@/ui/segment/describe-phase';
import { FileName } from '@/ui/widgets/file-name';
import { IconButton } from '@/ui/widgets/icon-button';
import css from './image-list.module.css';

export function ImageList() {
  const images = useStore((state) => state.images);
  const activeId = useStore((state) => state.activeId);
  return (
    <nav className={css.panel} aria-label={t('images.title')}>
      <header>
        <h2>
          <span>{t('images.title')}</span> <span className={css.count}>{images.length}</span>
        </h2>
        <IconButton
          label={t('command.open')}
          icon={<Plus size={16} />}
          tip="below-end"
          onClick={() => void commandById('open').run()}
        />
      </header>
      <ul>
        {images.map((image) => (
          <ImageRow key={image.id} image={image} isActive={image.id === activeId} />
        ))}
      </ul>
    </nav>
  );
}

interface RowProps {
  readonly image: ImageEntry;
  readonly isActive: boolean;
}

function ImageRow({ image, isActive }: RowProps) {
  const { id, name, phase, rerun, thumbnailUrl, decision } = image;
  const isBusy =
    rerun !== null || phase === 'opening' || phase === 'segmenting' || phase === 'waiting';
  return (
    <li className={css.row} data-phase={phase}>
      <button
        type="button"
        className={css.open}
        aria-current={isActive || undefined}
        title={name}
        onClick={() => setActive(id)}
      >
        <span className={css.preview}>
          {thumbnailUrl ? <img src={thumbnailUrl} alt="" draggable={false} /> : null}
          {!thumbnailUrl && phase === 'failed' ? <ImageOff size={18} aria-hidden="true" /> : null}
          {isBusy ? <span className={css.busy} /> : null}
          <DecisionBadge decision={decision} />
        </span>
        <span className={css.words}>
          <span className={css.name}>
            <FileName name={name} />
          </span>
          <span className={css.phase}>{describePhase(image)}</span>
        </span>
      </button>
      <IconButton
        className={css.remove}
        label={t('images.remove', { name })}
        icon={<X size={14} />}
        tip="below-end"
        onClick={() => askToClose(id)}
      />
    </li>
  );
}

const badges = { accepted: Check, rejected: X, flagged: Flag };

function DecisionBadge({ decision }: Pick<ImageEntry, 'decision'>) {
  if (decision === 'open') return null;
  const Icon = badges[decision];
  return (
    <span className={css.badge} data-decision={decision}>
      <Icon size={10} strokeWidth={3} role="img" aria-label={t(`decision.${decision}`)} />
    </span>
  );
}
