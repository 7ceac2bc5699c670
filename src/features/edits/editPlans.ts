import * as vscode from 'vscode';
import { isUserDocument, shownPath } from '../../platform/workspacePaths.js';
import { isTestPath } from './core/testPath.js';
import type { EditKind, EditTask, TaskFile } from './core/editTask.js';
import type { EditPlan } from './editFlow.js';
import type { CodeFinder, EnclosingCode } from './enclosingCode.js';
import { wholeLines } from './enclosingCode.js';
import { Notice } from './notice.js';
import type { ContextCollector } from './taskContext.js';
import { mergedRange, problemsIn, taskProblem } from './taskProblems.js';
import { testTarget } from './testTarget.js';

/** No model reads more than this of one selection. */
const maxSelectedCharacters = 200_000;
/** Files beside the one to change that an answer may change too. */
const maxOtherLines = 400;

/** Code that the user means: the selection's lines, or the symbol around the cursor. */
export interface EditTarget extends EnclosingCode {
  readonly document: vscode.TextDocument;
}

/** Turns what the user points at into tasks for the model. */
export class EditPlans {
  constructor(
    private readonly finder: CodeFinder,
    private readonly context: ContextCollector,
  ) {}

  /** @throws {Notice} with a sentence for the user where too much is selected */
  async target(document: vscode.TextDocument, selection: vscode.Range): Promise<EditTarget> {
    const length = document.offsetAt(selection.end) - document.offsetAt(selection.start);
    if (length > maxSelectedCharacters) {
      throw new Notice(
        vscode.l10n.t('So much code is too long for the model. Select the part that matters.'),
      );
    }
    if (!selection.isEmpty) return { document, range: wholeLines(selection), names: [] };
    return { document, ...(await this.finder.enclosing(document, selection)) };
  }

  /** The code around problems of a document. */
  async around(
    document: vscode.TextDocument,
    diagnostics: readonly vscode.Diagnostic[],
  ): Promise<EditTarget> {
    const at = mergedRange(diagnostics) ?? new vscode.Range(0, 0, 0, 0);
    return { document, ...(await this.finder.enclosing(document, at)) };
  }

  /**
   * A fix of the given problems, widened to the code around them.
   * @param diagnostics of the document; none asks the model to find what is wrong
   */
  async fix(
    document: vscode.TextDocument,
    selection: vscode.Range,
    diagnostics: readonly vscode.Diagnostic[],
  ): Promise<EditPlan> {
    const at = mergedRange(diagnostics) ?? selection;
    const { range } =
      diagnostics.length === 0
        ? await this.target(document, at)
        : await this.finder.enclosing(document, at);
    const task = await this.task('fix', document, range);
    return {
      document,
      line: at.start.line,
      tasks: [{ ...task, problems: diagnostics.map(taskProblem) }],
    };
  }

  /** @param report what is known of the failure besides its message: data for the model */
  async failure(
    document: vscode.TextDocument,
    at: vscode.Range,
    message: string,
    report: string,
  ): Promise<EditPlan> {
    const { range } = await this.finder.enclosing(document, at);
    const task = await this.task('debug', document, range);
    const lines = wholeLines(at);
    const title = vscode.l10n.t('What happened');
    return {
      document,
      line: at.start.line,
      tasks: [
        {
          ...task,
          problems: [{ message, range: lines, severity: 'error' }],
          context: [{ title, path: '', languageId: 'text', text: report }, ...task.context],
        },
      ],
    };
  }

  /** One fix after the other for all problems of a file, from its end, so that places above stay as they are. */
  async fixAll(document: vscode.TextDocument): Promise<EditPlan> {
    const groups = new Map<number, { range: EditTask['range']; found: vscode.Diagnostic[] }>();
    const problems = problemsIn(document.uri);
    const enclosing = await this.finder.enclosingAll(
      document,
      problems.map(({ range }) => range),
    );
    for (const [index, { range }] of enclosing.entries()) {
      const diagnostic = problems[index];
      if (!diagnostic) continue;
      const group = groups.get(range.startLine);
      const endLine = Math.max(range.endLine, group?.range.endLine ?? 0);
      groups.set(range.startLine, {
        range: { ...range, endLine },
        found: [...(group?.found ?? []), diagnostic],
      });
    }
    const tasks: EditTask[] = [];
    const fromEnd = [...groups.values()].sort(
      (one, other) => other.range.startLine - one.range.startLine,
    );
    for (const { range, found } of fromEnd) {
      const task = await this.task('fix', document, range);
      tasks.push({ ...task, problems: found.map(taskProblem) });
    }
    return { document, line: tasks.at(-1)?.range.startLine ?? 0, tasks };
  }

  async rewrite(
    kind: Extract<EditKind, 'refactor' | 'document'>,
    { document, range }: EditTarget,
    instruction: string | undefined,
  ): Promise<EditPlan> {
    const task = await this.task(kind, document, range);
    const asked = { ...task, ...(instruction !== undefined && { instruction }) };
    return { document, line: range.startLine, tasks: [asked] };
  }

  /** @throws {Notice} with a sentence for the user where tests have no place */
  async tests({ document, range }: EditTarget): Promise<EditPlan> {
    const { t } = vscode.l10n;
    if (isTestPath(document.uri.path)) throw new Notice(t('This file holds tests already.'));
    const test = await testTarget(document.uri);
    if (!test) {
      throw new Notice(t('Open the folder of this file, so that its tests have a place.'));
    }
    const task = await this.task('tests', document, range);
    const file = taskFile(test.document);
    return {
      document: test.document,
      line: test.document.lineCount - 1,
      tasks: [{ ...task, otherFiles: [], test: { file, isNew: test.isNew } }],
      isNew: test.isNew,
    };
  }

  private async task(
    kind: EditKind,
    document: vscode.TextDocument,
    range: EditTask['range'],
  ): Promise<EditTask> {
    return {
      kind,
      file: taskFile(document),
      range,
      problems: [],
      context: await this.context.definitions(document, range),
      otherFiles: kind === 'document' ? [] : otherFiles(document),
    };
  }
}

export function taskFile(document: vscode.TextDocument): TaskFile {
  const { uri, languageId } = document;
  return {
    uri: uri.toString(),
    path: shownPath(uri),
    languageId,
    text: document.getText(),
  };
}

/** What is open beside the file: the user may mean both. */
function otherFiles(document: vscode.TextDocument): TaskFile[] {
  return vscode.window.visibleTextEditors
    .map((editor) => editor.document)
    .filter(
      (other) =>
        other !== document &&
        other.uri.scheme === document.uri.scheme &&
        isUserDocument(other) &&
        other.lineCount <= maxOtherLines,
    )
    .map(taskFile);
}
