import { readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import { resampleRegion, squash } from '../src/core/tiles/resize';
import type { TileSource } from '../src/core/tiles/tile-source';
import type { DescriptorStats } from '../src/core/tiles/unfamiliar';
import type { Raster } from '../src/core/types';
import { contract, GRAPH_NAMES, type GraphName } from '../src/model/contract';
import type { Run } from '../src/model/worker/stages';

/** The real model in Node, for tests and measurements run from the project's folder. */

export const SHIPPED_MODELS = 'public/models';

export function readModelFile(file: string, folder = SHIPPED_MODELS): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(`${folder}/${file}`));
}

/** One session a graph, on onnxruntime-web's WASM. */
export async function loadSessions(
  threads: number,
  folder = SHIPPED_MODELS,
): Promise<Readonly<Record<GraphName, InferenceSession>>> {
  env.wasm.numThreads = threads;
  const entries: [GraphName, InferenceSession][] = [];
  for (const name of GRAPH_NAMES) {
    const file = readModelFile(contract.graphs[name].file, folder);
    entries.push([name, await InferenceSession.create(file)]);
  }
  return Object.fromEntries(entries) as Record<GraphName, InferenceSession>;
}

export function runWith(sessions: Readonly<Record<GraphName, InferenceSession>>): Run {
  return async (graph, feeds) => {
    const tensors = Object.entries(feeds).map(([name, { data, dims }]) => [
      name,
      new Tensor('float32', data, dims),
    ]);
    const outputs = await sessions[graph].run(Object.fromEntries(tensors));
    const arrays = Object.entries(outputs).map(([name, { data }]) => [name, data]);
    return Object.fromEntries(arrays);
  };
}

export function readStats(): DescriptorStats {
  return JSON.parse(new TextDecoder().decode(readModelFile(contract.descriptorStats.file)));
}

/** An 8-bit RGB or grey PNG; refuses others, whose numbers mean something else. */
export function readPng(bytes: Uint8Array): Raster {
  const { width, height, data, channels, depth, palette } = decode(bytes);
  if (depth !== 8 || palette || (channels !== 1 && channels !== 3)) {
    const kind = palette ? 'palette' : `${channels} channels`;
    throw new Error(`A PNG of ${depth} bits and ${kind}: 8-bit grey or RGB is needed`);
  }
  return {
    width,
    height,
    channels,
    bits: 8,
    data: data as Uint8Array,
    window: null,
    spacing: null,
  };
}

/** Serves pictures as the pixel worker does. */
export function sourceOf(rasters: Readonly<Record<string, Raster>>): TileSource {
  const raster = (imageId: string) => rasters[imageId] as Raster;
  return {
    squashed: async (imageId, side) => squash(raster(imageId), side),
    tile: async (imageId, scaled, rect) => resampleRegion(raster(imageId), scaled, rect),
  };
}
