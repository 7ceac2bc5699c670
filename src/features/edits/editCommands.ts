import path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import type { Log } from '../../base/log.js';
import type { CommandFunctions, CommandId } from '../../platform/commandTable.js';
import { registerCommand } from '../../platform/commands.js';
import { shownPath } from '../../platform/workspacePaths.js';
import type { ChatRequest } from '../../protocol/chatRequest.js';
import { commandTarget } from './commandTarget.js';
import type { RefactorHistory } from './core/refactorHistory.js';
import { refactorSuggestions } from './core/refactorSuggestions.js';
import type { EditFlow, EditPlan } from './editFlow.js';
import type { EditPlans, EditTarget } from './editPlans.js';
import type { ExplainRequests } from './explainRequests.js';
import { Notice } from './notice.js';
import { askInstruction } from './refactorBox.js';
import { problemsAt } from './taskProblems.js';

export interface EditCommandsOptions {
  readonly plans: EditPlans;
  readonly explain: ExplainRequests;
  readonly flow: EditFlow;
  readonly history: RefactorHistory;
  readonly ask: (request: ChatRequest) => Thenable<void>;
  readonly log: Log;
}

/** The commands on code; each takes what menus, light bulbs, links and keys give. */
export function registerEditCommands(options: EditCommandsOptions): Disposable[] {
  const { log } = options;
  return [
    ...registerExplain(options),
    ...registerFix(options),
    register('switchyard.edits.refactor', (...args) => refactor(options, args), log),
    register('switchyard.edits.document', (...args) => document(options, args), log),
    register('switchyard.edits.writeTests', (...args) => writeTests(options, args), log),
  ];
}

/** A notice is shown as such; anything else that is thrown is a failure. */
function register<K extends CommandId>(
  id: K,
  run: (...args: Parameters<CommandFunctions[K]>) => Promise<void>,
  log: Log,
): Disposable {
  return registerCommand(
    id,
    async (...args) => {
      try {
        await run(...args);
      } catch (error) {
        if (!(error instanceof Notice)) throw error;
        void vscode.window.showInformationMessage(vscode.l10n.t('Switchyard: {0}', error.message));
      }
    },
    log,
  );
}

function registerExplain({ plans, explain, ask, log }: EditCommandsOptions): Disposable[] {
  return [
    register(
      'switchyard.edits.explain',
      async (...args) => {
        const { document: source, selection } = await commandTarget(args);
        const target = await plans.target(source, selection);
        await ask(await reading(() => explain.code(target)));
      },
      log,
    ),
    register(
      'switchyard.edits.explainProblem',
      async (...args) => {
        const { document: source, selection } = await commandTarget(args);
        const problems = problemsAt(source.uri, selection);
        if (problems.length === 0) throw new Notice(noProblem());
        const target = await plans.around(source, problems);
        await ask(await reading(() => explain.problems(target, problems)));
      },
      log,
    ),
  ];
}

function registerFix({ plans, flow, log }: EditCommandsOptions): Disposable[] {
  return [
    register(
      'switchyard.edits.fix',
      async (...args) => {
        const { document: source, selection } = await commandTarget(args);
        const problems = problemsAt(source.uri, selection);
        if (problems.length === 0 && selection.isEmpty) throw new Notice(noProblem());
        await start(flow, source, () => plans.fix(source, selection, problems));
      },
      log,
    ),
    register(
      'switchyard.edits.fixAll',
      async (...args) => {
        const { document: source } = await commandTarget(args);
        const plan = (): Promise<EditPlan> => plans.fixAll(source);
        await start(flow, source, plan);
      },
      log,
    ),
  ];
}

async function refactor(
  { plans, flow, history }: EditCommandsOptions,
  args: readonly unknown[],
): Promise<void> {
  const { document: source, selection } = await commandTarget(args);
  const target = await plans.target(source, selection);
  const suggestions = refactorSuggestions(source.languageId, vscode.l10n.t);
  const instruction = await askInstruction(history, suggestions, nameOf(target));
  if (instruction === undefined) return;
  await start(flow, source, () => plans.rewrite('refactor', target, instruction));
}

async function document(
  { plans, flow }: EditCommandsOptions,
  args: readonly unknown[],
): Promise<void> {
  const { document: source, selection } = await commandTarget(args);
  const target = await plans.target(source, selection);
  await start(flow, source, () => plans.rewrite('document', target, undefined));
}

async function writeTests(
  { plans, flow }: EditCommandsOptions,
  args: readonly unknown[],
): Promise<void> {
  const { document: source, selection } = await commandTarget(args);
  const target = await plans.target(source, selection);
  const plan = await reading(() => plans.tests(target));
  await vscode.window.showTextDocument(plan.document, { preview: false });
  await flow.run(plan);
}

/** The document is shown first, so that whoever clicked sees that something happens. */
async function start(
  flow: EditFlow,
  source: vscode.TextDocument,
  plan: () => Promise<EditPlan>,
): Promise<void> {
  const isShown = vscode.window.visibleTextEditors.some((each) => each.document === source);
  if (!isShown) await vscode.window.showTextDocument(source);
  const made = await reading(plan);
  if (made.tasks.length === 0) throw new Notice(noProblem());
  await flow.run(made);
}

/** Reading definitions can take a moment; the window's progress says so. */
function reading<T>(work: () => Promise<T>): Promise<T> {
  const title = vscode.l10n.t('Switchyard: reading the code');
  const location = vscode.ProgressLocation.Window;
  return Promise.resolve(vscode.window.withProgress({ location, title }, work));
}

function nameOf({ document: source, names, range }: EditTarget): string {
  const file = path.posix.basename(shownPath(source.uri));
  return names.at(-1) ?? `${file}:${range.startLine + 1}–${range.endLine}`;
}

function noProblem(): string {
  return vscode.l10n.t('There is no problem at the cursor. Select the code to look at.');
}
