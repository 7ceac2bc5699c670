import assert from 'node:assert/strict';
import path from 'node:path';
import { systemClock } from '../../../src/base/clock.js';
import type { EngineProcess } from '../../../src/engineClient/engineProcess.js';
import { forkEngineProcess } from '../../../src/engineClient/forkEngineProcess.js';
import { IndexerClient } from '../../../src/indexerClient/indexerClient.js';
import { eventually } from '../../support/eventually.js';
import { FakeLog } from '../../support/fakeLog.js';
import { TemporaryFolder } from '../../support/indexer/temporaryFolder.js';
import { configurationOf } from '../../support/indexer/testIndex.js';

const never = new AbortController().signal;

describe('IndexerClient with a real process', function () {
  this.timeout(60_000);
  const log = new FakeLog();
  let folder: TemporaryFolder;
  let storage: TemporaryFolder;
  let client: IndexerClient;
  let child: EngineProcess;

  const ready = (): Promise<void> =>
    eventually(() => client.status.kind === 'ready', 'the index is ready', 50_000);
  const found = async (text: string): Promise<string[]> => {
    const query = { text, maxExcerpts: 5, openPaths: [], withinPaths: [] };
    return (await client.search(query, never)).excerpts.map((one) => path.basename(one.path));
  };

  beforeEach(() => {
    folder = new TemporaryFolder();
    storage = new TemporaryFolder();
    folder.write('a.ts', 'export class Heartbeat {}');
    client = new IndexerClient({
      startProcess: () => (child = forkEngineProcess(path.resolve('dist', 'indexer.mjs'))),
      storageDirectory: storage.root,
      log,
      clock: systemClock,
    });
  });
  afterEach(() => {
    client.dispose();
    folder.remove();
    storage.remove();
  });

  it('indexes, searches and follows a change', async () => {
    client.configure(configurationOf([folder.root]));
    await ready();
    assert.deepEqual(await found('heartbeat'), ['a.ts']);
    client.changed([folder.write('b.ts', 'export class Rhythm {}')]);
    await eventually(async () => (await found('rhythm')).includes('b.ts'), 'b.ts is found');
    assert.deepEqual(log.messages('warn'), []);
  });

  it('counts syntax errors where there is a grammar', async () => {
    assert.equal(await client.countErrors('typescript', 'let a = 1;', never), undefined);
    client.configure(configurationOf([folder.root]));
    await ready();
    assert.equal(await client.countErrors('typescript', 'let a = 1;', never), 0);
    const broken = await client.countErrors('typescript', 'function f( { return 1;', never);
    assert.ok(broken !== undefined && broken > 0);
    assert.equal(await client.countErrors('python', 'def f(:\n  pass\n', never), 1);
    assert.equal(await client.countErrors('klingon', 'Qapla’', never), undefined);
    const aborted = AbortSignal.abort(new Error('no longer needed'));
    await assert.rejects(client.countErrors('typescript', 'let', aborted), /no longer needed/);
    assert.deepEqual(log.messages('warn'), []);
  });

  it('starts the process again when it dies, and keeps the index', async () => {
    client.configure(configurationOf([folder.root]));
    await ready();
    const first = child.processId;
    child.kill();
    await eventually(() => client.status.kind === 'idle', 'the crash is noticed');
    assert.deepEqual(await found('heartbeat'), []);
    await ready();
    assert.notEqual(child.processId, first);
    assert.deepEqual(await found('heartbeat'), ['a.ts']);
  });

  it('refuses what the schema forbids without dying', async () => {
    client.configure(configurationOf([folder.root]));
    await ready();
    client.changed(['']);
    await eventually(() => log.messages('warn').some((one) => one.includes('changed')), 'refusal');
    assert.deepEqual(await found('heartbeat'), ['a.ts']);
  });

  it('rejects an aborted search with the reason', async () => {
    client.configure(configurationOf([folder.root]));
    await ready();
    const query = { text: 'x', maxExcerpts: 1, openPaths: [], withinPaths: [] };
    await assert.rejects(client.search(query, AbortSignal.abort(new Error('enough'))), /enough/);
  });

  it('ends the process with itself', async () => {
    client.configure(configurationOf([folder.root]));
    await ready();
    const ended = new Promise((resolve) => child.onExit(resolve));
    client.dispose();
    assert.equal(await ended, 'exit code 0');
  });
});
