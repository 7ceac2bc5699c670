import * as vscode from 'vscode';
import type { RefactorHistory } from './core/refactorHistory.js';

interface Item extends vscode.QuickPickItem {
  /** Absent for a heading. */
  readonly instruction?: string;
}

/**
 * Asks what to do with some code: the user's own words, what they asked before, or a suggestion.
 * @param target such as `total` or `lines 3–9`
 * @returns undefined where the user thought better of it
 */
export function askInstruction(
  history: RefactorHistory,
  suggestions: readonly string[],
  target: string,
): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const box = vscode.window.createQuickPick<Item>();
  box.title = t('Refactor {0}', target);
  box.placeholder = t('Say what should change, or choose');
  box.matchOnDescription = true;
  const show = (typed: string): void => {
    const own = typed.trim();
    box.items = [
      ...(own === '' ? [] : [{ label: own, alwaysShow: true, instruction: own }]),
      ...section(t('asked before'), history.entries, own),
      ...section(t('suggestions'), suggestions, own),
    ];
  };
  show('');
  return new Promise((resolve) => {
    box.onDidChangeValue(show);
    box.onDidAccept(() => {
      const instruction = box.selectedItems[0]?.instruction ?? box.value.trim();
      if (instruction === '') return;
      history.add(instruction);
      resolve(instruction);
      box.hide();
    });
    box.onDidHide(() => {
      box.dispose();
      resolve(undefined);
    });
    box.show();
  });
}

function section(heading: string, instructions: readonly string[], own: string): Item[] {
  const others = instructions.filter((instruction) => instruction !== own);
  if (others.length === 0) return [];
  return [
    { label: heading, kind: vscode.QuickPickItemKind.Separator },
    ...others.map((instruction) => ({ label: instruction, instruction })),
  ];
}
