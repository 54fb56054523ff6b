import { readUsage } from '@/io/library/storage-usage';
import { lastFailures, recordFailure } from '@/state/failures/last-failures';
import { WEIGHTS } from '@/state/store/model-facts';
import { notifyFailure } from '@/state/store/notify-failure';
import { sumTallies } from '@/state/store/offline-slice';
import { engine } from '@/state/store/services';
import { useStore } from '@/state/store/store';

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

/** Copies the diagnostics to the clipboard and says so. */
export async function copyDiagnostics(): Promise<void> {
  const { notify } = useStore.getState();
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
    runs: state.images.map(({ phase, facts, failure, result }) => ({
      phase,
      size: facts ? `${facts.size.width} × ${facts.size.height}` : null,
      failure: failure?.name ?? null,
      result: result && {
        modality: result.modality.name,
        mode: result.mode,
        tiles: result.tiles,
        model: result.modelVersion,
        engine: result.engine,
        threads: result.threads,
        times: result.times,
        elapsedMs: result.elapsedMs,
      },
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
