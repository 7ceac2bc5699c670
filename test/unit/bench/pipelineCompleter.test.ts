import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { InfillTask } from '../../../bench/infill/infillTask.js';
import { PipelineCompleter } from '../../../bench/infill/pipelineCompleter.js';
import type { CommitFiles } from '../../../bench/support/gitProject.js';
import type { CompletionEngine } from '../../../src/features/completion/core/completionEngine.js';
import type { GenerateParams } from '../../../src/protocol/engineProtocol.js';
import { readyState, resultOf } from '../completion/scriptedEngine.js';

const task: InfillTask = {
  id: 'a',
  language: 'typescript',
  path: 'src/receipt.ts',
  prefix: "import { formatMoney } from './money.js';\nexport const total = ",
  suffix: '\n',
  middle: 'formatMoney(1);',
  scope: 'line',
  project: { repo: 'o/shop', commit: 'c' },
};
const git: CommitFiles = {
  list: () => Promise.resolve(['src/money.ts']),
  read: () =>
    Promise.resolve(Buffer.from('export function formatMoney(cents: number): string {\n}\n')),
};

const slowGit: CommitFiles = {
  ...git,
  read: async (...file) => {
    await delay(300);
    return git.read(...file);
  },
};

describe('PipelineCompleter', () => {
  const asked: GenerateParams[] = [];
  const engine: CompletionEngine = {
    state: readyState({ contextFiles: true }),
    generate: (params) => {
      asked.push(params);
      return Promise.resolve(resultOf('formatMoney(1);', 'lineEnd'));
    },
  };

  beforeEach(() => {
    asked.length = 0;
  });

  function contextOf(params: GenerateParams | undefined): unknown {
    return params?.prompt.kind === 'fim' ? params.prompt.context : undefined;
  }

  it('asks for a whole block, as who asks by hand', async () => {
    assert.equal(await new PipelineCompleter(engine).complete(task), 'formatMoney(1);');
    assert.equal(asked[0]?.stop.lines?.mode, 'auto');
    assert.equal(contextOf(asked[0]), undefined);
  });

  it('shows the model what the file imports, however long the project takes to be read', async () => {
    const completer = new PipelineCompleter(engine, new Set(), slowGit);
    assert.equal(await completer.complete(task), 'formatMoney(1);');
    assert.deepEqual(contextOf(asked.at(-1)), {
      repository: 'shop',
      files: [
        {
          path: 'src/money.ts',
          text: 'export function formatMoney(cents: number): string {\n}\n',
        },
      ],
    });
  });
});
