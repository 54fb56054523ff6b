import { named } from '@/core/errors';
import type { TileSource } from '@/core/tiles/tile-source';
import type { DescriptorStats } from '@/core/tiles/unfamiliar';
import { contract, MODEL_FILES, type ModelFile } from '@/model/contract';
import type { EngineInfo, LoadOptions, LoadProgress, Segmenter } from '@/model/protocol';
import { serve, transfer, wrap } from '@/thread/serve';
import { downloadFiles, inFolder } from './download';
import { createPipeline, type Pipeline } from './pipeline';
import { runSelfTest } from './self-test';
import { createSessions, ENGINE_FILE, requestGpu, type Sessions } from './sessions';
import { createStages } from './stages';

let pipeline: Pipeline | null = null;
let sessions: Sessions | null = null;

function loaded(): Pipeline {
  if (!pipeline)
    throw named('EngineUnavailable', 'The engine is not loaded', { reason: 'loading' });
  return pipeline;
}

async function load(
  options: LoadOptions,
  onProgress: (progress: LoadProgress) => void,
): Promise<EngineInfo> {
  const gpu = await requestGpu(options);
  let totalBytes = 0;
  const wanted = [ENGINE_FILE, ...MODEL_FILES.map((file) => inFolder(options.modelUrl, file))];
  const files = await downloadFiles(wanted, (loadedBytes, total) => {
    totalBytes = total;
    onProgress({ phase: 'download', loadedBytes, totalBytes });
  });
  const bytesOf = ({ file }: ModelFile) => files.get(file) as Uint8Array<ArrayBuffer>;
  const { graphs, descriptorStats, selfTest, weights } = contract;

  onProgress({ phase: 'engine', loadedBytes: totalBytes, totalBytes });
  sessions = await createSessions(options, gpu, bytesOf(ENGINE_FILE), {
    lka: bytesOf(graphs.lka),
    cp: bytesOf(graphs.cp),
    msf: bytesOf(graphs.msf),
  });
  const { threads, adapter, isSoftwareAdapter, run } = sessions;
  const stages = createStages(run);

  const test = () => {
    onProgress({ phase: 'warm-up', loadedBytes: totalBytes, totalBytes });
    return runSelfTest(stages, bytesOf(selfTest.picture), bytesOf(selfTest.reference));
  };
  // A graphics card compiles its shaders in the first run, whose time therefore says nothing. A
  // software adapter is slow anyway, and a second run would cost minutes.
  const first = await test();
  const result = gpu && !isSoftwareAdapter ? await test() : first;

  const { engine } = options;
  const stats: DescriptorStats = JSON.parse(new TextDecoder().decode(bytesOf(descriptorStats)));
  pipeline = createPipeline({ stages, stats, engine: { engine, threads } });
  return {
    engine,
    threads,
    adapter,
    isSoftwareAdapter,
    modelVersion: weights.version,
    selfTest: result,
  };
}

const segmenter: Segmenter = {
  load,

  async connect(pixels) {
    loaded().connect(wrap<TileSource>(pixels));
  },

  async segment(request, onProgress) {
    const prediction = await loaded().segment(request, onProgress);
    return transfer(prediction, [
      prediction.probability.buffer,
      prediction.core.buffer,
      prediction.coarse.data.buffer,
    ]);
  },

  async refine(request, onProgress) {
    const patch = await loaded().refine(request, onProgress);
    return transfer(patch, [patch.probability.buffer, patch.core.buffer]);
  },

  async cancel(imageId, kind) {
    loaded().cancel(imageId, kind);
  },

  async forget(imageId) {
    loaded().forget(imageId);
  },

  async memory() {
    return { heapBytes: sessions?.heapBytes() ?? 0, cacheBytes: pipeline?.cacheBytes ?? 0 };
  },
};

serve(segmenter);
