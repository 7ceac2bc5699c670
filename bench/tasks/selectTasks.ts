import path from 'node:path';
import { importedFiles } from '../../src/features/completion/core/context/importedPaths.js';
import { sha256Of } from '../infill/taskLine.js';
import type { ReferencedTask } from '../infill/taskLine.js';
import type { CommitFiles } from '../support/gitProject.js';
import type { HeldOutRepository, HeldOutSet } from './heldOut.js';
import type { LinePlace } from './linePlaces.js';
import { linePlaces } from './linePlaces.js';

/** So that no file, and no file's style, decides. */
const maxPerFile = 2;
const fileBytes = { min: 800, max: 60_000 };
/** Tests, examples, generated and configuration files. */
export const skippedFile =
  /(?:^|\/)(?:tests?|t|__tests__|__test[\w-]*__|fixtures?|testdata|testWorkspace|demos?|examples?|docs?|vendor|dist|build|benchmarks?|requirements)\/|\.(?:test|test-d|spec|d|gen|config)\.\w+$|(?:^|\/)(?:test_|conftest|setup\.py)/;

/** @returns half whole lines, half rests of lines of each repository, ordered by repository and path */
export async function selectTasks(set: HeldOutSet, files: CommitFiles): Promise<ReferencedTask[]> {
  const tasks: ReferencedTask[] = [];
  for (const repository of set.repositories) {
    tasks.push(...(await selectOf(repository, set, files)));
  }
  return tasks;
}

interface Candidate {
  readonly task: ReferencedTask;
  readonly kind: LinePlace['kind'];
  readonly rank: string;
}

async function selectOf(
  { repo, commit, count }: HeldOutRepository,
  { languages, isCrossFile }: HeldOutSet,
  files: CommitFiles,
): Promise<ReferencedTask[]> {
  const candidates: Candidate[] = [];
  const paths = await files.list(repo, commit);
  const project = isCrossFile ? new Set(paths) : undefined;
  for (const file of paths) {
    const language = languages[path.posix.extname(file)];
    if (language === undefined || skippedFile.test(file)) continue;
    const bytes = await files.read(repo, commit, file);
    if (bytes.length < fileBytes.min || bytes.length > fileBytes.max || bytes.includes('\r'))
      continue;
    candidates.push(...candidatesOf({ language, repo, commit, path: file }, bytes, project));
  }
  candidates.sort((one, other) => (one.rank < other.rank ? -1 : 1));
  const perFile = new Map<string, number>();
  const chosen = (['wholeLine', 'restOfLine'] as const).flatMap((kind, index) =>
    take(candidates, kind, index === 0 ? Math.ceil(count / 2) : Math.floor(count / 2), perFile),
  );
  return chosen.sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** @param project paths of all its files, where only cross-file places count */
function candidatesOf(
  file: Pick<ReferencedTask, 'language' | 'repo' | 'commit' | 'path'>,
  bytes: Buffer,
  project: ReadonlySet<string> | undefined,
): Candidate[] {
  const text = bytes.toString('utf8');
  const sha256 = sha256Of(bytes);
  const byteOffset = (index: number): number => Buffer.byteLength(text.slice(0, index));
  const places = project ? crossFilePlaces(text, file, project) : linePlaces(text);
  return places.map(({ kind, start, end }) => {
    const place = { start: byteOffset(start), end: byteOffset(end) };
    const id = `${file.repo}/${file.path}@${place.start}`;
    return {
      kind,
      rank: sha256Of(Buffer.from(id)),
      task: { id, ...file, ...place, sha256, scope: 'line' as const },
    };
  });
}

/**
 * Places whose middle uses a name that the file imports from its own project.
 * @param project paths of all its files
 */
function crossFilePlaces(
  text: string,
  { path: file, language }: Pick<ReferencedTask, 'language' | 'path'>,
  project: ReadonlySet<string>,
): LinePlace[] {
  const imported = importedFiles(text.split('\n'), file, language).filter(({ paths }) =>
    paths.some((one) => project.has(one)),
  );
  const names = new Set(imported.flatMap((one) => one.names));
  return linePlaces(text).filter(({ start, end }) => {
    const words = text.slice(start, end).match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? [];
    return words.some((word) => names.has(word));
  });
}

/** Takes the first by rank, at most so many of one file over all calls. */
function take(
  candidates: readonly Candidate[],
  wanted: LinePlace['kind'],
  count: number,
  perFile: Map<string, number>,
): ReferencedTask[] {
  const taken: ReferencedTask[] = [];
  for (const { kind, task } of candidates) {
    if (taken.length === count) break;
    const used = perFile.get(task.path) ?? 0;
    if (kind !== wanted || used >= maxPerFile) continue;
    perFile.set(task.path, used + 1);
    taken.push(task);
  }
  if (taken.length < count) throw new Error(`There are only ${taken.length} ${wanted} places.`);
  return taken;
}
