import { useEffect, useRef, useState } from 'react';
import type { IntensityWindow } from '@/core/types';
import { selectActiveImage } from '@/state/store/selectors';
import { useStore } from '@/state/store/store';
import { formatNumber } from '@/state/text/format-number';
import { t } from '@/state/text/translate';
import { setWindow } from '@/state/view/look';
import { Button } from '@/ui/widgets/button';
import { Slider } from '@/ui/widgets/slider';
import css from './view-section.module.css';

const LARGEST_VALUE = 65535;

/**
 * Each new window makes the pixel worker draw every tile in sight again, so at most one in this
 * time.
 */
const SHOWN_AFTER_MS = 60;

/** The stored values of a 16-bit image that are shown as black and white. Changes no result. */
export function WindowSliders() {
  const image = useStore(selectActiveImage);
  if (image?.facts?.bits !== 16 || !image.window || !image.facts.window) return null;
  return <Sliders key={image.id} shown={image.window} initial={image.facts.window} />;
}

interface Props {
  readonly shown: IntensityWindow;
  readonly initial: IntensityWindow;
}

function Sliders({ shown, initial }: Props) {
  const [draft, setDraft] = useState<IntensityWindow | null>(null);
  const latest = useRef(shown);
  const { low, high } = draft ?? shown;
  // Twice the brightest value in use leaves room on both sides of most images.
  const max = Math.min(LARGEST_VALUE, Math.max(2 * initial.high, shown.high));

  const change = (next: IntensityWindow): void => {
    latest.current = next;
    setDraft(next);
  };

  const isWaiting = draft !== null;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setTimeout(() => {
      setWindow(latest.current);
      setDraft(null);
    }, SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isWaiting]);

  return (
    <>
      <div>
        <Slider
          label={t('viewOptions.windowLow')}
          value={low}
          min={0}
          max={max - 1}
          step={1}
          text={formatNumber(low)}
          onChange={(next) => change({ low: next, high: Math.max(next + 1, high) })}
        />
        <Slider
          label={t('viewOptions.windowHigh')}
          value={high}
          min={1}
          max={max}
          step={1}
          text={formatNumber(high)}
          onChange={(next) => change({ low: Math.min(low, next - 1), high: next })}
        />
      </div>
      <Button
        kind="quiet"
        className={css.reset}
        disabled={low === initial.low && high === initial.high}
        onClick={() => change(initial)}
      >
        {t('viewOptions.windowReset')}
      </Button>
    </>
  );
}
