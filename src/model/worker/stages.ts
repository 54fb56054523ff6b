import { named } from '@/core/errors';
import { contract, type GraphName, type TensorShape } from '@/model/contract';

/** The three graphs as functions of plain arrays. */

export interface Feed {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

export type Feeds = Readonly<Record<string, Feed>>;

/** Runs one graph. Every array is float32, row-major. Outputs belong to the caller. */
export type Run = (graph: GraphName, feeds: Feeds) => Promise<Record<string, Float32Array>>;

/** The LKA-Encoder's output for a 512-pixel square; 8.3 MB. */
export interface Encoding {
  /** 256 × 32 × 32 */
  readonly embedding: Float32Array;
  /** 16 × 256 × 256, 32 × 128 × 128, 64 × 64 × 64 */
  readonly detail2: Float32Array;
  readonly detail4: Float32Array;
  readonly detail8: Float32Array;
  /** One logit a modality. */
  readonly modality: Float32Array;
  readonly descriptor: Float32Array;
}

export interface Prompt {
  /** 64 × 64 logits */
  readonly coarse: Float32Array;
  /** 256 × 32 × 32 */
  readonly dense: Float32Array;
}

export interface Decoding {
  /** Object and core logits, 2 × 256 × 256. */
  readonly masks: Float32Array;
  /** Predicted IoU, 0–1. */
  readonly iou: number;
}

/** A click in the frame of the square: pixel centres at +0.5. */
export interface SquareClick {
  readonly x: number;
  readonly y: number;
  readonly belongs: boolean;
}

export interface Stages {
  /** @param image float32 RGB planes 0–255, 3 × 512 × 512 */
  encode(image: Float32Array): Promise<Encoding>;
  /** @param prior 64 × 64 logits of an earlier mask; `null` without one */
  prompt(encoding: Encoding, prior: Float32Array | null): Promise<Prompt>;
  decode(
    encoding: Encoding,
    dense: Float32Array,
    clicks: readonly SquareClick[],
  ): Promise<Decoding>;
}

/**
 * Makes the stages from a function that runs a graph. Each output is checked: a broken backend must
 * not pass for "no lesion".
 *
 * @throws BadOutput (from every stage) for a value that is not finite, or equal values throughout
 */
export function createStages(run: Run): Stages {
  async function checked(graph: GraphName, feeds: Feeds): Promise<Record<string, Float32Array>> {
    const outputs = await run(graph, feeds);
    for (const { name } of contract.graphs[graph].outputs)
      assertSound(graph, name, outputs[name] as Float32Array);
    return outputs;
  }

  return {
    async encode(image) {
      const o = await checked('lka', { image: feed('lka', 'image', image) });
      return {
        embedding: o.embedding as Float32Array,
        detail2: o.detail_2 as Float32Array,
        detail4: o.detail_4 as Float32Array,
        detail8: o.detail_8 as Float32Array,
        modality: o.modality as Float32Array,
        descriptor: o.descriptor as Float32Array,
      };
    },

    async prompt({ embedding, detail8 }, prior) {
      const { side } = contract.prior;
      const o = await checked('cp', {
        embedding: feed('cp', 'embedding', embedding),
        detail_8: feed('cp', 'detail_8', detail8),
        prior: feed('cp', 'prior', prior ?? new Float32Array(side * side)),
        use_prior: feed('cp', 'use_prior', Float32Array.of(prior ? 1 : 0)),
      });
      return { coarse: o.coarse as Float32Array, dense: o.dense_prompt as Float32Array };
    },

    async decode(encoding, dense, clicks) {
      const { points, labels } = clickFeeds(clicks);
      const o = await checked('msf', {
        embedding: feed('msf', 'embedding', encoding.embedding),
        dense_prompt: feed('msf', 'dense_prompt', dense),
        detail_2: feed('msf', 'detail_2', encoding.detail2),
        detail_4: feed('msf', 'detail_4', encoding.detail4),
        detail_8: feed('msf', 'detail_8', encoding.detail8),
        points: { data: points, dims: [1, labels.length, 2] },
        labels: { data: labels, dims: [1, labels.length] },
      });
      return { masks: o.masks as Float32Array, iou: (o.iou as Float32Array)[0] as number };
    },
  };
}

/** Without clicks the decoder needs one point that counts for nothing, as in training. */
function clickFeeds(clicks: readonly SquareClick[]) {
  if (clicks.length === 0) return { points: Float32Array.of(0, 0), labels: Float32Array.of(-1) };
  return {
    points: Float32Array.from(clicks.flatMap(({ x, y }) => [x, y])),
    labels: Float32Array.from(clicks, ({ belongs }) => (belongs ? 1 : 0)),
  };
}

function feed(graph: GraphName, name: string, data: Float32Array): Feed {
  const tensor = contract.graphs[graph].inputs.find((input) => input.name === name) as TensorShape;
  return { data, dims: tensor.shape as readonly number[] };
}

function assertSound(graph: GraphName, output: string, values: Float32Array): void {
  const fail = (problem: string) =>
    named('BadOutput', `${output} of ${contract.graphs[graph].file} is ${problem}`, {
      graph: contract.graphs[graph].file,
      output,
      problem,
    });
  const first = values[0] as number;
  let isConstant = values.length > 1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    // Only NaN and infinities differ from 0 when subtracted from themselves.
    if (value - value !== 0) throw fail(`${value} at ${i}`);
    if (value !== first) isConstant = false;
  }
  if (isConstant) throw fail(`${first} throughout`);
}
