import { Minus, Plus, X } from 'lucide-react';
import type { Click } from '@/core/types';
import { commandById } from '@/state/commands/commands';
import { removeClick } from '@/state/segment/refine';
import { selectReadyImage } from '@/state/store/selectors';
import { useStore } from '@/state/store/store';
import { formatNumber } from '@/state/text/format-number';
import { t } from '@/state/text/translate';
import { CommandButton } from '@/ui/commands/command-button';
import { IconButton } from '@/ui/widgets/icon-button';
import { ProgressBar } from '@/ui/widgets/progress-bar';
import { Section } from '@/ui/widgets/section';
import css from './clicks-section.module.css';

/**
 * The clicks given to the model, each with a button that removes it, and other ways to make the
 * model draw again.
 */
export function ClicksSection() {
  const image = useStore(selectReadyImage);
  const isRefining = useStore((state) => state.isRefining);
  if (!image) return null;
  const { clicks } = image;
  return (
    <Section
      title={t('clicks.title')}
      aside={clicks.length > 0 ? formatNumber(clicks.length) : undefined}
      isFolded
    >
      {isRefining ? (
        <div className={css.refining} aria-live="polite">
          <p>{t('clicks.refining')}</p>
          <ProgressBar label={t('clicks.refining')} share={null} />
        </div>
      ) : null}
      {clicks.length === 0 ? (
        <p className={css.hint}>{t('clicks.none')}</p>
      ) : (
        <ol className={css.clicks}>
          {clicks.map((click, index) => (
            <ClickRow
              // biome-ignore lint/suspicious/noArrayIndexKey: a click is its place in the order
              key={index}
              click={click}
              index={index}
              isDisabled={isRefining}
            />
          ))}
        </ol>
      )}
      <div className={css.actions}>
        <CommandButton command={commandById('tool-click')} />
        <CommandButton command={commandById('refine-from-mask')} />
        {clicks.length > 0 ? <CommandButton command={commandById('clear-clicks')} /> : null}
      </div>
    </Section>
  );
}

interface RowProps {
  readonly click: Click;
  readonly index: number;
  readonly isDisabled: boolean;
}

function ClickRow({ click, index, isDisabled }: RowProps) {
  const Sign = click.belongs ? Plus : Minus;
  const at = t('clicks.at', { x: Math.floor(click.at.x), y: Math.floor(click.at.y) });
  return (
    <li>
      <span className={css.sign} data-belongs={click.belongs}>
        <Sign size={12} strokeWidth={3} aria-hidden="true" />
      </span>
      <span>{t(click.belongs ? 'clicks.belongs' : 'clicks.excluded')}</span>
      <span className={css.at}>{at}</span>
      <IconButton
        label={t('clicks.remove', { number: index + 1 })}
        icon={<X size={14} />}
        tip="above"
        disabled={isDisabled}
        onClick={() => void removeClick(index)}
      />
    </li>
  );
}
