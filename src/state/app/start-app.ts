import { createEngine, type EnginePreference, type EngineState } from '@/model/client';
import type { Engine, LoadProgress } from '@/model/protocol';
import { startPixels } from '@/pixels/client';
import { toFailure } from '@/state/failures/failure';
import { startSettling } from '@/state/history/unfinished';
import { fileOf } from '@/state/image/files';
import { startResting } from '@/state/keep/rest';
import { startStorage } from '@/state/keep/storage';
import { finishOffline, startOffline } from '@/state/offline/offline';
import { openHandedOver } from '@/state/open/open-handed-over';
import { runNext } from '@/state/segment/segment';
import type { Address } from '@/state/store/address';
import { engine, provideServices } from '@/state/store/services';
import { imageById, setEngine, useStore } from '@/state/store/store';
import { followMasks } from './follow-masks';

/** Starts the workers, storage and offline use, then opens what was handed over. Call it once. */
export function startApp({ storageMode, engine: prefer, threads, handedOver }: Address): void {
  void startStorage(storageMode);
  startSettling();
  followMasks();
  startResting();
  const pixels = startPixels({ fileOf, frameOf: (id) => imageById(id)?.frame ?? 0 });
  provideServices({
    pixels,
    engine: createEngine({
      prefer,
      ...(threads === null ? {} : { threads }),
      connectPixels: () => pixels.connectSegmenter(),
      onProgress: showProgress,
      onState: showEngine,
    }),
  });
  // A new pixel worker has no port to the segmenter yet.
  pixels.onRestart(() => void engine().reconnectPixels());
  void startOffline().then(() => {
    startEngine();
    void openHandedOver(handedOver);
  });
}

/** Starts the engine again after a failure, or with another preference. */
export function retryEngine(prefer?: EnginePreference): void {
  engine()
    .retry(prefer)
    .catch(() => {}); // shown: the engine reports its own failure as a state
}

/** The engine to offer when `engine` would not run. */
export function otherEngine(engine: Engine): Engine {
  return engine === 'wasm' ? 'webgpu' : 'wasm';
}

function startEngine(): void {
  engine()
    .start()
    .catch(() => {}); // shown: the engine reports its own failure as a state
}

/** Files that are read from this device are not a download. */
function showProgress(progress: LoadProgress): void {
  const { isEngineStored } = useStore.getState();
  const isRead = progress.phase === 'download' && isEngineStored;
  setEngine({ engineProgress: isRead ? { ...progress, phase: 'engine' } : progress });
}

function showEngine(state: EngineState): void {
  const refusedEngines = state.refused.map(({ engine, error }) => ({
    engine,
    failure: toFailure(error),
  }));
  if (state.phase === 'ready') {
    setEngine({
      enginePhase: 'ready',
      engineInfo: state.info,
      engineProgress: null,
      engineFailure: null,
      refusedEngines,
    });
    void runNext();
    void finishOffline();
  } else if (state.phase === 'failed') {
    setEngine({
      enginePhase: 'failed',
      engineFailure: toFailure(state.error),
      engineProgress: null,
      refusedEngines,
    });
    void finishOffline();
  } else if (state.phase === 'restarting') {
    setEngine({
      enginePhase: 'restarting',
      engineFailure: toFailure(state.because),
      refusedEngines,
    });
  } else {
    setEngine({ enginePhase: 'loading', refusedEngines });
  }
}
