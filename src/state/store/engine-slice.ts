import type { Engine, EngineInfo, LoadProgress } from '@/model/protocol';
import type { Failure } from '@/state/failures/failure-shape';

export type EnginePhase = 'idle' | 'loading' | 'ready' | 'restarting' | 'failed';

/** An engine that was tried and refused, and why. */
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
}

export const initialEngine: EngineSlice = {
  enginePhase: 'idle',
  engineInfo: null,
  engineProgress: null,
  engineFailure: null,
  refusedEngines: [],
};
