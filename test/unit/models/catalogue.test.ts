import assert from 'node:assert/strict';
import * as v from 'valibot';
import { profileOf } from '../../../src/generation/modelProfile.js';
import { bitsPerWeight, catalogue } from '../../../src/features/models/core/catalogue.js';
import { safePathNames } from '../../../src/download/safeFileName.js';
import { fitOf, recommendModels } from '../../../src/features/models/core/recommendModel.js';

const positive = v.pipe(v.number(), v.integer(), v.minValue(1));
const sentence = v.pipe(v.string(), v.regex(/^\S.*\.$/));
const evidence = v.strictObject({ source: sentence, verified: v.boolean() });
const modelSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]*$/)),
  name: v.pipe(v.string(), v.nonEmpty()),
  maker: v.pipe(v.string(), v.nonEmpty()),
  summary: v.pipe(sentence, v.maxLength(100)),
  totalParameters: positive,
  activeParameters: positive,
  experts: v.strictObject({
    count: positive,
    usedPerToken: positive,
    sharedCount: v.pipe(v.number(), v.integer(), v.minValue(0)),
  }),
  fim: v.picklist(['trained', 'untrained']),
  promptLayout: v.optional(
    v.strictObject({
      order: v.picklist(['psm', 'spm']),
      context: v.picklist(['none', 'fileHeader', 'repository']),
    }),
  ),
  chat: v.boolean(),
  licence: v.strictObject({
    name: v.pipe(v.string(), v.nonEmpty()),
    isOpenSource: v.boolean(),
  }),
  contextSize: positive,
  cacheReuse: v.picklist(['anyPrefix', 'checkpoints', 'slidingWindow']),
  evidence,
  files: v.array(
    v.strictObject({
      quantisation: v.string(),
      repository: v.pipe(v.string(), v.regex(/^[\w.-]+\/[\w.-]+$/)),
      path: v.pipe(v.string(), v.regex(/\.gguf$/)),
      sizeBytes: positive,
      sha256: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
      evidence,
    }),
  ),
});

/** How far a file's size may be from what parameters and quantisation give. */
const tolerance = 0.1;
const gib = 2 ** 30;

describe('catalogue', () => {
  for (const model of catalogue) {
    describe(model.name, () => {
      it('is well formed', () => {
        v.parse(modelSchema, model);
        assert.ok(model.activeParameters < model.totalParameters);
        assert.ok(model.experts.usedPerToken < model.experts.count);
      });

      it('has files of the size that its parameters and quantisation give, smallest first', () => {
        for (const { quantisation, sizeBytes, path } of model.files) {
          const bits = bitsPerWeight[quantisation];
          assert.ok(bits !== undefined, quantisation);
          const expectedBytes = (model.totalParameters * bits) / 8;
          const ratio = sizeBytes / expectedBytes;
          assert.ok(Math.abs(ratio - 1) < tolerance, `${path}: ${ratio.toFixed(3)}`);
          assert.ok(path.toUpperCase().includes(quantisation), path);
          safePathNames(path);
        }
        const sizes = model.files.map(({ sizeBytes }) => sizeBytes);
        assert.deepEqual(
          sizes,
          [...sizes].sort((one, other) => one - other),
        );
      });

      it('agrees with the engine’s profile on fill-in-the-middle', () => {
        const profile = profileOf({ name: model.name, architecture: 'any' });
        assert.equal(model.fim === 'trained', profile.fimTrained);
        if (!profile.fimTrained) return;
        const header = profile.fileHeader === 'none' ? 'none' : 'fileHeader';
        const context = profile.contextFiles === 'repository' ? 'repository' : header;
        assert.deepEqual(model.promptLayout, { order: profile.fimOrder, context });
      });
    });
  }

  it('names nothing twice', () => {
    const files = catalogue.flatMap((model) => model.files);
    for (const names of [
      catalogue.map(({ id }) => id),
      catalogue.map(({ name }) => name),
      files.map(({ repository, path }) => `${repository}/${path}`),
      files.flatMap(({ sha256 }) => sha256 ?? []),
    ]) {
      assert.equal(new Set(names).size, names.length);
    }
  });
});

describe('recommendModels', () => {
  const names = (machine: Parameters<typeof recommendModels>[1]): string[] =>
    recommendModels(catalogue, machine).map(({ file, fit }) => `${file.path} ${fit.kind}`);

  it('gives a machine with 8 GiB the models that leave it room', () => {
    assert.deepEqual(names({ totalMemoryBytes: 10 * gib }), [
      'granite-4.0-h-tiny-Q4_K_M.gguf memory',
    ]);
    assert.deepEqual(names({ totalMemoryBytes: 6 * gib }), []);
  });

  it('puts what completes and chats first, and uses a GPU for what fits on it', () => {
    const machine = { totalMemoryBytes: 64 * gib, deviceMemoryBytes: 24 * gib };
    assert.deepEqual(names(machine), [
      'Qwen3-Coder-30B-A3B-Instruct-Q5_K_M.gguf device',
      'DeepSeek-Coder-V2-Lite-Instruct-Q6_K.gguf device',
      'granite-4.0-h-tiny-Q4_K_M.gguf device',
    ]);
  });

  it('keeps the experts in system memory where the GPU is small', () => {
    const machine = { totalMemoryBytes: 32 * gib, deviceMemoryBytes: 8 * gib };
    assert.equal(names(machine)[0], 'Qwen3-Coder-30B-A3B-Instruct-Q4_K_M.gguf deviceAndMemory');
  });

  it('recommends nothing that the disk has no room for, unless it is there already', () => {
    const machine = { totalMemoryBytes: 64 * gib, freeDiskBytes: 6 * gib };
    assert.ok(names(machine).every((name) => !name.startsWith('Qwen')));
    assert.equal(fitOf({ sizeBytes: 18 * gib }, machine).kind, 'tooLittleDisk');
    assert.equal(fitOf({ sizeBytes: 18 * gib }, machine, true).kind, 'memory');
  });
});
