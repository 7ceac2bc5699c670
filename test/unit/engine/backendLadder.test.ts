import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BackendLadder } from '../../../src/engine/backend/backendLadder.js';
import type { SelfTestResult } from '../../../src/engine/backend/selfTestProcess.js';
import { VerdictStore } from '../../../src/engine/backend/verdictStore.js';
import type { BackendName, BackendVerdict } from '../../../src/protocol/backend.js';
import { FakeLog } from '../../support/fakeLog.js';
import { withTemporaryFolder } from './temporaryFolder.js';

const passed: SelfTestResult = { passed: true, deviceNames: ['GPU 0', 'GPU 1'], durationMs: 12.4 };
const failed: SelfTestResult = { passed: false, reason: 'it aborted', durationMs: 900 };

class Machine {
  readonly log = new FakeLog();
  readonly tested: BackendName[] = [];
  installed: BackendName[] = ['cuda', 'vulkan'];
  fingerprint = 'driver 1';
  rungs: BackendName[] = ['cuda', 'vulkan', 'cpu'];
  results: Partial<Record<BackendName, SelfTestResult | Error>> = { cuda: passed, vulkan: passed };
  onTest: () => void = () => undefined;

  constructor(private readonly directory: string) {}

  /** The ladder of a fresh process on this machine. */
  ladder(): BackendLadder {
    return new BackendLadder({
      rungs: this.rungs,
      isInstalled: (backend) => this.installed.includes(backend),
      fingerprint: () => Promise.resolve(this.fingerprint),
      selfTest: (backend) => {
        this.tested.push(backend);
        this.onTest();
        const result = this.results[backend] ?? new Error(`no result for ${backend}`);
        return result instanceof Error ? Promise.reject(result) : Promise.resolve(result);
      },
      store: new VerdictStore(this.directory),
      log: this.log,
    });
  }

  climb(
    requested: BackendName | 'auto' = 'auto',
    ladder = this.ladder(),
    signal = new AbortController().signal,
  ): Promise<BackendVerdict[]> {
    return ladder.climbDown(requested, signal);
  }
}

function onMachine(test: (machine: Machine, folder: string) => Promise<void>): () => Promise<void> {
  return () => withTemporaryFolder((folder) => test(new Machine(folder), folder));
}

const cpu: BackendVerdict = {
  backend: 'cpu',
  usable: true,
  reason: 'always available',
  remembered: false,
};
const summary = (verdicts: readonly BackendVerdict[]): string[] =>
  verdicts.map(({ backend, usable, remembered }) =>
    [backend, usable ? 'usable' : 'unusable', ...(remembered ? ['remembered'] : [])].join(' '),
  );

describe('BackendLadder', () => {
  it(
    'takes the first rung that passes its test',
    onMachine(async (machine) => {
      assert.deepEqual(await machine.climb(), [
        {
          backend: 'cuda',
          usable: true,
          reason: 'self-test passed on GPU 0, GPU 1',
          remembered: false,
        },
      ]);
      assert.deepEqual(machine.tested, ['cuda']);
    }),
  );

  it(
    'steps down over a rung that fails and says why',
    onMachine(async (machine) => {
      machine.results.cuda = failed;
      const verdicts = await machine.climb();
      assert.deepEqual(summary(verdicts), ['cuda unusable', 'vulkan usable']);
      assert.equal(verdicts[0]?.reason, 'it aborted');
      const messages = machine.log.messages('info').join('\n');
      assert.match(messages, /cuda: not usable after 900 ms: it aborted/);
    }),
  );

  it(
    'ends on the CPU when every GPU fails',
    onMachine(async (machine) => {
      machine.results = { cuda: failed, vulkan: failed };
      const verdicts = await machine.climb();
      assert.deepEqual(summary(verdicts), ['cuda unusable', 'vulkan unusable', 'cpu usable']);
      assert.deepEqual(verdicts[2], cpu);
    }),
  );

  it(
    'tests nothing that is not installed, and remembers nothing about it',
    onMachine(async (machine) => {
      machine.installed = [];
      assert.deepEqual(summary(await machine.climb()), [
        'cuda unusable',
        'vulkan unusable',
        'cpu usable',
      ]);
      assert.deepEqual(machine.tested, []);
      machine.installed = ['vulkan'];
      assert.deepEqual(summary(await machine.climb()), ['cuda unusable', 'vulkan usable']);
    }),
  );

  it(
    'does not test again what an earlier process found out',
    onMachine(async (machine) => {
      machine.results.cuda = failed;
      const before = await machine.climb();
      machine.tested.length = 0;
      const after = await machine.climb();
      assert.deepEqual(machine.tested, []);
      assert.deepEqual(
        after,
        before.map((verdict) => ({ ...verdict, remembered: true })),
      );
    }),
  );

  it(
    'tests again after a change of driver, device or library',
    onMachine(async (machine) => {
      machine.results.cuda = failed;
      await machine.climb();
      machine.fingerprint = 'driver 2';
      machine.results.cuda = passed;
      assert.deepEqual(summary(await machine.climb()), ['cuda usable']);
    }),
  );

  it(
    'does not try a condemned rung again',
    onMachine(async (machine) => {
      await machine.climb();
      await machine.ladder().condemn('cuda', 'the engine died');
      const verdicts = await machine.climb();
      assert.deepEqual(summary(verdicts), ['cuda unusable remembered', 'vulkan usable']);
      assert.equal(verdicts[0]?.reason, 'the engine died');
    }),
  );

  it(
    'cannot condemn the CPU',
    onMachine(async (machine) => {
      machine.installed = [];
      await machine.ladder().condemn('cpu', 'the engine died');
      assert.deepEqual((await machine.climb()).at(-1), cpu);
    }),
  );

  it(
    'keeps to its verdicts where they cannot be saved, and says that',
    onMachine(async (_, folder) => {
      const file = path.join(folder, 'file');
      await writeFile(file, '');
      const homeless = new Machine(file);
      const ladder = homeless.ladder();
      assert.deepEqual(summary(await homeless.climb('auto', ladder)), ['cuda usable']);
      await ladder.condemn('cuda', 'the model would not load');
      const verdicts = await homeless.climb('auto', ladder);
      assert.deepEqual(summary(verdicts), ['cuda unusable remembered', 'vulkan usable']);
      assert.match(homeless.log.messages('warn').join('\n'), /could not be saved/);
    }),
  );

  it(
    'steps down, and tests again next time, when the test itself could not be run',
    onMachine(async (machine) => {
      machine.results.cuda = new Error('no space left');
      const verdicts = await machine.climb();
      assert.deepEqual(summary(verdicts), ['cuda unusable', 'vulkan usable']);
      assert.match(verdicts[0]?.reason ?? '', /no space left/);
      machine.results.cuda = passed;
      assert.deepEqual(summary(await machine.climb()), ['cuda usable']);
    }),
  );

  it(
    'tries a backend that was asked for, then the CPU',
    onMachine(async (machine) => {
      assert.deepEqual(summary(await machine.climb('vulkan')), ['vulkan usable']);
      machine.fingerprint = 'driver 2';
      machine.results.vulkan = failed;
      assert.deepEqual(summary(await machine.climb('vulkan')), ['vulkan unusable', 'cpu usable']);
      assert.deepEqual(machine.tested, ['vulkan', 'vulkan']);
    }),
  );

  it(
    'tests nothing for the CPU',
    onMachine(async (machine) => {
      assert.deepEqual(await machine.climb('cpu'), [cpu]);
      assert.deepEqual(machine.tested, []);
    }),
  );

  it(
    'says that a backend is not of this platform',
    onMachine(async (machine) => {
      const verdicts = await machine.climb('metal');
      assert.deepEqual(summary(verdicts), ['metal unusable', 'cpu usable']);
      assert.match(verdicts[0]?.reason ?? '', /platform/);
    }),
  );

  it(
    'ends with an abort and takes no verdict from it',
    onMachine(async (machine) => {
      const controller = new AbortController();
      machine.results.cuda = new Error('killed');
      machine.onTest = () => {
        controller.abort();
      };
      const climbing = machine.climb('auto', machine.ladder(), controller.signal);
      await assert.rejects(climbing, { name: 'AbortError' });
      machine.results.cuda = passed;
      assert.deepEqual(summary(await machine.climb()), ['cuda usable']);
    }),
  );

  it(
    'does not begin after an abort',
    onMachine(async (machine) => {
      const climbing = machine.climb('auto', machine.ladder(), AbortSignal.abort());
      await assert.rejects(climbing, { name: 'AbortError' });
      assert.deepEqual(machine.tested, []);
    }),
  );
});
