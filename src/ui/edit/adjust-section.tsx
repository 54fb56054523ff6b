import { WandSparkles } from 'lucide-react';
import { LOWEST_THRESHOLD } from '@/core/objects/threshold';
import { commands } from '@/state/commands/commands';
import { adjustSettings, endAdjusting } from '@/state/edit/threshold';
import type { ImageEntry } from '@/state/store/document-slice';
import { selectReadyImage } from '@/state/store/selectors';
import { deriveSettings } from '@/state/store/settings';
import { useStore } from '@/state/store/store';
import { formatFixed } from '@/state/text/format-number';
import { t } from '@/state/text/translate';
import { type NumberRule, PIXEL_UNITS } from '@/state/text/typed-number';
import { openMenu } from '@/ui/commands/open-menu';
import { Button } from '@/ui/widgets/button';
import { NumberField } from '@/ui/widgets/number-field';
import { Section } from '@/ui/widgets/section';
import { Select } from '@/ui/widgets/select';
import { Slider } from '@/ui/widgets/slider';
import { Switch } from '@/ui/widgets/switch';
import css from './adjust-section.module.css';

/** More commands for the whole mask. */
const maskIds = commands.filter(({ group }) => group === 'mask').map(({ id }) => id);

type Settings = ImageEntry['settings'];

const OBJECTS: readonly Settings['objects'][] = ['region', 'components', 'instances'];
const MIN_AREA: NumberRule = {
  min: 0,
  max: 1_000_000,
  unit: 'px',
  units: PIXEL_UNITS,
  isWhole: true,
};

/** How probabilities become objects. Changes need no new run of the model. */
export function AdjustSection() {
  const image = useStore(selectReadyImage);
  if (!image) return null;
  const { settings } = image;
  const defaults = deriveSettings(image.mask.result.modality.name);
  const change = (next: Partial<Settings>): void => {
    void adjustSettings(next);
    endAdjusting();
  };
  return (
    <Section title={t('adjust.title')}>
      <Slider
        label={t('adjust.threshold')}
        value={settings.threshold}
        min={LOWEST_THRESHOLD}
        max={0.98}
        step={0.01}
        text={formatFixed(settings.threshold, 2)}
        onChange={(threshold) => void adjustSettings({ threshold })}
        onEnd={endAdjusting}
      />
      <Select
        label={t('adjust.objects')}
        value={settings.objects}
        options={OBJECTS.map((value) => ({ value, label: t(`adjust.objects.${value}`) }))}
        onChange={(objects) => change({ objects })}
      />
      <div>
        <Switch
          label={t('adjust.keepLargest')}
          isOn={settings.keepLargest}
          onChange={(keepLargest) => change({ keepLargest })}
        />
        <Switch
          label={t('adjust.fillHoles')}
          isOn={settings.fillHoles}
          onChange={(fillHoles) => change({ fillHoles })}
        />
        <NumberField
          key={image.id}
          label={t('adjust.minArea')}
          value={settings.minAreaPx}
          rule={MIN_AREA}
          step={1}
          onCommit={(minAreaPx) => change({ minAreaPx })}
        />
      </div>
      <Button
        aria-haspopup="menu"
        icon={<WandSparkles size={16} strokeWidth={1.75} aria-hidden="true" />}
        onClick={(event) => openMenu(event, maskIds)}
      >
        {t('adjust.more')}
      </Button>
      <Button
        kind="quiet"
        className={css.reset}
        disabled={isSame(settings, defaults)}
        onClick={() => change(defaults)}
      >
        {t('adjust.reset', { modality: t(`modality.${image.mask.result.modality.name}`) })}
      </Button>
    </Section>
  );
}

function isSame(a: Settings, b: Settings): boolean {
  return (
    a.threshold === b.threshold &&
    a.objects === b.objects &&
    a.keepLargest === b.keepLargest &&
    a.fillHoles === b.fillHoles &&
    a.minAreaPx === b.minAreaPx
  );
}
