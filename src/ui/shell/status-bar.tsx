import { selectActiveImage, selectPointedAt } from '@/state/store/selectors';
import { type State, setView, useStore } from '@/state/store/store';
import { formatDuration } from '@/state/text/format-amount';
import { formatNumber } from '@/state/text/format-number';
import { t } from '@/state/text/translate';
import { SaveState } from '@/ui/keep/save-state';
import { OfflineItem, UpdateItem } from '@/ui/offline/offline-status';
import { describeModel } from '@/ui/segment/describe-model';
import css from './status-bar.module.css';

/**
 * The engine behind the mask on screen, the pointer's place, and the warning that this is no
 * medical device.
 */
export function StatusBar() {
  return (
    <footer className={css.bar}>
      <EngineItem />
      <OfflineItem />
      <UpdateItem />
      <TimesItem />
      <ModelItem />
      <span className={css.end}>
        <PointerItem />
        <SaveState />
      </span>
      <button
        type="button"
        className={css.research}
        aria-label={t('app.research')}
        onClick={openAbout}
      >
        <span>{t('app.research')}</span>
        <span>{t('app.researchShort')}</span>
      </button>
    </footer>
  );
}

function openAbout(): void {
  setView({ dialog: 'about' });
}

function EngineItem() {
  const text = useStore(describeEngine);
  const isRefused = useStore((state) => state.refusedEngines.length > 0);
  return (
    <button
      type="button"
      className={css.engine}
      title={t('engine.title')}
      onClick={() => setView({ dialog: 'engine' })}
    >
      <EngineLight />
      <span>{text}</span>
      {isRefused ? <span className={css.refused}>{t('status.fallback')}</span> : null}
    </button>
  );
}

/** The model of the mask on screen; without a mask, the app's own. */
function ModelItem() {
  const text = useStore((state) => describeModel(selectActiveImage(state)?.mask?.result ?? null));
  return (
    <span className={css.model} data-testid="model">
      {text}
    </span>
  );
}

function EngineLight() {
  const phase = useStore((state) => state.enginePhase);
  return <span className={css.light} data-phase={phase} />;
}

/** The engine that made the mask on screen; without a mask, the running one. */
function describeEngine(state: State): string {
  const made = selectActiveImage(state)?.mask?.result ?? state.engineInfo;
  if (!made) return t(`status.engine.${state.enginePhase}`);
  const engine = t(`engine.${made.engine}`);
  return made.engine === 'wasm' ? t('status.threads', { engine, threads: made.threads }) : engine;
}

function TimesItem() {
  const image = useStore(selectActiveImage);
  if (!image?.mask) return null;
  const { result } = image.mask;
  const { lkaMs, cpMs, msfMs } = result.times;
  const stages = [
    ['LKA', lkaMs],
    ['CP', cpMs],
    ['MSF', msfMs],
  ] as const;
  return (
    <span
      className={css.times}
      data-testid="stage-times"
      data-image={image.name}
      data-lka={lkaMs}
      data-cp={cpMs}
      data-msf={msfMs}
      data-total={result.elapsedMs}
    >
      {stages.map(([name, ms]) => (
        <span key={name} title={t(`status.stage.${name}`)}>
          <span>{name}</span> <b>{formatDuration(ms)}</b>
        </span>
      ))}
      <span title={t('status.totalHint')}>
        <span>{t('status.total')}</span> <b>{formatDuration(result.elapsedMs)}</b>
      </span>
    </span>
  );
}

function PointerItem() {
  const text = useStore(describePointer);
  return text ? <span className={css.pointer}>{text}</span> : null;
}

/** Column and row of the image pixel at the pointer; `null` outside. */
function describePointer(state: State): string | null {
  const size = selectActiveImage(state)?.facts?.size;
  const at = selectPointedAt(state);
  if (!size || !at) return null;
  const x = Math.floor(at.x);
  const y = Math.floor(at.y);
  if (x < 0 || y < 0 || x >= size.width || y >= size.height) return null;
  return `x ${formatNumber(x)}  y ${formatNumber(y)}`;
}
