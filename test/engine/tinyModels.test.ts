import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Llama, LlamaModel, Token } from 'node-llama-cpp';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';

import { brokenModels } from '../support/tinyModels/brokenModels.js';
import { buildTinyModel, largeContext } from '../support/tinyModels/buildTinyModel.js';
import { layersOf } from '../support/tinyModels/tinyArchitecture.js';
import { tinyArchitectures } from '../support/tinyModels/tinyArchitectures.js';
import { writeTinyModel } from '../support/tinyModels/writeTinyModel.js';

const code = 'const total = prices.reduce((sum, price) => sum + price, 0);\n';

describe('tiny models', function () {
  this.timeout(180_000);
  let llama: Llama;
  let directory: string;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tiny-models-'));
    llama = await getLlama({
      gpu: false,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      maxThreads: 1,
      logLevel: LlamaLogLevel.error,
      // What llama.cpp says about the broken models is expected.
      logger: () => undefined,
    });
  });

  after(async () => {
    // Not the library: disposing of it can wait for ever (see engine/runtime/llamaRuntime.ts).
    await rm(directory, { recursive: true, force: true });
  });

  for (const description of Object.values(tinyArchitectures)) {
    it(`${description.name} loads and generates the same tokens twice`, async () => {
      const path = await writeTinyModel(directory, description.name);
      const model = await llama.loadModel({ modelPath: path, gpuLayers: 0 });
      try {
        assert.equal(model.fileInfo.metadata.general.architecture, description.architecture);
        assert.equal(model.fileInsights.totalLayers, layersOf(description).length + 1);
        const first = await generate(model, code, 5);
        assert.equal(first.length, 5);
        assert.deepEqual(await generate(model, code, 5), first);
        assert.match(model.detokenize(first), /^[\n -~]+$/, 'only printable tokens are generated');
      } finally {
        await model.dispose();
      }
    });

    it(`${description.name} takes what it generates from its weights and its prompt`, async () => {
      const [model, otherModel] = await Promise.all(
        [1, 2].map(async (seed) =>
          llama.loadModel({
            modelPath: await writeTinyModel(directory, description.name, { seed }),
            gpuLayers: 0,
          }),
        ),
      );
      assert(model !== undefined && otherModel !== undefined);
      try {
        const tokens = await generate(model, code, 16);
        assert.notDeepEqual(await generate(otherModel, code, 16), tokens, 'other weights');
        // The last token is the same, so only attention, convolution or state can tell these prompts apart.
        assert.notDeepEqual(
          await generate(model, `class Price {}\n\n${code}`, 16),
          tokens,
          'other prompt',
        );
      } finally {
        await model.dispose();
        await otherModel.dispose();
      }
    });
  }

  for (const weightType of ['F32', 'F16', 'Q8_0', 'Q4_0'] as const) {
    it(`generates with ${weightType} weights`, async () => {
      const path = await writeTinyModel(directory, 'deepseek', { weightType });
      const model = await llama.loadModel({ modelPath: path, gpuLayers: 0 });
      assert.equal((await generate(model, code, 5)).length, 5);
      await model.dispose();
    });
  }

  it('begins with Q8_0 weights as it does with F32 weights', async () => {
    const outputs = [];
    for (const weightType of ['F32', 'Q8_0'] as const) {
      const path = await writeTinyModel(directory, 'llama', { weightType });
      const model = await llama.loadModel({ modelPath: path, gpuLayers: 0 });
      outputs.push(await generate(model, code, 3));
      await model.dispose();
    }
    assert.deepEqual(outputs[0], outputs[1]);
  });

  it('has fill-in-the-middle tokens only when asked', async () => {
    for (const fim of [true, false]) {
      const path = await writeTinyModel(directory, 'llama', { fim });
      const model = await llama.loadModel({ modelPath: path, gpuLayers: 0 });
      const { infill } = model.tokens;
      const strings = [infill.prefixString, infill.suffixString, infill.middleString];
      const names = ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'];
      assert.deepEqual(strings, fim ? names : [null, null, null]);
      for (const name of [...names, '<|fim_pad|>', '<|repo_name|>', '<|file_sep|>']) {
        assert.equal(model.tokenize(name, true).length === 1, fim, name);
      }
      await model.dispose();
    }
  });

  it('tokenizes any text losslessly, code in fewer tokens than bytes', async () => {
    const path = await writeTinyModel(directory, 'llama');
    const model = await llama.loadModel({ modelPath: path, gpuLayers: 0 });
    const text = 'function naïve() {\n    return "日本語 🙂";\n}\r\n\t<|im_end|>';
    const tokens = model.tokenize(text);
    assert.equal(model.detokenize(tokens), text);
    assert(tokens.length < Buffer.byteLength(text));
    assert.equal(model.tokenize('<|im_end|>', true)[0], model.tokens.eos);
    assert(!tokens.some((token) => model.isSpecialToken(token)));
    assert.match(model.fileInfo.metadata.tokenizer.chat_template ?? '', /im_start/);
    await model.dispose();
  });

  it('prefills 3,000 tokens when its context is large', async () => {
    const path = await writeTinyModel(directory, 'qwen3Moe', largeContext);
    const model = await llama.loadModel({ modelPath: path, gpuLayers: 0 });
    assert(model.trainContextSize >= 4096);
    const prompt = model.tokenize(code.repeat(100)).slice(0, 3000);
    assert.equal(prompt.length, 3000);
    assert.equal((await generate(model, prompt, 5, 4096)).length, 5);
    await model.dispose();
  });

  for (const [name, spoil] of Object.entries(brokenModels)) {
    it(`does not load when broken: ${name}`, async () => {
      const path = join(directory, `${name}.gguf`);
      await writeFile(path, spoil(buildTinyModel('qwen3Moe')));
      await assert.rejects(llama.loadModel({ modelPath: path, gpuLayers: 0 }));
    });
  }

  it('builds the same bytes again, and others for another seed', () => {
    const bytes = buildTinyModel('lfm2Moe');
    assert.deepEqual(buildTinyModel('lfm2Moe'), bytes);
    assert.notDeepEqual(buildTinyModel('lfm2Moe', { seed: 2 }), bytes);
    assert(bytes.length < 1_500_000);
  });

  it('writes a file once', async () => {
    const path = await writeTinyModel(directory, 'olmoe');
    assert.equal(await writeTinyModel(directory, 'olmoe'), path);
    assert.notEqual(await writeTinyModel(directory, 'olmoe', { fim: false }), path);
  });
});

async function generate(
  model: LlamaModel,
  prompt: string | Token[],
  tokenCount: number,
  contextSize = 512,
): Promise<Token[]> {
  const context = await model.createContext({ contextSize, batchSize: 512, threads: 1 });
  try {
    const generated: Token[] = [];
    const promptTokens = typeof prompt === 'string' ? model.tokenize(prompt) : prompt;
    for await (const token of context.getSequence().evaluate(promptTokens, { temperature: 0 })) {
      generated.push(token);
      if (generated.length === tokenCount) {
        break;
      }
    }
    return generated;
  } finally {
    await context.dispose();
  }
}
