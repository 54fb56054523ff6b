import type { Engine, EngineInfo, LoadProgress } from '@/model/protocol';
import type { Failure } from '@/state/failures/failure-shape';
import type { SliceSetter } from './slice';

export type EnginePhase = 'idle' | 'loading' | 'ready' | 'restarting' | 'failed';

/** An engine that was tried and turned down, and why. */
export interface RefusedEngine {
  readonly engine: Engine;
  readonly failure: Failure;
}

export interface EngineSlice {
  readonly enginePhase: EnginePhase;
  readonly engineInfo: EngineInfo | null;
  readonly engineProgress: LoadProgress | null;
  readonly engineFailure: Failure | null;
  readonly refusedEngines: readonly RefusedEngine[];
  setEngine(change: Partial<Omit<EngineSlice, 'setEngine'>>): void;
}

export const createEngineSlice = (set: SliceSetter<EngineSlice>): EngineSlice => ({
  enginePhase: 'idle',
  engineInfo: null,
  engineProgress: null,
  engineFailure: null,
  refusedEngines: [],
  setEngine: (change) => set(change),
});
