import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { OpenWorkbench } from '../../scripts/lib/editor/openWorkbench.mjs';
import { waitForRequestRecord } from '../../scripts/lib/editor/requestRecords.mjs';
import type { SampleSpot } from '../../scripts/lib/editor/sampleSpots.mjs';
import { sampleSpots } from '../../scripts/lib/editor/sampleSpots.mjs';
import { copySample } from '../../scripts/lib/editor/sampleWorkspace.mjs';
import { typeAtSpot } from '../../scripts/lib/editor/typeAtSpot.mjs';
import { keepFailurePicture } from '../support/vscode/keepFailurePicture.js';
import { openPackagedEditor } from '../support/vscode/packagedEditor.mjs';

const ghostTimeoutMs = 60_000;
const recordTimeoutMs = 10_000;
/** More than the machine may stand still for. */
const keptTimeoutMs = 5_000;

describe('inline completion in the editor', () => {
  let editor: OpenWorkbench | undefined;

  function opened(): OpenWorkbench {
    assert.ok(editor, 'the editor is open');
    return editor;
  }

  function savedLines(spot: SampleSpot): string[] {
    return readFileSync(path.join(opened().workspace, spot.file), 'utf8').split('\n');
  }

  before(async () => {
    editor = await openPackagedEditor();
    await editor.workbench.waitUntilReady();
  });

  afterEach(async function () {
    await keepFailurePicture(this, editor?.workbench);
    const { workbench, server } = opened();
    await workbench.closeEditors();
    copySample(server.folders.workspaces);
  });

  after(() => editor?.close());

  for (const [language, spot] of Object.entries(sampleSpots)) {
    it(`shows the model's ghost text in ${language}; Tab inserts it and saving writes it`, async () => {
      const { workbench, server } = opened();
      const line = await typeAtSpot(workbench, spot);
      const ghost = await workbench.ghostText(ghostTimeoutMs);
      await workbench.screenshot(`ghost-text-${language}`);
      const offered = await waitForRequestRecord(
        server.recordFile,
        ({ record, text }) => record.kind === 'completion' && text?.trimEnd() === ghost.trimEnd(),
        recordTimeoutMs,
      );
      assert.ok(offered, `no request gave the text that is shown: ${ghost}`);
      assert.ok(offered.record.tokens.generated > 0, 'the model generated the text');

      await workbench.accept();
      await workbench.save();
      const written = savedLines(spot).slice(line - 1, line - 1 + ghost.split('\n').length);
      assert.ok(
        written.join('\n').includes((spot.typed + ghost).trimEnd()),
        `from line ${line} on the saved file holds: ${written.join('\n')}`,
      );
    });
  }

  it('takes the ghost text away on Escape and leaves the document alone', async () => {
    const { workbench } = opened();
    const spot = sampleSpots.typescript;
    const line = await typeAtSpot(workbench, spot);
    await workbench.ghostText(ghostTimeoutMs);
    await workbench.press('Escape');
    await workbench.waitForNoGhostText();
    await workbench.save();
    assert.equal(savedLines(spot)[line - 1]?.trim(), spot.typed.trim());
  });

  it('keeps the ghost text while it is typed through', async () => {
    const { workbench } = opened();
    await typeAtSpot(workbench, sampleSpots.typescript);
    const ghost = await workbench.ghostText(ghostTimeoutMs);
    assert.ok(ghost.length > 1, 'there is something to type through');
    const typed = Math.min(4, ghost.length - 1);
    for (let count = 1; count <= typed; count++) {
      await workbench.type(ghost.charAt(count - 1));
      await workbench.waitForGhostText(ghost.slice(count), keptTimeoutMs);
    }
    await workbench.screenshot('ghost-text-typed-through');
  });
});
