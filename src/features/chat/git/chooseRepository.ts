import * as vscode from 'vscode';
import type { GitRepository } from './gitApi.js';
import { gitRepositories } from './gitApi.js';

/** `reason` is a sentence for the user. */
export type FoundRepository =
  | { readonly repository: GitRepository; readonly isOneOfMany: boolean }
  | { readonly reason: string };

/**
 * The repository that the user means: the named one, else the only one, else the one chosen in the Source Control view,
 * else the active editor's, else the first with changes.
 * @param root path of the repository's folder; empty for none
 */
export async function chooseRepository(root: string): Promise<FoundRepository> {
  const { t } = vscode.l10n;
  const repositories = await gitRepositories();
  if (!repositories) {
    return { reason: t('Git is turned off in VS Code or not installed, so there are no changes.') };
  }
  const [first] = repositories;
  if (!first) return { reason: t('No Git repository is open in this window.') };
  const isOneOfMany = repositories.length > 1;
  if (root !== '') {
    const named = repositories.find(({ rootUri }) => rootUri.fsPath === root);
    if (named) return { repository: named, isOneOfMany };
    return { reason: t('“{0}” is no Git repository of this window.', root) };
  }
  const selected = repositories.filter(({ ui }) => ui.selected);
  const [only] = selected.length === 1 ? selected : [];
  const repository = only ?? ofActiveEditor(repositories) ?? repositories.find(hasChanges) ?? first;
  return { repository, isOneOfMany };
}

function ofActiveEditor(repositories: readonly GitRepository[]): GitRepository | undefined {
  const file = vscode.window.activeTextEditor?.document.uri;
  if (file?.scheme !== 'file') return undefined;
  // the innermost: a submodule lies in its parent
  return repositories
    .filter(({ rootUri }) => file.path.startsWith(`${rootUri.path}/`))
    .sort((one, other) => other.rootUri.path.length - one.rootUri.path.length)[0];
}

function hasChanges({ state }: GitRepository): boolean {
  const { indexChanges, workingTreeChanges, mergeChanges, untrackedChanges = [] } = state;
  return [indexChanges, workingTreeChanges, mergeChanges, untrackedChanges].some(
    ({ length }) => length > 0,
  );
}
