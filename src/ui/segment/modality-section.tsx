import { segmentAgain } from '@/state/segment/segment';
import { MODALITIES, type ModalityName, modalityOf } from '@/state/store/model-facts';
import { selectActiveImage } from '@/state/store/selectors';
import { useStore } from '@/state/store/store';
import { formatPercent } from '@/state/text/format-amount';
import { t } from '@/state/text/translate';
import { Callout } from '@/ui/widgets/callout';
import { Section } from '@/ui/widgets/section';
import { Select } from '@/ui/widgets/select';
import css from './modality-section.module.css';

/** The modality of the image, who chose it, and the other candidates. */
export function ModalitySection() {
  const image = useStore(selectActiveImage);
  if (!image?.mask) return null;
  const { modality } = image.mask.result;
  const options = [
    { value: 'auto' as const, label: t('modality.auto') },
    ...MODALITIES.map(({ name }) => ({ value: name, label: t(`modality.${name}`) })),
  ];
  return (
    <Section title={t('modality.title')} aside={t(`modality.by.${modality.chosenBy}`)}>
      <Select
        label={t('modality.select')}
        value={(image.rerun ?? image).modality}
        options={options}
        onChange={(choice) => segmentAgain(image.id, { modality: choice })}
      />
      <ul className={css.votes} aria-label={t('modality.votes')}>
        {MODALITIES.map(({ name }, index) => (
          <Vote
            key={name}
            name={name}
            probability={modality.probabilities[index] ?? 0}
            isChosen={name === modality.name}
          />
        ))}
      </ul>
      {modalityOf(modality.name).maturity === 'early' ? (
        <Callout kind="info">
          <p>{t('modality.early', { modality: t(`modality.${modality.name}`) })}</p>
        </Callout>
      ) : null}
    </Section>
  );
}

interface VoteProps {
  readonly name: ModalityName;
  readonly probability: number;
  readonly isChosen: boolean;
}

function Vote({ name, probability, isChosen }: VoteProps) {
  return (
    <li className={css.vote} data-chosen={isChosen}>
      <span>{t(`modality.${name}`)}</span>
      <span className={css.track}>
        <span style={{ width: `${probability * 100}%` }} />
      </span>
      <span>{formatPercent(probability)}</span>
    </li>
  );
}
