/**
 * The part of the API of VS Code's built-in Git extension (version 1, stable) that the chat uses. It is another
 * program's, so what comes from it is used with care.
 */
import * as vscode from 'vscode';

/** `Status` of the API, by number. */
export const gitStatus = {
  indexAdded: 1,
  indexDeleted: 2,
  indexRenamed: 3,
  indexCopied: 4,
  deleted: 6,
  untracked: 7,
  intentToAdd: 9,
  intentToRename: 10,
  /** This and all above are conflicts. */
  firstConflict: 12,
} as const;

export interface GitChange {
  readonly uri: vscode.Uri;
  readonly originalUri: vscode.Uri;
  readonly renameUri: vscode.Uri | undefined;
  readonly status: number;
}

export interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly inputBox: { value: string };
  readonly ui: { readonly selected: boolean };
  readonly state: {
    readonly HEAD: { readonly commit?: string } | undefined;
    readonly mergeChanges: readonly GitChange[];
    readonly indexChanges: readonly GitChange[];
    readonly workingTreeChanges: readonly GitChange[];
    /** Absent in older versions, which keep them with the working tree's. */
    readonly untrackedChanges?: readonly GitChange[];
  };
  /** Brings `state` up to date. */
  status(): Promise<void>;
  /** @param ref empty for the index */
  show(ref: string, path: string): Promise<string>;
  /** The index against the last commit. */
  diffIndexWithHEAD(path: string): Promise<string>;
  /** The working tree against the last commit. */
  diffWithHEAD(path: string): Promise<string>;
}

interface GitApi {
  readonly repositories: readonly GitRepository[];
}

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

/** @returns the repositories that are open in the window; undefined where Git is turned off or missing */
export async function gitRepositories(): Promise<readonly GitRepository[] | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (!extension) return undefined;
  try {
    const git = extension.isActive ? extension.exports : await extension.activate();
    return git.enabled ? git.getAPI(1).repositories : undefined;
  } catch {
    // the extension refuses its API while it is off or finds no git
    return undefined;
  }
}
