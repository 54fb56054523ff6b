import { segmentAgain } from '@/state/segment/segment';
import {
  MICRONS_PER_PIXEL_RANGE,
  modalityOf,
  TRAINED_MICRONS_PER_PIXEL,
} from '@/state/store/model-facts';
import { selectActiveImage } from '@/state/store/selectors';
import { useStore } from '@/state/store/store';
import { formatNumber } from '@/state/text/format-number';
import { t } from '@/state/text/translate';
import { MICRON_UNITS } from '@/state/text/typed-number';
import { Button } from '@/ui/widgets/button';
import { NumberField } from '@/ui/widgets/number-field';
import { Section } from '@/ui/widgets/section';
import css from './pixel-size-section.module.css';

/** Usual scanner resolutions: objective and µm per pixel. */
const OBJECTIVES = [
  { name: '40×', microns: 0.25 },
  { name: '20×', microns: 0.5 },
  { name: '10×', microns: 1 },
] as const;

/** For microscopy: the size of a pixel, which sets the scale that the model reads at. */
export function PixelSizeSection() {
  const image = useStore(selectActiveImage);
  if (!image?.mask || !modalityOf(image.mask.result.modality.name).scaledByPixelSize) return null;
  const { id } = image;
  const { spacing } = image.rerun ?? image;
  const microns = spacing ? spacing.xMm * 1000 : null;
  const choose = (next: number): void => {
    const mm = next / 1000;
    segmentAgain(id, { spacing: { xMm: mm, yMm: mm, source: 'person' } });
  };
  const isTyped = spacing?.source === 'person';
  const clear = (): void => segmentAgain(id, { spacing: image.facts?.spacing ?? null });
  return (
    <Section
      title={t('pixelSize.title')}
      aside={spacing ? t(`spacing.${spacing.source}`) : t('spacing.unknown')}
    >
      <NumberField
        key={id}
        label={t('pixelSize.field')}
        value={microns === null ? null : Number(microns.toPrecision(4))}
        rule={{ ...MICRONS_PER_PIXEL_RANGE, unit: t('pixelSize.unit'), units: MICRON_UNITS }}
        onCommit={choose}
        {...(isTyped ? { onClear: clear } : {})}
      />
      <div className={css.presets}>
        {OBJECTIVES.map(({ name, microns: preset }) => (
          <Button
            key={name}
            aria-pressed={microns !== null && Math.abs(microns - preset) < 0.005}
            aria-label={t('pixelSize.preset', { objective: name, microns: preset })}
            onClick={() => choose(preset)}
          >
            <span>{name}</span> <small>{formatNumber(preset)}</small>
          </Button>
        ))}
      </div>
      {isTyped ? (
        <Button kind="quiet" onClick={clear}>
          {t('pixelSize.clear')}
        </Button>
      ) : null}
      <p className={css.hint}>{t('pixelSize.hint', { microns: TRAINED_MICRONS_PER_PIXEL })}</p>
    </Section>
  );
}
