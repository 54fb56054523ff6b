import { createEngine, type EnginePreference, type EngineState } from '@/model/client';
import type { Engine } from '@/model/protocol';
import { startPixels } from '@/pixels/client';
import { toFailure } from '@/state/failure';
import { fileOf } from '@/state/files';
import { engine, provideServices } from '@/state/services';
import { useStore } from '@/state/store';
import { runNext } from './segment';

/**
 * Starts the workers. `?engine=webgpu|wasm` asks for one engine (a software adapter too),
 * `?threads=1` limits WASM.
 */
export function startApp(query: URLSearchParams): void {
  const wanted = query.get('engine');
  const threads = Number(query.get('threads'));
  const pixels = startPixels({ fileOf });
  provideServices({
    pixels,
    engine: createEngine({
      prefer: wanted === 'webgpu' || wanted === 'wasm' ? wanted : 'auto',
      ...(Number.isInteger(threads) && threads > 0 ? { threads } : {}),
      connectPixels: () => pixels.connectSegmenter(),
      onProgress: (engineProgress) => useStore.getState().setEngine({ engineProgress }),
      onState: showEngine,
    }),
  });
  // A new pixel worker has no port to the segmenter: a fresh engine asks for one.
  pixels.onRestart(() => retryEngine());
  startEngine();
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

function showEngine(state: EngineState): void {
  const { setEngine } = useStore.getState();
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
  } else if (state.phase === 'failed') {
    setEngine({
      enginePhase: 'failed',
      engineFailure: toFailure(state.error),
      engineProgress: null,
      refusedEngines,
    });
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
