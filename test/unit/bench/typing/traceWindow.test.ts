import assert from 'node:assert/strict';
import { livelyWindow } from '../../../../bench/typing/traceWindow.js';
import type { TraceEdit, TypingTrace } from '../../../../bench/typing/typingTrace.js';

function trace(
  text: string,
  ...steps: readonly [atMs: number, ...edits: TraceEdit[]][]
): TypingTrace {
  return {
    id: 'a',
    kind: 'recorded',
    language: 'typescript',
    path: 'src/a.ts',
    text,
    steps: steps.map(([atMs, ...edits]) => ({ atMs, edits })),
  };
}

const insert = (offset: number, inserted: string): TraceEdit => ({ offset, deleted: 0, inserted });
const remove = (offset: number, deleted: number): TraceEdit => ({ offset, deleted, inserted: '' });
const copy = ([atMs, edit]: readonly [number, TraceEdit]): [number, TraceEdit] => [atMs, edit];
const cursors = (one: TypingTrace): (number | undefined)[] =>
  livelyWindow(one, 300).steps.map(({ cursor }) => cursor);

describe('livelyWindow', () => {
  it('takes the stretch with the most insertions, the first of several', () => {
    const { text, steps, typedCharacters } = livelyWindow(
      trace(
        '',
        [0, insert(0, 'a')],
        [20_000, insert(1, 'b')],
        [21_000, insert(2, 'c')],
        [60_000, insert(3, 'd')],
        [61_000, insert(4, 'e')],
      ),
      10,
    );
    assert.equal(text, 'a');
    assert.deepEqual(
      steps.map(({ atMs }) => atMs),
      [20_000, 21_000],
    );
    assert.equal(typedCharacters, 2);
  });

  it('prefers pauses among stretches with nearly as many insertions', () => {
    const { steps } = livelyWindow(
      trace(
        '',
        ...[0, 100, 200, 300, 400, 500].map((atMs) => [atMs, insert(0, 'a')] as const).map(copy),
        ...[20_000, 20_100, 20_200, 23_000, 26_000]
          .map((atMs) => [atMs, insert(0, 'b')] as const)
          .map(copy),
        ...[40_000, 43_000].map((atMs) => [atMs, insert(0, 'c')] as const).map(copy),
      ),
      10,
    );
    assert.deepEqual(
      steps.map(({ atMs }) => atMs),
      [20_000, 20_100, 20_200, 23_000, 26_000],
    );
  });

  it('does not count comments and deletions', () => {
    const { text } = livelyWindow(
      trace(
        '// \nx',
        [0, insert(3, 'a')],
        [100, insert(4, 'b')],
        [200, remove(4, 1)],
        [20_000, insert(6, 'y')],
      ),
      10,
    );
    assert.equal(text, '// a\nx');
  });

  it('asks after what is typed, not after deletions, pasted lines and several places at once', () => {
    assert.deepEqual(
      cursors(
        trace(
          'ab',
          [0, insert(2, 'c')],
          [100, remove(2, 1)],
          [200, insert(2, 'x;\ny;\nz;')],
          [300, insert(5, 'q'), insert(0, 'q')],
          [400, insert(0, 'word')],
        ),
      ),
      [3, undefined, undefined, undefined, 4],
    );
  });

  it('puts the cursor between brackets and line ends that the editor has closed', () => {
    assert.deepEqual(
      cursors(trace('f', [0, insert(1, '()')], [100, insert(2, '\n  \n')], [200, insert(5, '""')])),
      [2, 5, 6],
    );
  });

  it('takes white space that goes with Enter for part of it', () => {
    assert.deepEqual(cursors(trace('a\n    ', [0, insert(6, '\n    '), remove(2, 4)])), [7]);
  });
});
