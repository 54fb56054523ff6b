import { setView, useStore } from '@/state/store/store';
import { formatFixed } from '@/state/text/format-number';
import { t } from '@/state/text/translate';
import { Slider } from '@/ui/widgets/slider';

const STEP = 0.01;

/** The range of probabilities that counts as doubt. Shown only while doubt is hatched. */
export function DoubtBand() {
  const band = useStore((state) => state.doubtBand);
  if (!band) return null;
  const { low, high } = band;
  return (
    <div>
      <Slider
        label={t('viewOptions.doubtLow')}
        value={low}
        min={0}
        max={1}
        step={STEP}
        text={formatFixed(low, 2)}
        onChange={(next) => setView({ doubtBand: { low: next, high: Math.max(next, high) } })}
      />
      <Slider
        label={t('viewOptions.doubtHigh')}
        value={high}
        min={0}
        max={1}
        step={STEP}
        text={formatFixed(high, 2)}
        onChange={(next) => setView({ doubtBand: { low: Math.min(low, next), high: next } })}
      />
    </div>
  );
}
