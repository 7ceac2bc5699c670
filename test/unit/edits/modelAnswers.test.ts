import assert from 'node:assert/strict';
import { diffHunks } from '../../../src/base/text/diffHunks.js';
import type { FixTask } from '../../../bench/fix/fixTask.js';
import { readFixTasks } from '../../../bench/fix/fixTask.js';
import { AnswerReader } from '../../../src/features/edits/core/answerReader.js';
import { editTask } from './editTask.js';

const block = (language: string, ...lines: string[]): string =>
  `\`\`\`${language}\n${lines.join('\n')}\n\`\`\`\n`;

/** All but the last line of an answer on `tick`, which moves the whole body into a branch. */
const tick = [
  'public tick(): void {',
  '  if (this.matrix.length !== 0) {',
  '    const rows = this.matrix.length',
  '    const cols = this.matrix[0].length',
  '',
  '    const newMatrix = JSON.parse(JSON.stringify(this.matrix)) as number[][]',
  '',
  '    for (let row = 0; row < rows; row++) {',
  '      for (let col = 0; col < cols; col++) {',
  '        let liveNeighbors = 0',
  '        for (let newRow = row - 1; newRow <= row - 1; newRow++) {',
  '          for (let newCol = col - 1; newCol <= col + 1; newCol++) {',
  '            if (newRow === row && newCol === col) {',
  '              continue',
  '            }',
  '            if (newRow >= 0 && newRow < rows && newCol >= 0 && newCol < cols) {',
  '              liveNeighbors += this.matrix[newRow][newCol]',
  '            }',
  '          }',
  '        }',
  '',
  '        let cell = this.matrix[row][col]',
  '        if (cell === 1) {',
  '          if (liveNeighbors < 2 || liveNeighbors > 3) {',
  '            cell = 0',
  '          }',
  '        } else {',
  '          if (liveNeighbors === 3) {',
  '            cell = 1',
  '          }',
  '        }',
  '',
  '        newMatrix[row][col] = cell',
  '      }',
  '    }',
  '',
  '    this.matrix = newMatrix',
  '  }',
];

/** What the pocket model has answered to tasks of `bench:fix`. */
describe('answers of a small model', () => {
  let tasks: readonly FixTask[] = [];

  before(async () => {
    tasks = await readFixTasks('bench/tasks/fix.jsonl');
  });

  function taskOf(id: string): FixTask {
    return tasks.find((each) => each.id === id) ?? assert.fail(id);
  }

  /** The files that the answer can be meant to make, the likeliest first; or why it makes none. */
  function read(id: string, answer: string): readonly string[] | string {
    const { buggy, startLine, endLine, language } = taskOf(id);
    const task = editTask({ text: buggy, startLine, endLine, languageId: language });
    const reading = new AnswerReader(task, task.range).read(answer, false);
    if (reading.kind === 'unplaced') return reading.reason;
    assert.ok(reading.kind === 'candidates');
    return reading.candidates.map(([file]) => file?.after ?? '');
  }

  function changesOf(id: string, answer: string): string[] {
    const [after = ''] = read(id, answer);
    return diffHunks(taskOf(id).buggy, after).flatMap(({ removed, added }) => [
      ...removed.map((line) => `-${line.trimEnd()}`),
      ...added.map((line) => `+${line.trimEnd()}`),
    ]);
  }

  it('a method without its class is indented as in the class', () => {
    const answer = block(
      'js',
      'insertLeft(value) {',
      '  if (this.left) {',
      '    this.left = new BinarySearchTree(value);',
      '  } else {',
      '    this.left?.insert(value);',
      '  }',
      '',
      '  return this;',
      '}',
    );
    assert.deepEqual(changesOf('exercism/javascript/binary-search-tree', answer), [
      '-      this.left.insert(value);',
      '+      this.left?.insert(value);',
    ]);
  });

  it('a line that another one like it was made of is one change', () => {
    const answer = `The comparison was off by one.\n\n${block(
      'python',
      'def possible_change(coins, total):',
      '    if total < 0:',
      '        return 1',
      '    if total < 0:',
      '        return 0',
      '',
      '    first, *rest = coins',
      '    return possible_change(coins, total - first) + possible_change(rest, total)',
    )}`;
    assert.deepEqual(changesOf('quixbugs/possible_change', answer), [
      '-    if total == 0:',
      '+    if total < 0:',
    ]);
  });

  it('a new body under the same name replaces the old one to its end', () => {
    const answer = block(
      'python',
      'def flatten(arr):',
      '    flattened = []',
      '    for x in flatten(arr):',
      '        flattened.append(x)',
      '    return flattened',
    );
    const [after = ''] = read('quixbugs/flatten', answer);
    assert.match(after, /^def flatten\(arr\):\n[^]*return flattened\n\n/);
    assert.doesNotMatch(after, /yield|isinstance/);
  });

  it('a header with nothing but documentation leaves the body as it is', () => {
    const answer = `I added a line.\n\n${block(
      'python',
      'def flatten(arr):',
      '    """Flattens a nested list.',
      '',
      '    The flattened list is a list of the nested list elements.',
      '    """',
    )}`;
    assert.deepEqual(changesOf('quixbugs/flatten', answer), [
      '+    """Flattens a nested list.',
      '+',
      '+    The flattened list is a list of the nested list elements.',
      '+    """',
    ]);
  });

  it('a method whose last bracket is missing is closed by the file’s', () => {
    const { buggy } = taskOf('exercism/typescript/game-of-life');
    const [after = ''] = read('exercism/typescript/game-of-life', block('ts', ...tick));
    const rest = buggy.slice(buggy.indexOf('  public state()'));
    assert.ok(after.endsWith(`\n      this.matrix = newMatrix\n    }\n  }\n\n${rest}`), after);
  });

  it('a whole method leaves the methods behind it alone', () => {
    const { buggy } = taskOf('exercism/typescript/game-of-life');
    const [after = ''] = read(
      'exercism/typescript/game-of-life',
      block('typescript', ...tick, '}'),
    );
    const rest = buggy.slice(buggy.indexOf('  public state()'));
    assert.ok(after.endsWith(`\n      this.matrix = newMatrix\n    }\n  }\n\n${rest}`), after);
  });

  it('a function of the same name in another language is refused', () => {
    const answer = block(
      'python',
      'def count(diagram: str) -> int:',
      "    constraints = '!' in diagram",
      '    if not constraints:',
      '        return 0',
      '    return count(diagram[constraints + 1 :])',
    );
    assert.equal(read('exercism/typescript/rectangles', answer), 'noPlace');
    assert.equal(read('exercism/typescript/rectangles', answer.replace('def ', '')), 'noPlace');
  });
});
