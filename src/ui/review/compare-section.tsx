import { DIFFERENCE_COLOURS } from '@/core/labels/palette';
import { commandById } from '@/state/commands/commands';
import { canReadAgain, dropReference, readReferenceAgain } from '@/state/review/reference';
import type { ImageEntry, MaskFacts, ReadyImage } from '@/state/store/document-slice';
import { selectReadyImage, selectSwipe } from '@/state/store/selectors';
import { useStore } from '@/state/store/store';
import type { Layer } from '@/state/store/view-slice';
import { formatHausdorff } from '@/state/text/format-length';
import { formatFixed, formatNumber } from '@/state/text/format-number';
import { nameReading } from '@/state/text/reading-name';
import { t } from '@/state/text/translate';
import { moveDivider, setSwipeLayers } from '@/state/view/look';
import { CommandButton } from '@/ui/commands/command-button';
import { CommandSwitch } from '@/ui/commands/command-switch';
import { Button } from '@/ui/widgets/button';
import { Callout } from '@/ui/widgets/callout';
import { type Fact, FactList } from '@/ui/widgets/fact-list';
import { Section } from '@/ui/widgets/section';
import { Select } from '@/ui/widgets/select';
import css from './compare-section.module.css';

/** Below this Dice two masks of one thing are hardly meant. */
const HARDLY = 0.1;

const LAYERS: readonly Layer[] = ['image', 'ai', 'reviewed', 'reference', 'difference'];

/**
 * Two layers side by side, and how much the reviewed mask differs from the AI's and from a
 * reference.
 */
export function CompareSection() {
  const image = useStore(selectReadyImage);
  if (!image) return null;
  return (
    <Section title={t('compare.title')} isFolded>
      <Swipe image={image} />
      <DifferenceFromAi image={image} />
      <Reference image={image} />
    </Section>
  );
}

function Swipe({ image }: { readonly image: ReadyImage }) {
  const swipe = useStore(selectSwipe);
  const options = LAYERS.filter((layer) => layer !== 'reference' || image.mask.hasReference).map(
    (value) => ({
      value,
      label: t(`layer.${value}`),
    }),
  );
  const [before = '', after = ''] = t('compare.flicker', { key: '\n' }).split('\n');
  return (
    <>
      <CommandSwitch command={commandById('swipe')} />
      {swipe ? (
        <>
          <div className={css.sides}>
            <Select
              label={t('compare.left')}
              value={swipe.left}
              options={options}
              onChange={(left) => setSwipeLayers(left, swipe.right)}
            />
            <Select
              label={t('compare.right')}
              value={swipe.right}
              options={options}
              onChange={(right) => setSwipeLayers(swipe.left, right)}
            />
          </div>
          {swipe.left === 'difference' || swipe.right === 'difference' ? (
            <DifferenceKey isRegion={image.settings.objects === 'region'} />
          ) : null}
          <Button
            kind="quiet"
            className={css.quiet}
            disabled={swipe.at === 0.5}
            onClick={() => moveDivider(0.5)}
          >
            {t('compare.centre')}
          </Button>
        </>
      ) : null}
      <p className={css.hint}>
        {before}
        <kbd>{t('compare.space')}</kbd>
        {after}
      </p>
    </>
  );
}

/**
 * The meaning of the difference's colours. A region is one object, so none of its pixels changes
 * owner.
 */
function DifferenceKey({ isRegion }: { readonly isRegion: boolean }) {
  const kinds = isRegion
    ? (['added', 'removed'] as const)
    : (['added', 'removed', 'reassigned'] as const);
  return (
    <ul className={css.key} aria-label={t('compare.colours')}>
      {kinds.map((kind) => (
        <li key={kind}>
          <span style={{ background: `rgb(${DIFFERENCE_COLOURS[kind].join(' ')})` }} />
          {t(`compare.${kind}`)}
        </li>
      ))}
    </ul>
  );
}

function DifferenceFromAi({ image }: { readonly image: ReadyImage }) {
  const { facts } = image;
  const { editedPx, diceToAi } = image.mask;
  if (editedPx === 0) return null;
  const share = (100 * editedPx) / (facts.size.width * facts.size.height);
  return (
    <section className={css.measures}>
      <h4>{t('compare.toAi')}</h4>
      <FactList
        facts={[
          {
            term: t('compare.changed'),
            ...(image.settings.objects === 'region' ? {} : { hint: t('compare.changedHint') }),
            value: t('count.px', { count: editedPx }),
            note: t('compare.changedShare', { share: formatNumber(share) }),
          },
          { term: t('compare.dice'), value: formatFixed(diceToAi, 3) },
        ]}
      />
    </section>
  );
}

function Reference({ image }: { readonly image: ReadyImage }) {
  const { hasReference, againstReference } = image.mask;
  if (!hasReference) {
    return (
      <div className={css.actions}>
        <CommandButton command={commandById('load-reference')} />
        <CommandButton command={commandById('load-mask')} />
      </div>
    );
  }
  return (
    <section className={css.measures}>
      <h4>{t('compare.toReference')}</h4>
      {againstReference ? (
        <FactList facts={referenceFacts(image, againstReference)} />
      ) : (
        <p className={css.hint}>{t('compare.measuring')}</p>
      )}
      <ReadAs image={image} />
      <div className={css.actions}>
        {canReadAgain(image.id) ? (
          <Button onClick={() => void readReferenceAgain(image.id)}>
            {t('compare.readAgain')}
          </Button>
        ) : null}
        <Button onClick={() => dropReference(image.id)}>{t('compare.drop')}</Button>
        <CommandButton command={commandById('load-mask')} />
      </div>
    </section>
  );
}

/** What the reference's file was taken for, and a word where that may be wrong. */
function ReadAs({ image }: { readonly image: ReadyImage }) {
  const { referenceReading } = image;
  const { againstReference, reviewed } = image.mask;
  const isEmpty = referenceReading?.areaPx === 0;
  const isApart = (againstReference?.dice ?? 1) < HARDLY && reviewed.areaPx > 0;
  return (
    <>
      {referenceReading ? (
        <p className={css.hint}>
          {t('compare.readAs', {
            file: referenceReading.file,
            reading: nameReading(referenceReading),
          })}
        </p>
      ) : null}
      {isEmpty || isApart ? (
        <Callout kind="warning">
          <p>{t(isEmpty ? 'compare.noObject' : 'compare.hardlyOverlap')}</p>
        </Callout>
      ) : null}
    </>
  );
}

function referenceFacts(
  { spacing }: ImageEntry,
  { dice, iou, hd95Px }: NonNullable<MaskFacts['againstReference']>,
): readonly Fact[] {
  return [
    { term: t('compare.dice'), value: formatFixed(dice, 3) },
    { term: t('compare.iou'), value: formatFixed(iou, 3) },
    {
      term: t('compare.hd95'),
      hint: t('compare.hd95Hint'),
      ...formatHausdorff(hd95Px, spacing),
    },
  ];
}
