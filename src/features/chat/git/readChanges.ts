import path from 'node:path';
import * as vscode from 'vscode';
import { readDocument } from '../../../platform/readDocument.js';
import { shownPath } from '../../../platform/workspacePaths.js';
import type { ChangedFile, ChangeKind } from '../core/changedFile.js';
import { omissionByPath } from '../core/changedFile.js';
import type { ReadChange } from '../core/changesContext.js';
import { addedLines, changesContext, diffBody, isBinaryDiff } from '../core/changesContext.js';
import type { ReadContext } from '../core/contextSource.js';
import type { Mention } from '../core/mentions.js';
import { mentionText } from '../core/mentions.js';
import { chooseRepository } from './chooseRepository.js';
import type { GitChange, GitRepository } from './gitApi.js';
import { gitStatus } from './gitApi.js';

/** Files whose changes are read; more are only named. */
const maxReadFiles = 50;
/** Files that are read at once: each is a process of git. */
const filesAtOnce = 4;
/** Files larger than this on disk are only named. */
const maxFileBytes = 1_048_576;

/** Which changes go into a commit, and how they are read. */
interface ChangeSet {
  readonly repository: GitRepository;
  readonly isStaged: boolean;
  readonly changes: readonly GitChange[];
}

/** What a commit of a repository would hold now: the staged changes where there are any, else all. */
export async function readChanges(mention: Mention): Promise<ReadContext> {
  const { t } = vscode.l10n;
  const label = mentionText(mention);
  const found = await chooseRepository(mention.value);
  if ('reason' in found) return { kind: 'refused', label, reason: found.reason };
  const { repository, isOneOfMany } = found;
  await repository.status();
  const set = changeSet(repository);
  if (set.changes.length === 0) {
    return { kind: 'refused', label, reason: t('There are no changes since the last commit.') };
  }
  const read = await readAll(set);
  const title = set.isStaged ? t('Staged changes') : t('Changes');
  const name = path.basename(repository.rootUri.fsPath);
  const count = read.length === 1 ? t('1 file') : t('{0} files', read.length);
  return {
    kind: 'read',
    label: `${isOneOfMany ? `${name}: ` : ''}${title}, ${count}`,
    sections: changesContext(title, read),
    ...(isOneOfMany && {
      mention: mentionText({ kind: 'changes', value: repository.rootUri.fsPath }),
    }),
  };
}

function changeSet(repository: GitRepository): ChangeSet {
  const {
    indexChanges,
    mergeChanges,
    workingTreeChanges,
    untrackedChanges = [],
  } = repository.state;
  const isStaged = indexChanges.length > 0;
  const all = isStaged
    ? [...mergeChanges, ...indexChanges]
    : [...mergeChanges, ...workingTreeChanges, ...untrackedChanges];
  const changes = [...new Map(all.map((change) => [change.uri.toString(), change])).values()];
  return { repository, isStaged, changes };
}

async function readAll({ repository, isStaged, changes }: ChangeSet): Promise<ReadChange[]> {
  const read: ReadChange[] = [];
  let wanted = 0;
  for (let start = 0; start < changes.length; start += filesAtOnce) {
    const batch = changes
      .slice(start, start + filesAtOnce)
      .map(async (change): Promise<ReadChange> => {
        const file = changedFile(repository, change);
        const omitted = omissionByPath(file) ?? (++wanted > maxReadFiles ? 'tooMany' : undefined);
        return omitted ? { file, omitted } : readOne(repository, isStaged, change, file);
      });
    read.push(...(await Promise.all(batch)));
  }
  return read;
}

async function readOne(
  repository: GitRepository,
  isStaged: boolean,
  change: GitChange,
  file: ChangedFile,
): Promise<ReadChange> {
  const place = (change.renameUri ?? change.uri).fsPath;
  try {
    if (await isTooLarge(change)) return { file, omitted: 'tooLarge' };
    if (change.status === gitStatus.untracked) return await readUntracked(change, file);
    const hasCommit = repository.state.HEAD?.commit !== undefined;
    if (!hasCommit) {
      const text = await repository.show('', place);
      return text.includes('\0') ? { file, omitted: 'binary' } : { file, diff: addedLines(text) };
    }
    const diff = isStaged
      ? await repository.diffIndexWithHEAD(place)
      : await repository.diffWithHEAD(place);
    return isBinaryDiff(diff) ? { file, omitted: 'binary' } : { file, diff: diffBody(diff) };
  } catch {
    return { file, omitted: 'unreadable' };
  }
}

/** Git knows nothing of it, so that it is read as it is. */
async function readUntracked({ uri }: GitChange, file: ChangedFile): Promise<ReadChange> {
  const document = await readDocument(uri);
  return document.kind === 'read'
    ? { file, diff: addedLines(document.text) }
    : { file, omitted: 'binary' };
}

async function isTooLarge({ uri, renameUri }: GitChange): Promise<boolean> {
  return vscode.workspace.fs.stat(renameUri ?? uri).then(
    ({ size }) => size > maxFileBytes,
    // a deleted file is as small as its diff
    () => false,
  );
}

function changedFile(repository: GitRepository, change: GitChange): ChangedFile {
  const { rootUri } = repository;
  const relative = (uri: vscode.Uri): string =>
    path.relative(rootUri.fsPath, uri.fsPath).split(path.sep).join('/');
  const kind = kindOf(change);
  const uri = change.renameUri ?? change.uri;
  return {
    path: relative(uri),
    kind,
    ...(kind === 'renamed' && { previousPath: relative(change.originalUri) }),
    ...(kind !== 'deleted' && { link: { uri: uri.toString(), path: shownPath(uri) } }),
  };
}

function kindOf({ status }: GitChange): ChangeKind {
  if (status >= gitStatus.firstConflict) return 'conflicted';
  switch (status) {
    case gitStatus.indexAdded:
    case gitStatus.indexCopied:
    case gitStatus.untracked:
    case gitStatus.intentToAdd:
      return 'added';
    case gitStatus.indexDeleted:
    case gitStatus.deleted:
      return 'deleted';
    case gitStatus.indexRenamed:
    case gitStatus.intentToRename:
      return 'renamed';
    default:
      return 'modified';
  }
}
