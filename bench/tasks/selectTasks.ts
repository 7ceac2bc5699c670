import path from 'node:path';
import type { GitFiles } from '../infill/gitFiles.js';
import { sha256Of } from '../infill/taskLine.js';
import type { ReferencedTask } from '../infill/taskLine.js';
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
export async function selectTasks(set: HeldOutSet, files: GitFiles): Promise<ReferencedTask[]> {
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
  { languages }: HeldOutSet,
  files: GitFiles,
): Promise<ReferencedTask[]> {
  const candidates: Candidate[] = [];
  for (const file of await files.list(repo, commit)) {
    const language = languages[path.posix.extname(file)];
    if (language === undefined || skippedFile.test(file)) continue;
    const bytes = await files.read(repo, commit, file);
    if (bytes.length < fileBytes.min || bytes.length > fileBytes.max || bytes.includes('\r'))
      continue;
    candidates.push(...candidatesOf({ language, repo, commit, path: file }, bytes));
  }
  candidates.sort((one, other) => (one.rank < other.rank ? -1 : 1));
  const perFile = new Map<string, number>();
  const chosen = (['wholeLine', 'restOfLine'] as const).flatMap((kind, index) =>
    take(candidates, kind, index === 0 ? Math.ceil(count / 2) : Math.floor(count / 2), perFile),
  );
  return chosen.sort((one, other) => (one.id < other.id ? -1 : 1));
}

function candidatesOf(
  file: Pick<ReferencedTask, 'language' | 'repo' | 'commit' | 'path'>,
  bytes: Buffer,
): Candidate[] {
  const text = bytes.toString('utf8');
  const sha256 = sha256Of(bytes);
  const byteOffset = (index: number): number => Buffer.byteLength(text.slice(0, index));
  return linePlaces(text).map(({ kind, start, end }) => {
    const place = { start: byteOffset(start), end: byteOffset(end) };
    const id = `${file.repo}/${file.path}@${place.start}`;
    return {
      kind,
      rank: sha256Of(Buffer.from(id)),
      task: { id, ...file, ...place, sha256, scope: 'line' as const },
    };
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
