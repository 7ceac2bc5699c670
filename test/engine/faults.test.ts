import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmod, mkdir, open, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import type { EngineErrorReason } from '../../src/protocol/engineErrors.js';
import { EngineError } from '../../src/protocol/engineErrors.js';
import type { TestEngine } from '../support/engine/startEngine.js';
import { isAlive, startEngine } from '../support/engine/startEngine.js';
import { completionRequest, cpuLoad, textRequest } from '../support/engine/requests.js';
import { codeText } from '../support/engine/codeText.js';
import { brokenModels } from '../support/tinyModels/brokenModels.js';
import { buildTinyModel } from '../support/tinyModels/buildTinyModel.js';
import { writeTinyModel } from '../support/tinyModels/writeTinyModel.js';

const never = new AbortController().signal;
const backWithinMs = 10_000;
/** On a machine so slow that a first start takes long, a restart may take so many times as long. */
const startsUntilBack = 3;

describe('faults in a real engine process', function () {
  this.timeout(180_000);
  let engine: TestEngine;
  let sound: string;
  let firstStartMs: number;

  before(async () => {
    engine = await startEngine();
    sound = await writeTinyModel(engine.directory, 'deepseek');
    const startedAt = performance.now();
    await engine.client.loadModel(cpuLoad(sound));
    firstStartMs = performance.now() - startedAt;
  });
  after(() => engine.dispose());

  const model = buildTinyModel('qwen3Moe');
  const bad: readonly (readonly [string, Uint8Array, EngineErrorReason, RegExp])[] = [
    ['a text file', brokenModels.textFile(), 'notGguf', /not a GGUF/],
    ['an empty file', brokenModels.empty(), 'notGguf', /not a GGUF/],
    ['a file cut in its header', brokenModels.truncatedInHeader(model), 'truncated', /incomplete/],
    [
      'a file cut in its weights',
      brokenModels.truncatedInTensorData(model),
      'truncated',
      /missing/,
    ],
    ['a future GGUF version', brokenModels.unsupportedVersion(model), 'unsupportedGguf', /version/],
    [
      'an unknown architecture',
      brokenModels.unsupportedArchitecture(model),
      'unsupportedArchitecture',
      /architecture/,
    ],
  ];

  for (const [what, bytes, reason, message] of bad) {
    it(`says what is wrong with ${what} and goes on with the model that is loaded`, async () => {
      const file = path.join(engine.directory, `${what.replaceAll(' ', '-')}.gguf`);
      await writeFile(file, bytes);
      await assert.rejects(engine.client.loadModel(cpuLoad(file)), (error) => {
        assert.ok(EngineError.is(error, reason), String(error));
        assert.match(error.message, message);
        return true;
      });
      assert.ok((await engine.client.generate(completionRequest(), never)).tokens.generated > 0);
    });
  }

  it('says that a file is missing', async () => {
    const missing = path.join(engine.directory, 'missing.gguf');
    await assert.rejects(engine.client.loadModel(cpuLoad(missing)), (error) =>
      EngineError.is(error, 'fileMissing'),
    );
  });

  it('refuses weights that are not what the checksums beside them say', async () => {
    const folder = path.join(engine.directory, 'damaged');
    await mkdir(folder);
    const damaged = path.join(folder, 'model.gguf');
    const bytes = Buffer.from(model);
    const checksum = createHash('sha256').update(bytes).digest('hex');
    await writeFile(path.join(folder, 'SHA256SUMS'), `${checksum}  model.gguf\n`);
    await writeFile(damaged, bytes);
    await engine.client.loadModel(cpuLoad(damaged));
    await engine.client.loadModel(cpuLoad(sound));
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    await writeFile(damaged, bytes);
    await assert.rejects(engine.client.loadModel(cpuLoad(damaged)), (error) =>
      EngineError.is(error, 'damaged'),
    );
    assert.ok((await engine.client.generate(completionRequest(), never)).tokens.generated > 0);
  });

  it('names the part that a split model lacks', async () => {
    const first = path.join(engine.directory, 'split-00001-of-00002.gguf');
    await writeFile(first, model);
    await assert.rejects(engine.client.loadModel(cpuLoad(first)), /split-00002-of-00002\.gguf/);
  });

  it('refuses a model that cannot fit into memory before it loads anything', async () => {
    const huge = path.join(engine.directory, 'huge.gguf');
    await writeFile(huge, model);
    const handle = await open(huge, 'r+');
    // A sparse file: it claims terabytes and takes none.
    await handle.truncate(4 * 1024 ** 4).finally(() => handle.close());
    await assert.rejects(engine.client.loadModel(cpuLoad(huge)), (error) => {
      assert.ok(EngineError.is(error, 'notEnoughMemory'), String(error));
      assert.match(error.message, /GiB/);
      return true;
    });
    await engine.client.loadModel(cpuLoad(sound));
  });

  it('loads a dense model with the notice that it has no experts to show', async () => {
    const dense = await writeTinyModel(engine.directory, 'llama');
    const loaded = await engine.client.loadModel(cpuLoad(dense));
    assert.equal(loaded.file.experts, undefined);
    assert.match(loaded.notices.join(), /no experts to show/);
    assert.ok((await engine.client.generate(completionRequest(), never)).tokens.generated > 0);
  });

  it('says that a model without FIM tokens cannot complete, and still chats', async () => {
    const noFim = await writeTinyModel(engine.directory, 'olmoe', { fim: false });
    const loaded = await engine.client.loadModel(cpuLoad(noFim));
    assert.equal(loaded.fim, 'none');
    await assert.rejects(engine.client.generate(completionRequest(), never), (error) =>
      EngineError.is(error, 'noFimTokens'),
    );
    const text = await engine.client.generate(textRequest('const a =', 4), never);
    assert.ok(text.tokens.generated > 0);
  });

  it('cancels a load', async () => {
    const controller = new AbortController();
    const loading = engine.client.loadModel(cpuLoad(sound), controller.signal);
    controller.abort();
    await assert.rejects(loading, (error) => EngineError.is(error, 'loadCancelled'));
    await engine.client.loadModel(cpuLoad(sound));
    assert.ok((await engine.client.generate(completionRequest(), never)).tokens.generated > 0);
  });

  it('is back within 10 s after SIGKILL in the middle of a request', async () => {
    await engine.client.loadModel(cpuLoad(sound));
    const victim = engine.processId();
    assert.ok(victim !== undefined);
    const running = engine.client.generate(textRequest(codeText(1, 60), 1000), never);
    await engine.client.countTokens('');
    process.kill(victim, 'SIGKILL');
    const killedAt = performance.now();
    await assert.rejects(running, (error) => EngineError.is(error, 'engineGone'));
    assert.equal(engine.client.state.kind, 'restarting');
    const result = await engine.client.generate(completionRequest(), never);
    assert.ok(result.tokens.generated > 0);
    const backMs = performance.now() - killedAt;
    const limitMs = Math.max(backWithinMs, startsUntilBack * firstStartMs);
    assert.ok(backMs < limitMs, `${backMs} ms; the first start took ${firstStartMs} ms`);
    assert.notEqual(engine.processId(), victim);
  });

  it('goes on where its storage folder cannot be written', async () => {
    const readOnly = await startEngine();
    await chmod(readOnly.directory, 0o500);
    try {
      await readOnly.client.loadModel(cpuLoad(sound, { backend: 'auto' }));
      const result = await readOnly.client.generate(completionRequest(), never);
      assert.ok(result.tokens.generated > 0);
    } finally {
      await chmod(readOnly.directory, 0o700);
      await readOnly.dispose();
    }
  });

  it('ends with its host and leaves nothing behind', async () => {
    const other = await startEngine();
    await other.client.loadModel(cpuLoad(sound));
    const child = other.processId();
    assert.ok(child !== undefined && isAlive(child));
    await other.dispose();
    assert.equal(isAlive(child), false);
    assert.equal((await readdir(engine.directory)).includes('selfTest.gguf'), false);
  });
});
