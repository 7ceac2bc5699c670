import path from 'node:path';
import type { GitFiles } from '../infill/gitFiles.js';
import type { FixTask } from './fixTask.js';
import { failureText, testProgram } from './testProgram.js';

const repo = 'jkoppel/QuixBugs';
const commit = '4257f44b0ff1181dedaedee6a447e133219fcebf';
/** The first cases, in which the sets are slow beyond. */
const maxCases = 14;

/** The Python programs of QuixBugs whose tests are arguments and results, each with its one-line bug. */
export async function quixTasks(files: GitFiles): Promise<FixTask[]> {
  const paths = await files.list(repo, commit);
  const tasks: FixTask[] = [];
  for (const casesPath of paths.filter((each) => each.startsWith('json_testcases/'))) {
    const name = path.posix.basename(casesPath, '.json');
    const read = async (file: string): Promise<string> =>
      (await files.read(repo, commit, file)).toString('utf8').replace(/\r\n/g, '\n');
    const source = `correct_python_programs/${name}.py`;
    const buggy = await read(`python_programs/${name}.py`);
    const fixed = await read(source);
    const tests = testsOf(name, await read(casesPath));
    const id = `quixbugs/${name}`;
    const language = 'python' as const;
    const result = await testProgram({ id, language, tests }, buggy);
    const isRight = (await testProgram({ id, language, tests }, fixed)).passed;
    if (result.passed || !isRight) {
      console.error(`${id}: left out, ${isRight ? 'no test finds the bug' : 'the solution fails'}`);
      continue;
    }
    const problem = failureText(result);
    tasks.push({
      id,
      language,
      repo,
      commit,
      path: source,
      buggy,
      fixed,
      ...definition(buggy, name),
      problem,
      tests,
    });
  }
  return tasks;
}

/** Results are compared as lists, numbers up to rounding; the last argument of `sqrt` is its tolerance. */
function testsOf(name: string, cases: string): string {
  const lines = cases
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, maxCases);
  return `
import json

def _plain(value):
    if isinstance(value, (str, bytes, dict)) or not hasattr(value, "__iter__"):
        return value
    return [_plain(each) for each in value]

def _same(one, other):
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, float) or isinstance(other, float):
        return abs(one - other) <= ${name === 'sqrt' ? '_tolerance' : '1e-6'}
    return one == other

for _line in json.loads(r'''[${lines.join(',\n')}]'''):
    _arguments, _expected = _line
    _arguments = _arguments if isinstance(_arguments, list) else [_arguments]
    _shown = ", ".join(map(repr, _arguments))
    _tolerance = _arguments[-1]
    _got = _plain(${name}(*_arguments))
    assert _same(_got, _plain(_expected)), f"${name}({_shown}) is {_got}, not {_expected}"
`;
}

/** Lines of a top-level function with all that is indented below it, decorations and blank lines aside. */
function definition(text: string, name: string): { startLine: number; endLine: number } {
  const lines = text.split('\n');
  const startLine = lines.findIndex((line) => line.startsWith(`def ${name}(`));
  let endLine = startLine + 1;
  for (let line = startLine + 1; line < lines.length; line++) {
    const content = lines[line] ?? '';
    if (content.trim() === '') continue;
    if (!/^\s/.test(content)) break;
    endLine = line + 1;
  }
  return { startLine, endLine };
}
