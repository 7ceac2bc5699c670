import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ensureChromium } from '../../../scripts/chromium.mjs';
import { openWorkbench } from '../../../scripts/lib/editor/openWorkbench.mjs';
import { testSettings } from '../../../scripts/lib/editor/userSettings.mjs';
import { repositoryRoot } from '../../../scripts/lib/repositoryRoot.mjs';
import { ensureVscodeServer } from '../../../scripts/vscodeServer.mjs';
import { screenshotFolder } from './packagedEditor.mjs';

/** @typedef {import('../scriptedAnswer.js').ScriptedAnswer} ScriptedAnswer */
/** @typedef {import('../../../src/protocol/engineProtocol.js').FimContext} FimContext */

/**
 * @typedef {import('../../../scripts/lib/editor/openWorkbench.mjs').OpenWorkbench & {
 *   script: (answers: readonly ScriptedAnswer[]) => void,
 *   asked: () => string[],
 *   askedContext: () => FimContext[],
 * }} ScriptedEditor `script` says what the model answers from now on; `asked` gives the text of each
 *   chat prompt since the last `script`, `askedContext` the other files of each completion's
 */

/**
 * Opens the sample workspace in an editor with the extension from the repository, whose engine gives
 * written-down answers, and with VS Code's own TypeScript language server.
 *
 * @param {object} [options]
 * @param {Record<string, unknown>} [options.settings] added to the usual ones
 * @param {readonly string[]} [options.builtIns] more of VS Code's own extensions, by folder name
 * @param {Record<string, string>} [options.extensions] extensions of the tests: name and folder
 * @param {Record<string, unknown>} [options.userFiles] more JSON files of the user: name and content
 * @param {boolean} [options.recordRequests] let the extension write every request to a file
 * @returns {Promise<ScriptedEditor>}
 */
export async function openScriptedEditor({
  settings = {},
  builtIns = [],
  extensions = {},
  userFiles = {},
  recordRequests = false,
} = {}) {
  const out = process.env['SWITCHYARD_TEST_OUT'] ?? path.join(repositoryRoot, 'out');
  const extension = process.env['SWITCHYARD_EXTENSION_FOLDER'] ?? repositoryRoot;
  const vscode = await ensureVscodeServer('main');
  const folder = fs.mkdtempSync(path.join(repositoryRoot, 'out', 'script-'));
  const scriptFile = path.join(folder, 'answers.json');
  const askedFile = `${scriptFile}.asked.jsonl`;
  /** @param {readonly ScriptedAnswer[]} answers */
  const script = (answers) => {
    fs.rmSync(askedFile, { force: true });
    fs.writeFileSync(scriptFile, JSON.stringify(answers));
  };
  script([]);
  const names = ['typescript-language-features', ...builtIns];
  const removeScript = () => {
    fs.rmSync(folder, { recursive: true, force: true });
  };
  try {
    const opened = await openWorkbench({
      chromium: await ensureChromium(),
      developmentExtension: extension,
      screenshotFolder,
      vscode,
      settings: {
        ...testSettings,
        // any name will do: the engine that is started reads no model
        'switchyard.model.path': scriptFile,
        'typescript.tsdk': path.join(repositoryRoot, 'node_modules', 'typescript', 'lib'),
        'js/ts.tsdk.path': path.join(repositoryRoot, 'node_modules', 'typescript', 'lib'),
        ...settings,
      },
      env: {
        SWITCHYARD_ENGINE_FILE: path.join(out, 'test', 'support', 'scriptedEngine.mjs'),
        SWITCHYARD_SCRIPT_FILE: scriptFile,
      },
      userFiles,
      recordRequests,
      // without it the window takes no extension from a folder
      isTestDriven: true,
      builtIns: {
        ...Object.fromEntries(
          names.map((name) => [name, path.join(vscode.serverDir, 'extensions', name)]),
        ),
        ...extensions,
      },
    });
    const close = async () => {
      await opened.close();
      removeScript();
    };
    return {
      ...opened,
      close,
      script,
      asked: () => chatTexts(readPrompts(askedFile)),
      askedContext: () => readPrompts(askedFile).flatMap(({ context }) => context ?? []),
    };
  } catch (error) {
    removeScript();
    throw error;
  }
}

/** @param {string} file */
function readPrompts(file) {
  if (!fs.existsSync(file)) return [];
  return fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).prompt);
}

/**
 * @param {ReturnType<typeof readPrompts>} prompts
 * @returns {string[]} the messages of each chat prompt, joined
 */
function chatTexts(prompts) {
  return prompts
    .filter(({ kind }) => kind === 'chat' || kind === 'toolChat')
    .map(({ messages }) =>
      messages.map((/** @type {{ text: string }} */ { text }) => text).join('\n'),
    );
}
