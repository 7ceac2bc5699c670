import path from 'node:path';
import type { GitFiles } from '../infill/gitFiles.js';
import { sha256Of } from '../infill/taskLine.js';
import type { SyntheticReference } from '../typing/traceReference.js';
import { typedChanges } from '../typing/typedChanges.js';
import type { HeldOutRepository } from './heldOut.js';
import { skippedFile } from './selectTasks.js';

const perRepository = 2;
/** Older code looks different. */
const since = '2022-01-01T00:00:00Z';
const addedLines = { min: 10, max: 60 };
/** New code is typed; what is mostly taken away or changed all over the file is not. */
const maxRemovedLines = 10;
const maxHunks = 6;
const fileBytes = { min: 2_000, max: 60_000 };

const languages: Readonly<Record<string, string>> = {
  '.ts': 'typescript',
  '.tsx': 'typescriptreact',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.py': 'python',
};

/** @returns two commits of each repository, the first by the hash of their name, in the repositories' order */
export async function selectTyping(
  repositories: readonly Pick<HeldOutRepository, 'repo' | 'commit'>[],
  files: GitFiles,
): Promise<SyntheticReference[]> {
  const chosen: SyntheticReference[] = [];
  for (const repository of repositories) chosen.push(...(await selectOf(repository, files)));
  return chosen;
}

async function selectOf(
  { repo, commit: last }: Pick<HeldOutRepository, 'repo' | 'commit'>,
  files: GitFiles,
): Promise<SyntheticReference[]> {
  const candidates = (await files.changes(repo, since, last, Object.keys(languages)))
    .flatMap(({ commit, changed }) => {
      const code = changed.filter(({ path: file }) => isCode(file));
      const [one] = code;
      return one && code.length === 1 && isTypable(one) ? [{ commit, path: one.path }] : [];
    })
    .map((candidate) => ({ ...candidate, id: `${repo}@${candidate.commit.slice(0, 9)}` }))
    .sort((one, other) => (rank(one.id) < rank(other.id) ? -1 : 1));
  const chosen: SyntheticReference[] = [];
  for (const candidate of candidates) {
    if (chosen.length === perRepository) break;
    if (chosen.some(({ path: file }) => file === candidate.path)) continue;
    const reference = await referenceOf({ repo, ...candidate }, files);
    if (reference) chosen.push(reference);
  }
  if (chosen.length < perRepository) throw new Error(`${repo} has too few commits to type.`);
  return chosen;
}

async function referenceOf(
  candidate: Pick<SyntheticReference, 'id' | 'repo' | 'commit' | 'path'>,
  files: GitFiles,
): Promise<SyntheticReference | undefined> {
  const { repo, commit, path: file } = candidate;
  const before = await files.read(repo, `${commit}^`, file).catch(() => undefined);
  const after = await files.read(repo, commit, file);
  if (!before || before.length < fileBytes.min || after.length > fileBytes.max) return undefined;
  const changes = typedChanges(before.toString('utf8'), after.toString('utf8'));
  if (changes.length > maxHunks || after.includes('\r')) return undefined;
  return {
    kind: 'synthetic',
    ...candidate,
    language: languages[path.posix.extname(file)] ?? 'plaintext',
    sha256Before: sha256Of(before),
    sha256: sha256Of(after),
    hunks: changes.length,
  };
}

function isCode(file: string): boolean {
  return languages[path.posix.extname(file)] !== undefined && !skippedFile.test(file);
}

function isTypable({ added, removed }: { added: number; removed: number }): boolean {
  return added >= addedLines.min && added <= addedLines.max && removed <= maxRemovedLines;
}

function rank(id: string): string {
  return sha256Of(Buffer.from(id));
}
