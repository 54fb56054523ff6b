import { named } from '@/core/errors';
import type { Ramp } from '@/core/tiles/tiles';
import contractJson from './contract.json';

/** The typed view of contract.json: every file, tensor, shape and constant of the model. */

export const MODALITY_NAMES = [
  'dermoscopy',
  'histology',
  'fluorescence',
  'endoscopy',
  'ultrasound',
  'fundus',
] as const;

export type ModalityName = (typeof MODALITY_NAMES)[number];

/** What the model does with one modality, and the defaults for making its objects. */
export interface Modality {
  readonly name: ModalityName;
  /** `whole`: squashed to one square; `tiled`: squares at native scale. */
  readonly mode: 'whole' | 'tiled';
  /** Whether a known pixel size sets the scale of the tiles (microscopy). */
  readonly scaledByPixelSize: boolean;
  /** Probability above which a pixel belongs to an object, 0–1. */
  readonly threshold: number;
  readonly objects: 'region' | 'components' | 'instances';
  readonly keepLargest: boolean;
  readonly fillHoles: boolean;
  /** 30 pixels at 0.25 µm are 1.9 µm², a disc 1.5 µm across: debris, far below any nucleus. */
  readonly minAreaPx: number;
  /** `strong`: measured on images of other hospitals; `early`: often wrong. */
  readonly maturity: 'strong' | 'early';
  /** What one object is; the message catalogue has the word. */
  readonly noun: 'lesion' | 'nucleus' | 'polyp' | 'vessel';
}

export type GraphName = 'lka' | 'cp' | 'msf';
export const GRAPH_NAMES: readonly GraphName[] = ['lka', 'cp', 'msf'];

/** A file of the model folder. */
export interface ModelFile {
  readonly file: string;
  readonly bytes: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

export interface TensorShape {
  readonly name: string;
  readonly type: string;
  /** `null`: any size. */
  readonly shape: readonly (number | null)[];
}

export interface Graph extends ModelFile {
  readonly inputs: readonly TensorShape[];
  readonly outputs: readonly TensorShape[];
}

interface Contract {
  /** Grows when the meaning of this file changes. */
  readonly contract: number;
  readonly weights: { readonly version: string; readonly licence: string };
  /** Side of the model's square input, in pixels. */
  readonly side: number;
  readonly tiling: { readonly overlap: number; readonly ramp: Ramp };
  readonly prior: {
    readonly side: number;
    /** Logits of an earlier mask are clipped to ± this before they are averaged. */
    readonly clip: number;
    /** Logit of a reviewed mask: + inside, − outside. */
    readonly maskLogit: number;
  };
  readonly scale: {
    /** Pixel size at which the model saw most microscopy. */
    readonly micronsPerPixel: number;
    /** Model pixels per image pixel varied in training, around that size. */
    readonly trained: { readonly min: number; readonly max: number };
    /** Model pixels per image pixel that tiles are cut at. */
    readonly accepted: { readonly min: number; readonly max: number };
    /** Above this a pixel size is a print resolution, not a microscope's. */
    readonly largestPlausibleMicronsPerPixel: number;
  };
  /** If the longest side is above `aboveSidePx`, this many native tiles vote for the modality. */
  readonly votes: { readonly aboveSidePx: number; readonly tiles: number };
  /** In the order of the modality logits. */
  readonly modalities: readonly Modality[];
  readonly graphs: Readonly<Record<GraphName, Graph>>;
  readonly descriptorStats: ModelFile;
  readonly selfTest: { readonly picture: ModelFile; readonly reference: ModelFile };
}

export const contract = contractJson as Contract;

export const MODALITIES = contract.modalities;

/** The contract's entry for a modality: defaults, thresholds, tiled or whole. */
export function modalityOf(name: ModalityName): Modality {
  return MODALITIES[MODALITY_NAMES.indexOf(name)] as Modality;
}

/** Every file that the engine downloads, in the order it needs them. */
export const MODEL_FILES: readonly ModelFile[] = [
  ...GRAPH_NAMES.map((name) => contract.graphs[name]),
  contract.descriptorStats,
  contract.selfTest.picture,
  contract.selfTest.reference,
];

/** What a session reports of one of its tensors; a named dimension is a string. */
export interface TensorMetadata {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string;
  readonly shape?: readonly (number | string)[];
}

/**
 * Compares a loaded graph with the contract.
 *
 * @throws ContractMismatch naming the graph, what the contract expects and what the graph has
 */
export function assertContract(
  name: GraphName,
  inputs: readonly TensorMetadata[],
  outputs: readonly TensorMetadata[],
): void {
  const graph = contract.graphs[name];
  compare(graph.file, 'inputs', graph.inputs, inputs);
  compare(graph.file, 'outputs', graph.outputs, outputs);
}

function compare(
  file: string,
  side: string,
  expected: readonly TensorShape[],
  found: readonly TensorMetadata[],
): void {
  const mismatch = (expects: string, has: string) =>
    named('ContractMismatch', `${file} has ${side} ${has}; the contract expects ${expects}`, {
      file,
      expected: expects,
      found: has,
    });
  for (let i = 0; i < Math.max(expected.length, found.length); i++) {
    const want = expected[i] ? describe(expected[i] as TensorShape) : 'nothing';
    const have = found[i] ? describe(found[i] as TensorMetadata) : 'nothing';
    if (want !== have) throw mismatch(want, have);
  }
}

/** `points float32 [1, any, 2]` */
function describe({ name, type, shape }: TensorShape | TensorMetadata): string {
  const sides = (shape ?? []).map((side) => (typeof side === 'number' ? side : 'any'));
  return `${name} ${type ?? 'no tensor'} [${sides.join(', ')}]`;
}
