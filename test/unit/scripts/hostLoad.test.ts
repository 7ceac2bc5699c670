import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { measureHostLoad } from '../../support/vscode/hostLoad.js';

/** The bundle that this test is a part of stands for the extension's. */
const script = fileURLToPath(import.meta.url);

function spin(ms: number): void {
  const startedMs = performance.now();
  while (performance.now() - startedMs < ms);
}

describe('Load on the extension host', () => {
  it('tells turns of the event loop apart that follow each other at once', async () => {
    const load = await measureHostLoad(script, async () => {
      for (let turn = 0; turn < 12; turn++) {
        await new Promise((resolve) => {
          setImmediate(() => {
            spin(4);
            resolve(undefined);
          });
        });
      }
    });
    assert.ok(load.totalRunMs > 20, `${load.totalRunMs} ms in all`);
    assert.ok(load.longestRunMs < load.totalRunMs / 3, `${load.longestRunMs} ms on end`);
  });

  it('counts promises and ticks to the turn that they continue', async () => {
    const load = await measureHostLoad(script, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      for (let part = 0; part < 10; part++) {
        spin(3);
        await Promise.resolve();
        await new Promise<void>((resolve) => {
          process.nextTick(resolve);
        });
      }
    });
    assert.ok(load.longestRunMs > 10, `${load.longestRunMs} ms on end`);
    assert.ok(load.longestRunMs > 0.8 * load.totalRunMs, `of ${load.totalRunMs} ms`);
  });
});
