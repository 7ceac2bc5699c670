import path from 'node:path';
import type { GitFiles } from '../infill/gitFiles.js';
import { sha256Of } from '../infill/taskLine.js';
import type { FixTask } from './fixTask.js';
import { functionAround, mutationsOf } from './mutations.js';
import { failureText, testProgram } from './testProgram.js';

export interface ExerciseTrack {
  readonly language: 'javascript' | 'typescript';
  readonly repo: string;
  readonly commit: string;
  readonly solution: string;
  readonly testEnding: string;
  /** How many tasks it gives. */
  readonly count: number;
}

export const exerciseTracks: readonly ExerciseTrack[] = [
  {
    language: 'javascript',
    repo: 'exercism/javascript',
    commit: '295540983b6323edcfd457b3163ad6c63608f2da',
    solution: '.meta/proof.ci.js',
    testEnding: '.spec.js',
    count: 25,
  },
  {
    language: 'typescript',
    repo: 'exercism/typescript',
    commit: '877c8a9cb4093ba340e2cd2a8183834b3b305fa8',
    solution: '.meta/proof.ci.ts',
    testEnding: '.test.ts',
    count: 20,
  },
];

const lineCount = { min: 8, max: 60 };
const maxTestBytes = 4_000;
/** Bugs that no test finds, or that only make the program hang, are passed over. */
const maxTries = 12;

/**
 * Solutions of exercises with one bug each, made by one exchange; which, and of which exercises, a hash of their names
 * decides.
 * @param taken names of exercises that another track has given already
 */
export async function exerciseTasks(
  track: ExerciseTrack,
  files: GitFiles,
  taken: ReadonlySet<string>,
): Promise<FixTask[]> {
  const { repo, commit, solution, count } = track;
  const paths = await files.list(repo, commit);
  const names = paths
    .filter((each) => each.startsWith('exercises/practice/') && each.endsWith(`/${solution}`))
    .map((each) => each.split('/')[2] ?? '')
    .filter((name) => !taken.has(name))
    .sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
  const tasks: FixTask[] = [];
  for (const name of names) {
    if (tasks.length === count) break;
    const task = await exerciseTask(track, name, files);
    if (task) tasks.push(task);
  }
  return tasks.sort((one, other) => (one.id < other.id ? -1 : 1));
}

async function exerciseTask(
  { language, repo, commit, solution, testEnding }: ExerciseTrack,
  name: string,
  files: GitFiles,
): Promise<FixTask | undefined> {
  const folder = `exercises/practice/${name}`;
  const source = path.posix.join(folder, solution);
  const fixed = (await files.read(repo, commit, source)).toString('utf8');
  const testFile = path.posix.join(folder, name + testEnding);
  const spec = await files.read(repo, commit, testFile).catch(() => undefined);
  if (!spec || spec.length > maxTestBytes) return undefined;
  const lines = fixed.split('\n').length;
  if (lines < lineCount.min || lines > lineCount.max || /^import\b/m.test(fixed)) return undefined;
  const tests = withoutImports(spec.toString('utf8'), name);
  if (tests === undefined) return undefined;
  const id = `${repo}/${name}`;
  if (!(await testProgram({ id, language, tests }, fixed)).passed) {
    console.error(`${id}: left out, the solution fails its tests here`);
    return undefined;
  }
  const mutations = mutationsOf(fixed).sort((one, other) =>
    rank(`${id}@${one.offset}`) < rank(`${id}@${other.offset}`) ? -1 : 1,
  );
  for (const { text: buggy, offset } of mutations.slice(0, maxTries)) {
    const result = await testProgram({ id, language, tests }, buggy);
    if (result.ending !== 'failed') continue;
    const problem = failureText(result);
    const range = functionAround(buggy, offset);
    return { id, language, repo, commit, path: source, buggy, fixed, ...range, problem, tests };
  }
  return undefined;
}

/** @returns undefined where the tests need more than the exercise's own names */
function withoutImports(spec: string, name: string): string | undefined {
  const imports = [...spec.matchAll(/^import\s+(?:type\s+)?\{[^}]*\}\s+from\s+'([^']+)';?\n/gm)];
  const isOwn = imports.every(
    ([, from = '']) => from === '@jest/globals' || from.replace(/\.\w+$/, '') === `./${name}`,
  );
  const rest = imports.reduce((text, [all]) => text.replace(all, ''), spec);
  const renames = imports.some(([all]) => /\sas\s/.test(all));
  return isOwn && !renames && !/^\s*import\b|\brequire\(|\bjest\b/m.test(rest)
    ? rest.trim()
    : undefined;
}

function rank(name: string): string {
  return sha256Of(Buffer.from(name));
}
