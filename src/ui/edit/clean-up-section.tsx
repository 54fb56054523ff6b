import { useCallback, useEffect, useState } from 'react';
import type { CommandId } from '@/state/commands/commands';
import { cleanUp, endPreview, previewCleanUp } from '@/state/edit/clean-up';
import { onPixelsChanged } from '@/state/image/layers';
import type { ReadyImage } from '@/state/store/document-slice';
import { selectReadyImage } from '@/state/store/selectors';
import { setView, useStore } from '@/state/store/store';
import { formatArea } from '@/state/text/format-area';
import { t } from '@/state/text/translate';
import { CommandIcon } from '@/ui/commands/command-icon';
import { Button } from '@/ui/widgets/button';
import { Section } from '@/ui/widgets/section';
import { Slider } from '@/ui/widgets/slider';
import { CLEAN_UP_KINDS, type CleanUpKind, type CleanUpNumbers, cleanUpOf } from './clean-up-kinds';
import css from './clean-up-section.module.css';

const MOST_AREA_PX = 2 ** 16;
const MOST_RADIUS_PX = 30;

/** The command that does the same without a preview. */
function commandOf(kind: CleanUpKind): CommandId {
  return kind === 'keep-only' ? 'keep-selected' : kind;
}

/** Operations on the whole mask, each seen on the canvas before it is applied. */
export function CleanUpSection() {
  const image = useStore(selectReadyImage);
  const [isOpen, setOpen] = useState(false);
  if (!image) return null;
  return (
    <Section title={t('cleanUpSection.title')} isFolded onToggle={setOpen}>
      {isOpen ? <CleanUpForm key={image.id} image={image} /> : null}
    </Section>
  );
}

/** An operation, and the revision of the mask that it was chosen for. */
interface Chosen {
  readonly kind: CleanUpKind;
  readonly revision: number;
}

/** Lives while the section is open for one image. Leaving it ends the preview. */
function CleanUpForm({ image }: { readonly image: ReadyImage }) {
  const selection = useStore((state) => state.selection);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [numbers, setNumbers] = useState<CleanUpNumbers>({ minAreaPx: 64, radiusPx: 3 });
  // A step chosen for a mask that has changed since no longer counts; nor does keeping a selection
  // that is gone.
  const isOver = chosen?.revision !== image.mask.revision;
  const isEmpty = chosen?.kind === 'keep-only' && selection.length === 0;
  const kind = chosen && !isOver && !isEmpty ? chosen.kind : null;
  const end = useCallback(() => setChosen(null), []);
  const isNothing = usePreview(image.id, kind, numbers, end);

  const apply = async (): Promise<void> => {
    if (!kind) return;
    await cleanUp(cleanUpOf(kind, numbers, selection));
    end();
  };

  return (
    <>
      <div className={css.steps} role="toolbar" aria-label={t('cleanUpSection.step')}>
        {CLEAN_UP_KINDS.map((choice) => (
          <Button
            key={choice}
            icon={<CommandIcon id={commandOf(choice)} size={14} />}
            aria-pressed={choice === kind}
            disabled={choice === 'keep-only' && selection.length === 0}
            onClick={() =>
              setChosen(choice === kind ? null : { kind: choice, revision: image.mask.revision })
            }
          >
            {t(`cleanUpSection.${choice}`)}
          </Button>
        ))}
      </div>
      <Numbers kind={kind} numbers={numbers} image={image} onChange={setNumbers} />
      <p className={css.hint} aria-live="polite">
        {t(
          kind
            ? isNothing
              ? 'cleanUpSection.nothing'
              : 'cleanUpSection.preview'
            : 'cleanUpSection.hint',
        )}
      </p>
      {kind ? (
        <div className={css.decide}>
          <Button onClick={end}>{t('cleanUpSection.cancel')}</Button>
          <Button kind="primary" disabled={isNothing} onClick={() => void apply()}>
            {t('cleanUpSection.apply')}
          </Button>
        </div>
      ) : null}
    </>
  );
}

interface NumbersProps {
  readonly kind: CleanUpKind | null;
  readonly numbers: CleanUpNumbers;
  readonly image: ReadyImage;
  onChange(numbers: CleanUpNumbers): void;
}

/** The slider of an operation that takes a number. */
function Numbers({ kind, numbers, image, onChange }: NumbersProps) {
  if (kind === 'remove-small') {
    const { minAreaPx } = numbers;
    const physical = formatArea(minAreaPx, image.spacing);
    const text = t('area.px2', { area: minAreaPx });
    return (
      <Slider
        label={t('cleanUpSection.minArea')}
        // A logarithmic slider: from a speck to a lesion in one sweep.
        value={Math.log2(minAreaPx)}
        min={1}
        max={Math.log2(MOST_AREA_PX)}
        step={0.05}
        text={physical ? `${text} · ${physical}` : text}
        onChange={(exponent) => onChange({ ...numbers, minAreaPx: Math.round(2 ** exponent) })}
      />
    );
  }
  if (kind === 'smooth' || kind === 'grow' || kind === 'shrink') {
    return (
      <Slider
        label={t('cleanUpSection.radius')}
        value={numbers.radiusPx}
        min={1}
        max={MOST_RADIUS_PX}
        step={1}
        text={t('count.px', { count: numbers.radiusPx })}
        onChange={(radiusPx) => onChange({ ...numbers, radiusPx })}
      />
    );
  }
  return null;
}

/**
 * Shows on the canvas what an operation would do, until `kind` is `null` or the form goes. Calls `onEnd`
 * when somebody draws under it and when Escape is pressed.
 *
 * @returns whether the operation is known to change nothing
 */
function usePreview(
  imageId: string,
  kind: CleanUpKind | null,
  numbers: CleanUpNumbers,
  onEnd: () => void,
): boolean {
  const selection = useStore((state) => state.selection);
  const [isNothing, setNothing] = useState(false);
  const labels = kind === 'keep-only' ? selection : null;

  useEffect(() => {
    if (!kind) return;
    let isCurrent = true;
    setView({ isMaskVisible: true });
    void previewCleanUp(cleanUpOf(kind, numbers, labels ?? [])).then((changes) => {
      if (isCurrent) setNothing(!changes);
    });
    return () => {
      isCurrent = false;
    };
  }, [kind, numbers, labels]);

  const isOn = kind !== null;
  useEffect(() => {
    if (!isOn) return;
    const onKeyDown = (event: KeyboardEvent): void => {
      const { dialog, contextMenu } = useStore.getState();
      if (event.key !== 'Escape' || dialog || contextMenu) return;
      event.preventDefault(); // the first Escape is the preview's, the next the selection's
      onEnd();
    };
    // A stroke that is hidden under the preview must not continue.
    const stop = onPixelsChanged((changed, rect) => {
      if (changed === imageId && rect) onEnd();
    });
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => {
      endPreview();
      stop();
      window.removeEventListener('keydown', onKeyDown, { capture: true });
    };
  }, [isOn, imageId, onEnd]);

  return isOn && isNothing;
}
