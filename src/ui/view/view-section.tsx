import { commandById } from '@/state/commands/commands';
import { selectOpacity } from '@/state/store/selectors';
import { setView, useStore } from '@/state/store/store';
import type { MaskStyle, ViewSlice } from '@/state/store/view-slice';
import { formatPercent } from '@/state/text/format-amount';
import { t } from '@/state/text/translate';
import { CommandSwitch } from '@/ui/commands/command-switch';
import { Button } from '@/ui/widgets/button';
import { Section } from '@/ui/widgets/section';
import { Segmented } from '@/ui/widgets/segmented';
import { Slider } from '@/ui/widgets/slider';
import { DoubtBand } from './doubt-band';
import css from './view-section.module.css';
import { WindowSliders } from './window-sliders';

const STYLES: readonly MaskStyle[] = ['fill', 'outline', 'hatch'];
const PALETTES: readonly ViewSlice['palette'][] = ['bright', 'okabe-ito', 'contrast'];

const switches = (['toggle-mask', 'toggle-doubt'] as const).map(commandById);

/** How image and mask are drawn. Changes no result. */
export function ViewSection() {
  const opacity = useStore(selectOpacity);
  const style = useStore((state) => state.style);
  const palette = useStore((state) => state.palette);
  const brightness = useStore((state) => state.brightness);
  const contrast = useStore((state) => state.contrast);
  return (
    <Section title={t('viewOptions.title')} isFolded>
      <Slider
        label={t('viewOptions.opacity')}
        value={opacity}
        min={0}
        max={1}
        step={0.05}
        text={formatPercent(opacity)}
        onChange={(next) => setView({ opacity: next })}
      />
      <div>
        {switches.map((command) => (
          <CommandSwitch key={command.id} command={command} />
        ))}
      </div>
      <DoubtBand />
      <Segmented
        label={t('viewOptions.style')}
        value={style}
        options={STYLES.map((value) => ({ value, label: t(`viewOptions.style.${value}`) }))}
        onChange={(next) => setView({ style: next })}
      />
      <Segmented
        label={t('viewOptions.palette')}
        value={palette}
        options={PALETTES.map((value) => ({ value, label: t(`viewOptions.palette.${value}`) }))}
        onChange={(next) => setView({ palette: next })}
      />
      <WindowSliders />
      <Slider
        label={t('viewOptions.brightness')}
        value={brightness}
        min={0.2}
        max={3}
        step={0.05}
        text={formatPercent(brightness)}
        onChange={(next) => setView({ brightness: next })}
      />
      <Slider
        label={t('viewOptions.contrast')}
        value={contrast}
        min={0.2}
        max={3}
        step={0.05}
        text={formatPercent(contrast)}
        onChange={(next) => setView({ contrast: next })}
      />
      <Button
        kind="quiet"
        className={css.reset}
        disabled={brightness === 1 && contrast === 1}
        onClick={() => setView({ brightness: 1, contrast: 1 })}
      >
        {t('viewOptions.reset')}
      </Button>
    </Section>
  );
}
