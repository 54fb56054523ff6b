import { Check, Flag, ImageOff, X } from 'lucide-react';
import { type CSSProperties, memo } from 'react';
import { askToClose } from '@/state/list/list-images';
import type { ImageEntry } from '@/state/store/document-slice';
import { setActive, useStore } from '@/state/store/store';
import { t } from '@/state/text/translate';
import { describePhase } from '@/ui/segment/describe-phase';
import { FileName } from '@/ui/widgets/file-name';
import { IconButton } from '@/ui/widgets/icon-button';
import css from './image-list.module.css';

interface Props {
  readonly id: string;
  /** Place in the list, from 0. */
  readonly at: number;
  /** Images in the list, drawn or not. */
  readonly count: number;
}

/** An image in the list. It is drawn anew when its own image or place changes, and for no other. */
export const ImageRow = memo(function ImageRow({ id, at, count }: Props) {
  const image = useStore((state) => state.images[id]);
  const progress = useStore((state) => state.progress[id] ?? null);
  const isActive = useStore((state) => state.activeId === id);
  if (!image) return null;
  const { name, phase, rerun, thumbnailUrl, decision } = image;
  const isBusy =
    rerun !== null || phase === 'opening' || phase === 'segmenting' || phase === 'waiting';
  return (
    <li
      className={css.row}
      style={{ '--at': at } as CSSProperties}
      data-id={id}
      data-phase={phase}
      aria-posinset={at + 1}
      aria-setsize={count}
    >
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
          <span className={css.phase}>{describePhase(image, progress)}</span>
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
});

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
