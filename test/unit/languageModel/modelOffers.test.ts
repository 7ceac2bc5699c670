import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/emitter.js';
import { untranslated } from '../../../src/base/translate.js';
import type { LanguageModelEngine } from '../../../src/features/languageModel/core/languageModelEngine.js';
import { ModelOffers } from '../../../src/features/languageModel/core/modelOffers.js';
import { modelWindow } from '../../../src/features/languageModel/core/modelWindow.js';
import { TokenCounts } from '../../../src/features/languageModel/core/tokenCounts.js';
import type { LoadedModel } from '../../../src/protocol/engineProtocol.js';
import type { ModelFileInfo } from '../../../src/protocol/modelFile.js';
import type { EngineState } from '../../../src/protocol/engineState.js';
import type { InstalledModel } from '../../../src/protocol/installedModels.js';
import { FakeLog } from '../../support/fakeLog.js';
import { readyState } from '../completion/scriptedEngine.js';

const signal = new AbortController().signal;

function modelOf(file: Partial<ModelFileInfo>, contextSize = 8_192): LoadedModel {
  const state = readyState({ chat: true, contextSize });
  assert.ok(state.kind === 'ready');
  return { ...state.model, file: { ...state.model.file, ...file } };
}

const pocket = modelOf({ path: '/x/pocket.gguf', name: 'Pocket', chatTemplate: {} });
const coder = modelOf({
  path: '/m/coder.gguf',
  name: 'Coder',
  trainedContextSize: 262_144,
  chatTemplate: { toolCalls: 'xml' },
});
const base = modelOf({ path: '/m/base.gguf', name: 'Base' });
const installedModels: readonly InstalledModel[] = [
  { path: '/x/pocket.gguf', name: 'pocket', sizeBytes: 1, isBundled: true },
  { path: '/m/coder.gguf', name: 'coder-Q4', sizeBytes: 2, isBundled: false },
  { path: '/m/base.gguf', name: 'base-Q4', sizeBytes: 3, isBundled: false },
  { path: '/m/broken.gguf', name: 'broken', sizeBytes: 4, isBundled: false },
];

class Fakes implements LanguageModelEngine {
  readonly onDidChangeState = new Emitter<EngineState>().event;
  readonly used: string[] = [];
  inspected = 0;
  contextSize = 32_768;
  readonly state: EngineState = { kind: 'ready', model: pocket };
  readonly offers = new ModelOffers({
    engine: this,
    installed: {
      list: () => Promise.resolve(installedModels),
      use: (model) => {
        this.used.push(model.path);
        return Promise.resolve(coder);
      },
    },
    contextSize: () => this.contextSize,
    log: new FakeLog(),
    t: untranslated,
  });

  inspectModel(path: string): Promise<ModelFileInfo> {
    this.inspected += 1;
    const found = [pocket, coder, base].find(({ file }) => file.path === path);
    return found ? Promise.resolve(found.file) : Promise.reject(new Error('no model'));
  }

  countTokens(text: string): Promise<number> {
    return Promise.resolve(text.length);
  }

  generate(): Promise<never> {
    return Promise.reject(new Error('not asked here'));
  }
}

describe('models that are offered to VS Code', () => {
  it('are those that can hold a conversation, with what their contexts take', async () => {
    const { offers } = new Fakes();
    const list = await offers.list();
    assert.deepEqual(
      list.map(({ name, capabilities }) => [name, capabilities.toolCalling]),
      [
        ['Pocket', false],
        ['coder-Q4', true],
      ],
    );
    assert.equal(list[0]?.maxInputTokens, modelWindow(8_192).maxInputTokens);
    assert.equal(list[1]?.maxInputTokens, modelWindow(32_768).maxInputTokens);
    assert.equal(new Set(list.map(({ id }) => id)).size, 2);
    assert.ok(list.every(({ id }) => !id.includes('/')));
  });

  it('say where the context is too small for the agent', async () => {
    const fakes = new Fakes();
    const tooltip = async (): Promise<string> => (await fakes.offers.list())[1]?.tooltip ?? '';
    assert.doesNotMatch(await tooltip(), /Too small/);
    fakes.contextSize = 4_096;
    assert.match(await tooltip(), /Too small.*17,000.*up to 262,144/);
  });

  it('read each header once, and a failed one again', async () => {
    const fakes = new Fakes();
    await fakes.offers.list();
    await fakes.offers.list();
    assert.equal(fakes.inspected, 4);
  });

  it('are used at once where they are loaded, and loaded first where they are not', async () => {
    const fakes = new Fakes();
    const [first, second] = await fakes.offers.list();
    assert.ok(first && second);
    assert.equal(await fakes.offers.load(first.id, signal), pocket);
    assert.deepEqual(fakes.used, []);
    assert.equal(await fakes.offers.load(second.id, signal), coder);
    assert.deepEqual(fakes.used, ['/m/coder.gguf']);
    await assert.rejects(fakes.offers.load('gone', signal), /not installed any more/);
  });

  it('are known by the id that another window gave them', async () => {
    const [, second] = await new Fakes().offers.list();
    assert.ok(second);
    assert.equal(await new Fakes().offers.load(second.id, signal), coder);
  });
});

describe('token counts', () => {
  it('are asked for once a text and model', async () => {
    const asked: string[] = [];
    const counts = new TokenCounts({
      countTokens: (text) => {
        asked.push(text);
        return Promise.resolve(text.length);
      },
    });
    const long = 'x'.repeat(10_000);
    for (const model of ['a', 'a', 'b', 'a']) {
      assert.equal(await counts.count(model, 'query', signal), 5);
      assert.equal(await counts.count(model, long, signal), 10_000);
    }
    assert.deepEqual(asked.filter((text) => text !== long).length, 3);
    assert.equal(asked.filter((text) => text === long).length, 4);
  });
});
