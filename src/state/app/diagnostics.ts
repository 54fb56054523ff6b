import { readUsage } from '@/io/library/storage-usage';
import { lastFailures, recordFailure } from '@/state/failures/last-failures';
import type { ResultFacts } from '@/state/store/document-slice';
import { WEIGHTS } from '@/state/store/model-facts';
import { notifyFailure } from '@/state/store/notify-failure';
import { sumTallies } from '@/state/store/offline-slice';
import { selectImages } from '@/state/store/selectors';
import { engine } from '@/state/store/services';
import { notify, useStore } from '@/state/store/store';

/** Written in by the build. */
declare const __APP_VERSION__: string;

export const APP_VERSION = __APP_VERSION__;

/**
 * Shows every error that no action caught, and remembers it for the diagnostics: nothing that the
 * user asked for may fail silently. @returns stops it
 */
export function watchUncaught(): () => void {
  const onError = ({ error }: ErrorEvent): void => tell(error);
  const onRejection = ({ reason }: PromiseRejectionEvent): void => tell(reason);
  window.addEventListener('error', onError);
  window.addEventListener('unhandledrejection', onRejection);
  return () => {
    window.removeEventListener('error', onError);
    window.removeEventListener('unhandledrejection', onRejection);
  };
}

function tell(error: unknown): void {
  // Without an error object it is the browser's own remark (such as a resize loop), not our
  // failure.
  if (error === null || error === undefined) recordFailure('Uncaught', {});
  else notifyFailure(error);
}

/** How a mask was made. */
function describeResult({ modality, modelVersion, ...run }: ResultFacts) {
  const { mode, tiles, engine, threads, times, elapsedMs } = run;
  return {
    modality: modality.name,
    mode,
    tiles,
    model: modelVersion,
    engine,
    threads,
    times,
    elapsedMs,
  };
}

/** Copies the diagnostics to the clipboard and says so. */
export async function copyDiagnostics(): Promise<void> {
  const text = JSON.stringify(await collectDiagnostics(), null, 2);
  try {
    await navigator.clipboard.writeText(text);
    notify({ kind: 'info', message: 'notice.diagnosticsCopied', values: {}, command: null });
  } catch {
    // Browsers refuse the clipboard to pages without focus. Then the text is shown for copying by
    // hand.
    notify({
      kind: 'warning',
      message: 'notice.diagnosticsShown',
      values: { text },
      command: null,
    });
  }
}

/**
 * Facts that help to find a fault: about the app, the browser and the device, times and failures.
 * Of images only their number, sizes and times: no pixels, no names.
 */
export async function collectDiagnostics(): Promise<Record<string, unknown>> {
  const state = useStore.getState();
  const { engineInfo, enginePhase, refusedEngines } = state;
  return {
    app: { version: APP_VERSION, release: state.releaseId, model: WEIGHTS.version },
    browser: {
      userAgent: navigator.userAgent,
      languages: navigator.languages,
      processors: navigator.hardwareConcurrency,
      screen: `${screen.width} × ${screen.height} at ${devicePixelRatio}`,
      isIsolated: crossOriginIsolated,
      isOnline: navigator.onLine,
      isInstalled: matchMedia('(display-mode: standalone)').matches,
    },
    engine: {
      phase: enginePhase,
      info: engineInfo, // with adapter and self-test
      refused: refusedEngines.map(({ engine, failure }) => `${engine}: ${failure.name}`),
      adapter: await describeAdapter(),
      memory: enginePhase === 'ready' ? await engine().memory() : null,
    },
    runs: selectImages(state).map(({ phase, facts, failure, mask }) => ({
      phase,
      size: facts ? `${facts.size.width} × ${facts.size.height}` : null,
      failure: failure?.name ?? null,
      result: mask && describeResult(mask.result),
    })),
    offline: {
      phase: state.offlinePhase,
      obstacle: state.offlineObstacle,
      failure: state.offlineFailure?.name ?? null,
      update: state.update,
      requests: sumTallies(state.tallies),
    },
    storage: {
      ...(await readUsage(false)),
      saving: state.saveState,
    },
    failures: lastFailures(),
  };
}

/** What the browser says about its graphics adapter; `null` without WebGPU. */
async function describeAdapter(): Promise<Record<string, unknown> | null> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) return null;
  const { vendor, architecture, device, description } = adapter.info;
  const limits: Record<string, number> = {};
  // Limits are getters of the prototype, which only for-in lists.
  for (const name in adapter.limits) limits[name] = adapter.limits[name as 'maxBufferSize'];
  return {
    name: [vendor, architecture, device, description].filter(Boolean).join(' '),
    features: [...adapter.features].sort(),
    limits,
  };
}
