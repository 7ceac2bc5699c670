import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { writeTinyModel } from '../../support/tinyModels/writeTinyModel.js';
import { runProcess } from './support/runProcess.js';
import { isTapPlatform, soakProcessFile, tapFile } from './support/tapFiles.js';

interface Soak {
  /** One sample every hundred requests. */
  readonly residentBytes: readonly number[];
  readonly rowCount: number;
  readonly stats: Readonly<Record<string, number>>;
  readonly finalStats: Readonly<Record<string, number>>;
}

describe('routing tap: 2,000 short requests', function () {
  this.timeout(300_000);
  let directory: string;

  before(async function () {
    if (!isTapPlatform) this.skip();
    directory = await mkdtemp(join(tmpdir(), 'routing-tap-'));
  });

  after(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it('keep resident memory within 5 % of what it was after the first 200', async () => {
    const modelPath = await writeTinyModel(directory, 'qwen3Moe');
    const sampling = { requestCount: 2000, sampleEvery: 100, rebuildEvery: 250 };
    const message = { tapFile, modelPath, ...sampling };
    // Several arenas settle only after thousands of requests, with and without the tap.
    const environment = { MALLOC_ARENA_MAX: '1' };
    const soak = (await runProcess(soakProcessFile, message, environment)) as Soak;
    const settled = soak.residentBytes[1] ?? assert.fail();
    const most = Math.max(...soak.residentBytes.slice(2));
    assert(
      most < settled * 1.05,
      `resident MiB: ${soak.residentBytes.map((size) => Math.round(size / 2 ** 20)).join()}`,
    );
    assert.equal(soak.rowCount, soak.stats['rowsMeasured']);
    assert(soak.rowCount > 2000 * 8);
    assert.equal(soak.stats['rowsOverflowed'], 0);
    assert.equal(soak.finalStats['stagingBytes'], 0);
    assert.equal(soak.finalStats['liveSchedulers'], 0);
  });
});
