import mjsUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import * as ort from 'onnxruntime-web/webgpu';
import { NamedError, named } from '@/core/errors';
import { assertContract, GRAPH_NAMES, type GraphName, type ModelFile } from '@/model/contract';
import type { LoadOptions } from '@/model/protocol';
import type { RemoteFile } from './download';
import { nameFailure } from './failures';
import type { Run } from './stages';

/** The only file that uses the ONNX runtime. Sessions live as long as their worker. */

declare const __ENGINE_FILE__: ModelFile; // written by the build, see scripts/engine-file.ts

/** The runtime itself. Its download is checked and counted like the model's files. */
export const ENGINE_FILE: RemoteFile = {
  ...__ENGINE_FILE__,
  url: new URL(wasmUrl, location.href).href,
};

export interface Sessions {
  readonly run: Run;
  /** WebGPU's description of its adapter; `null` on WASM. */
  readonly adapter: string | null;
  readonly isSoftwareAdapter: boolean;
  readonly threads: number;
  /** Bytes of the runtime's heap; it never shrinks. */
  heapBytes(): number;
}

/** What the encoder's largest intermediate result needs at least. WebGPU's own default is less. */
const WANTED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBuffersPerShaderStage',
] as const;

/** The runtime's kernels use it if the adapter has it. */
const USEFUL_FEATURES: readonly GPUFeatureName[] = ['shader-f16', 'subgroups'];

interface Gpu {
  readonly device: GPUDevice;
  readonly adapter: string;
  readonly isSoftware: boolean;
}

export type EngineChoice = Pick<LoadOptions, 'engine' | 'threads' | 'allowSoftwareAdapter'>;

/**
 * Asks for the graphics device, before anything is downloaded for it.
 *
 * @returns `null` for WASM, which needs none
 * @throws EngineUnavailable with a reason: `no-webgpu`, `no-adapter`, `software-adapter`,
 *   `no-device`
 */
export async function requestGpu(choice: EngineChoice): Promise<Gpu | null> {
  if (choice.engine === 'wasm') return null;
  const refuse = (reason: string, why: string): Error =>
    named('EngineUnavailable', `WebGPU is not used: ${why}`, { engine: 'webgpu', reason });
  if (!navigator.gpu) throw refuse('no-webgpu', 'this browser has none');
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw refuse('no-adapter', 'no graphics adapter was found');
  // Some browsers have no info.
  const info = adapter.info as GPUAdapterInfo | undefined;
  const isSoftware = info?.isFallbackAdapter ?? false;
  if (isSoftware && !choice.allowSoftwareAdapter)
    throw refuse('software-adapter', 'the only adapter is software, slower than WASM');
  try {
    const device = await adapter.requestDevice({
      requiredFeatures: USEFUL_FEATURES.filter((feature) => adapter.features.has(feature)),
      requiredLimits: Object.fromEntries(WANTED_LIMITS.map((name) => [name, adapter.limits[name]])),
    });
    const words = [info?.vendor, info?.architecture, info?.device, info?.description];
    return { device, adapter: words.filter(Boolean).join(' ') || 'unknown adapter', isSoftware };
  } catch (error) {
    throw refuse('no-device', `the adapter gives no device: ${error}`);
  }
}

/**
 * Creates a session of each graph and compares it with the contract.
 *
 * @param runtime bytes of `ENGINE_FILE`; detached once the runtime is compiled
 * @param models  bytes of the graphs
 * @throws EngineUnavailable, ContractMismatch, OutOfMemory; its `run` throws OutOfMemory, DeviceLost
 */
export async function createSessions(
  { engine, threads }: EngineChoice,
  gpu: Gpu | null,
  runtime: Uint8Array<ArrayBuffer>,
  models: Readonly<Record<GraphName, Uint8Array>>,
): Promise<Sessions> {
  const heapBytes = watchHeap();
  ort.env.wasm.wasmPaths = { mjs: mjsUrl };
  ort.env.wasm.wasmBinary = runtime.buffer;
  ort.env.wasm.numThreads = threads;
  let lost: GPUDeviceLostInfo | null = null;
  void gpu?.device.lost.then((info) => {
    lost = info;
  });
  const nameError = (error: unknown, doing: string): Error => {
    if (lost) {
      const { reason, message } = lost;
      return named('DeviceLost', `The graphics device was lost while ${doing}: ${message}`, {
        reason,
      });
    }
    const failure = nameFailure(error, doing);
    // WASM can run whatever a graphics driver cannot: the client continues there.
    if (!gpu || failure instanceof NamedError) return failure;
    return named('EngineUnavailable', `WebGPU failed while ${doing}: ${failure.message}`, {
      engine,
      reason: 'run',
    });
  };

  const provider = gpu ? ({ name: 'webgpu', device: gpu.device } as const) : 'wasm';
  const sessions = new Map<GraphName, ort.InferenceSession>();
  for (const name of GRAPH_NAMES) {
    try {
      const session = await ort.InferenceSession.create(models[name], {
        executionProviders: [provider],
        logSeverityLevel: 3, // errors: that shape operators stay on the CPU is as it should be
      });
      sessions.set(name, session);
    } catch (error) {
      const failure = nameError(error, `creating the session of ${name}`);
      if (failure.name !== 'Error') throw failure;
      throw named('EngineUnavailable', `${engine} cannot run ${name}: ${failure.message}`, {
        engine,
        reason: 'session',
      });
    }
    const session = sessions.get(name) as ort.InferenceSession;
    assertContract(name, session.inputMetadata, session.outputMetadata);
  }
  // The runtime's glue keeps its bytes for life, though it never reads them again.
  structuredClone(runtime.buffer, { transfer: [runtime.buffer] });

  return {
    async run(graph, feeds) {
      const session = sessions.get(graph) as ort.InferenceSession;
      const tensors: Record<string, ort.Tensor> = {};
      for (const [name, { data, dims }] of Object.entries(feeds))
        tensors[name] = new ort.Tensor('float32', data, dims);
      try {
        const outputs = await session.run(tensors);
        const arrays: Record<string, Float32Array> = {};
        for (const [name, tensor] of Object.entries(outputs))
          arrays[name] = tensor.data as Float32Array;
        if (lost) throw new Error('the run ended after the loss');
        return arrays;
      } catch (error) {
        throw nameError(error, `running ${graph}`);
      }
    },
    adapter: gpu?.adapter ?? null,
    isSoftwareAdapter: gpu?.isSoftware ?? false,
    threads: ort.env.wasm.numThreads,
    heapBytes,
  };
}

/**
 * The runtime does not report the size of its heap. Its glue makes the memory through this
 * constructor, so every memory made from now on is watched.
 */
function watchHeap(): () => number {
  const memories: WebAssembly.Memory[] = [];
  WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
    construct(target, args) {
      const memory: WebAssembly.Memory = Reflect.construct(target, args);
      memories.push(memory);
      return memory;
    },
  });
  return () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
}
