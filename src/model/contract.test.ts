import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { assertContract, contract, MODALITIES, MODALITY_NAMES, MODEL_FILES } from './contract';

test.each(MODEL_FILES)(
  '$file is the file that the contract describes',
  ({ file, bytes, sha256 }) => {
    const content = readFileSync(new URL(`../../public/models/${file}`, import.meta.url));
    expect(content.length).toBe(bytes);
    expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
  },
);

test('the modalities stand in the order of their names', () => {
  expect(MODALITIES.map(({ name }) => name)).toEqual(MODALITY_NAMES);
});

test('the model has one logit for each modality', () => {
  const logits = contract.graphs.lka.outputs.find(({ name }) => name === 'modality');
  expect(logits?.shape).toEqual([1, MODALITY_NAMES.length]);
});

describe('assertContract', () => {
  const tensors = (list: (typeof contract.graphs.cp)['inputs']) =>
    list.map(({ name, type, shape }) => ({
      name,
      type,
      isTensor: true,
      shape: shape.map((side) => side ?? 'n'),
    }));
  const inputs = tensors(contract.graphs.cp.inputs);
  const outputs = tensors(contract.graphs.cp.outputs);

  test('accepts the graph of the contract', () => {
    expect(() => assertContract('cp', inputs, outputs)).not.toThrow();
  });

  test('names both shapes where they differ', () => {
    const other = inputs.map((input) =>
      input.name === 'prior' ? { ...input, shape: [1, 1, 128, 128] } : input,
    );
    expect(() => assertContract('cp', other, outputs)).toThrow(
      expect.objectContaining({
        name: 'ContractMismatch',
        values: {
          file: 'cp-encoder.onnx',
          expected: 'prior float32 [1, 1, 64, 64]',
          found: 'prior float32 [1, 1, 128, 128]',
        },
      }),
    );
  });

  test('misses a tensor that is not there', () => {
    const values = { expected: 'dense_prompt float32 [1, 256, 32, 32]', found: 'nothing' };
    expect(() => assertContract('cp', inputs, outputs.slice(0, 1))).toThrow(
      expect.objectContaining({ values: { file: 'cp-encoder.onnx', ...values } }),
    );
  });
});
