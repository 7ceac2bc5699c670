import assert from 'node:assert/strict';
import path from 'node:path';
import { copySample } from '../../../scripts/lib/editor/sampleWorkspace.mjs';
import { ChatPage } from './chatPage.js';
import { EditPage } from './editPage.js';
import { keepFailurePicture } from './keepFailurePicture.js';
import type { ScriptedEditor } from './scriptedEditor.mjs';
import { openScriptedEditor } from './scriptedEditor.mjs';

export interface ScriptedSuite {
  /** The editor, with its pages. */
  readonly opened: () => ScriptedEditor & { readonly edits: EditPage; readonly chat: ChatPage };
  /** @returns the path of a file of the workspace */
  readonly file: (name: string) => string;
}

/** Gives a suite one scripted editor; every test begins without open files, in the sample workspace as it is. */
export function scriptedSuite(
  options: Parameters<typeof openScriptedEditor>[0] = {},
): ScriptedSuite {
  let editor: ScriptedEditor | undefined;
  const opened: ScriptedSuite['opened'] = () => {
    assert.ok(editor, 'the editor is open');
    const { workbench } = editor;
    return { ...editor, edits: new EditPage(workbench), chat: new ChatPage(workbench) };
  };
  before(async () => {
    editor = await openScriptedEditor(options);
    await editor.workbench.waitUntilReady();
  });
  afterEach(async function () {
    const { workbench, server } = opened();
    await keepFailurePicture(this, workbench);
    await workbench.closeEditors();
    copySample(server.folders.workspaces);
  });
  after(() => editor?.close());
  return { opened, file: (name) => path.join(opened().workspace, name) };
}
