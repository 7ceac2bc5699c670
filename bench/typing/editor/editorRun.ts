import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureChromium } from '../../../scripts/chromium.mjs';
import { repositoryRoot } from '../../../scripts/lib/repositoryRoot.mjs';
import { ensureVscodeServer } from '../../../scripts/vscodeServer.mjs';
import { runInHost } from '../../../test/support/vscode/runInHost.mjs';
import type { GitFiles } from '../../infill/gitFiles.js';
import type { TraceReference } from '../traceReference.js';
import type { TraceWindow } from '../traceWindow.js';
import type { EditorLoad, EditorTask } from './editorTask.js';
import { taskVariable } from './editorTask.js';

export interface EngineChoice {
  /** GGUF file, absolute. */
  readonly modelPath: string;
  readonly threads: number;
}

/** To start VS Code, load the model and end, beside the window itself. */
const aroundMs = 180_000;
/** What the trace wrote stays as it is: nothing is indented, closed or formatted by the editor. */
const settings = {
  'editor.autoIndent': 'none',
  'editor.formatOnType': false,
  'editor.autoSurround': 'never',
  'files.eol': '\n',
};

/**
 * Types a window in a VS Code of its own that has the trace's project open, as it was before the trace.
 * @throws Error when VS Code or the replay in it came to no good end
 */
export async function typeInVscode(
  { trace, text, steps }: TraceWindow,
  reference: TraceReference,
  files: GitFiles,
  { modelPath, threads }: EngineChoice,
): Promise<EditorLoad> {
  const folder = await mkdtemp(path.join(tmpdir(), 'switchyard-typing-'));
  try {
    const { id, kind, language, path: file } = trace;
    const identity = { id, kind, language, path: file };
    const resultFile = path.join(folder, 'result.json');
    const taskFile = path.join(folder, 'task.json');
    const task: EditorTask = { window: { trace: identity, text, steps }, resultFile };
    await writeFile(taskFile, JSON.stringify(task));
    const lastMs = (steps.at(-1)?.atMs ?? 0) - (steps[0]?.atMs ?? 0);
    const problems: string[] = [];
    const ending = await runInHost(
      {
        vscode: await ensureVscodeServer('main'),
        chromium: await ensureChromium(),
        extensionFolder: repositoryRoot,
        testIndex: path.join(repositoryRoot, 'out', 'bench/typing/editor/typeInEditor.js'),
        workspace: (parent) => openProject(parent, reference, files),
        settings: {
          ...settings,
          'switchyard.model.path': modelPath,
          'switchyard.engine.threads': threads,
        },
        env: { [taskVariable]: taskFile },
        timeoutMs: lastMs + aroundMs,
      },
      (_ending, errors) => {
        problems.push(...errors);
        return Promise.resolve();
      },
    );
    return await readResult(resultFile, [ending, ...problems].join('\n'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function openProject(
  parent: string,
  reference: TraceReference,
  files: GitFiles,
): Promise<string> {
  const folder = path.join(parent, 'project');
  await mkdir(folder);
  if (reference.kind === 'synthetic') {
    await files.checkOut(reference.repo, `${reference.commit}^`, folder);
  }
  return folder;
}

async function readResult(file: string, ending: string): Promise<EditorLoad> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as EditorLoad;
  } catch (error) {
    throw new Error(`The trace was not typed to its end in VS Code: ${ending}`, { cause: error });
  }
}
