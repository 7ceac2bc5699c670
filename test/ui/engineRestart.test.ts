import assert from 'node:assert/strict';
import type { OpenWorkbench } from '../../scripts/lib/editor/openWorkbench.mjs';
import { sampleSpots } from '../../scripts/lib/editor/sampleSpots.mjs';
import { typeAtSpot } from '../../scripts/lib/editor/typeAtSpot.mjs';
import { findEngineProcess } from '../support/vscode/engineProcess.mjs';
import { keepFailurePicture } from '../support/vscode/keepFailurePicture.js';
import { openPackagedEditor } from '../support/vscode/packagedEditor.mjs';

const backWithinMs = 10_000;
const seenWithinMs = 30_000;
const ghostTimeoutMs = 60_000;

describe('an engine that is killed', () => {
  let editor: OpenWorkbench | undefined;

  afterEach(async function () {
    await keepFailurePicture(this, editor?.workbench);
    await editor?.close();
    editor = undefined;
  });

  it('is shown in the status bar, comes back and completes again', async () => {
    editor = await openPackagedEditor();
    const { workbench, server } = editor;
    const openedAtMs = performance.now();
    await workbench.waitUntilReady();
    // a slow machine may take for the restart what it took for the window's start, which loads the model too
    const limitMs = Math.max(backWithinMs, performance.now() - openedAtMs);
    await typeAtSpot(workbench, sampleSpots.typescript);
    const killed = findEngineProcess(server.folders.root);
    assert.ok(killed, 'there is an engine process');
    // waited for from before, as it does not last
    const seen = workbench.waitForStatus(/Restarting|Starting|Loading/, seenWithinMs);
    process.kill(killed, 'SIGKILL');

    await seen;
    await workbench.screenshot('engine-restarting');
    await workbench.waitUntilReady(limitMs);
    const restarted = findEngineProcess(server.folders.root);
    assert.ok(restarted && restarted !== killed, 'there is a new engine process');

    await typeAtSpot(workbench, sampleSpots.python);
    await workbench.ghostText(ghostTimeoutMs);
    await workbench.screenshot('engine-back');
  });
});
