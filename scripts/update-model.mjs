/**
 * Takes a new set of weights into the app:
 *
 *     npm run update-model -- FROM_DIR [WEIGHTS_VERSION]
 *
 * FROM_DIR holds the three graphs, descriptor-stats.json and golden/ as the training code writes
 * them. Copies what ships to public/models/ and what tests need to src/model/golden/, makes the
 * self-test's picture and reference, and writes sizes, hashes and tensors, read from the graphs
 * themselves, into src/model/contract.json. Everything else in the contract is decided by hand.
 * New weights need a new version: exports and drafts name it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession } from 'onnxruntime-web';

const root = fileURLToPath(new URL('..', import.meta.url));
const models = join(root, 'public/models');
const goldenTo = join(root, 'src/model/golden');
const contractPath = join(root, 'src/model/contract.json');

const GRAPHS = { lka: 'lka-encoder.onnx', cp: 'cp-encoder.onnx', msf: 'msf-decoder.onnx' };
const STATS = 'descriptor-stats.json';
const SELF_TEST = 'dermoscopy-512';
/** The picture's facts in golden.json. */
const SELF_TEST_FACTS = 'dermoscopy';
const GOLDEN = [
  'dermoscopy.png',
  'dermoscopy-probability.png',
  'dermoscopy-core.png',
  'dermoscopy-truth.png',
  'dermoscopy-512.masks.f32',
  'dermoscopy-512.coarse.f32',
  'histology.png',
  'histology-probability.png',
  'histology-core.png',
  'histology-truth.png',
  'golden.json',
];

/** What the app checks after a download. */
function fileFacts(file) {
  const bytes = readFileSync(join(models, file));
  return {
    file,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** Named dimensions (a batch of clicks) are `null`: any size. */
function tensors(metadata) {
  return metadata.map(({ name, type, shape }) => ({
    name,
    type,
    shape: shape.map((side) => (typeof side === 'number' ? side : null)),
  }));
}

async function graphFacts(file) {
  const session = await InferenceSession.create(readFileSync(join(models, file)));
  const facts = {
    ...fileFacts(file),
    inputs: tensors(session.inputMetadata),
    outputs: tensors(session.outputMetadata),
  };
  await session.release();
  return facts;
}

/**
 * The reference of the self-test, as src/model/worker/self-test.ts reads it: what PyTorch makes of
 * the picture. Object and core mask (one bit a pixel, first pixel in the highest bit), then in
 * float32, little endian: coarse logits, predicted IoU, modality logits, descriptor.
 */
function selfTestReference(golden) {
  const masks = readFileSync(join(golden, `${SELF_TEST}.masks.f32`)); // object, then core
  const bits = Buffer.alloc(masks.length / 4 / 8);
  for (let i = 0; i < masks.length / 4; i++)
    if (masks.readFloatLE(4 * i) > 0) bits[i >> 3] |= 0x80 >> (i & 7);
  const coarse = readFileSync(join(golden, `${SELF_TEST}.coarse.f32`));
  const facts = JSON.parse(readFileSync(join(golden, 'golden.json'), 'utf8'))[SELF_TEST_FACTS];
  const { iou_head, modality_logits, descriptor } = facts;
  const numbers = Float32Array.of(iou_head, ...modality_logits, ...descriptor);
  return Buffer.concat([bits, coarse, new Uint8Array(numbers.buffer)]);
}

/** Copies bytes only: a read-only source must not make a read-only copy. */
function copy(from, to) {
  writeFileSync(to, readFileSync(from));
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

const [from, version] = process.argv.slice(2);
if (!from || !existsSync(join(from, GRAPHS.lka)))
  fail(`Usage: npm run update-model -- FROM_DIR [WEIGHTS_VERSION]; FROM_DIR holds ${GRAPHS.lka}`);

mkdirSync(models, { recursive: true });
mkdirSync(goldenTo, { recursive: true });
const golden = join(from, 'golden');
for (const file of [...Object.values(GRAPHS), STATS]) copy(join(from, file), join(models, file));
for (const file of GOLDEN) copy(join(golden, file), join(goldenTo, file));
copy(join(golden, `${SELF_TEST}.png`), join(models, 'self-test.png'));
writeFileSync(join(models, 'self-test.bin'), selfTestReference(golden));

const contract = JSON.parse(readFileSync(contractPath, 'utf8'));
const before = JSON.stringify(Object.values(contract.graphs).map((graph) => graph.sha256));
for (const [name, file] of Object.entries(GRAPHS)) contract.graphs[name] = await graphFacts(file);
contract.descriptorStats = fileFacts(STATS);
contract.selfTest = { picture: fileFacts('self-test.png'), reference: fileFacts('self-test.bin') };
const after = JSON.stringify(Object.values(contract.graphs).map((graph) => graph.sha256));
if (before !== '[]' && before !== after && !version)
  fail('These weights are new: give them a version, npm run update-model -- FROM_DIR 1.1.0');
if (version) contract.weights.version = version;

writeFileSync(contractPath, JSON.stringify(contract));
const written = [contractPath, join(goldenTo, 'golden.json')];
const format = spawnSync('npx', ['--no-install', 'biome', 'format', '--write', ...written], {
  cwd: root,
  stdio: 'inherit',
});
if (format.status !== 0) fail('The contract is written, but could not be formatted.');
console.log(`Weights ${contract.weights.version} are in ${models}`);
