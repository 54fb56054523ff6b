import { commandById } from '@/state/commands/commands';
import { selectHasMask } from '@/state/store/selectors';
import { setRadius, setTolerance, useStore } from '@/state/store/store';
import { MAX_RADIUS_PX, MIN_RADIUS_PX } from '@/state/store/tool-slice';
import { toolRowById } from '@/state/store/tools';
import { formatNumber } from '@/state/text/format-number';
import { t } from '@/state/text/translate';
import { CommandSwitch } from '@/ui/commands/command-switch';
import { Slider } from '@/ui/widgets/slider';
import css from './tool-options.module.css';

/** The options of the active tool. */
export function ToolOptions() {
  const tool = useStore((state) => state.tool);
  const hasMask = useStore(selectHasMask);
  const hasMetPen = useStore((state) => state.penOnly !== null);
  if (!hasMask || tool === 'pan') return null;
  const { hasRing, hasTolerance } = toolRowById(tool);
  const hasPenSwitch = hasMetPen || navigator.maxTouchPoints > 0;
  if (!hasRing && !hasTolerance && !hasPenSwitch) return null;
  return (
    <div className={css.options}>
      {hasRing ? <Radius /> : null}
      {hasTolerance ? <Tolerance /> : null}
      {hasPenSwitch ? <CommandSwitch command={commandById('pen-only')} /> : null}
    </div>
  );
}

/** A logarithmic slider: from a pixel to a whole lesion in one sweep. */
function Radius() {
  const radiusPx = useStore((state) => state.radiusPx);
  return (
    <Slider
      label={t('tools.radius')}
      value={Math.log2(radiusPx)}
      min={Math.log2(MIN_RADIUS_PX)}
      max={Math.log2(MAX_RADIUS_PX)}
      step={0.01}
      text={t('length.px', { length: formatNumber(radiusPx, radiusPx < 10 ? 1 : 0) })}
      onChange={(exponent) => setRadius(2 ** exponent)}
    />
  );
}

function Tolerance() {
  const tolerance = useStore((state) => state.tolerance);
  return (
    <Slider
      label={t('tools.tolerance')}
      value={tolerance}
      min={0}
      max={255}
      step={1}
      text={formatNumber(tolerance)}
      onChange={setTolerance}
    />
  );
}
