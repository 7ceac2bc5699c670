import assert from 'node:assert/strict';
import type { Suggested } from '../../../../bench/typing/acceptance.js';
import { acceptance } from '../../../../bench/typing/acceptance.js';
import { comingText } from '../../../../bench/typing/comingText.js';
import type { TraceStep } from '../../../../bench/typing/typingTrace.js';

function suggested(text: string, changes: Partial<Suggested> = {}): Suggested {
  return { text, replaced: '', endsLine: true, ...changes };
}

/** The states of a place while a text is typed into it, character by character. */
function typing(text: string): string[] {
  return Array.from(text, (_, index) => text.slice(0, index + 1));
}

describe('acceptance', () => {
  it('takes the whole suggestion when the trace goes on to write it', () => {
    assert.deepEqual(acceptance(suggested('foo('), typing('foo(bar)')), {
      text: 'foo(',
      keptCharacters: 4,
      steps: 4,
      rest: '',
      isWhole: true,
    });
  });

  it('takes nothing of a line of which the trace writes only the beginning', () => {
    assert.equal(acceptance(suggested('foo(bar)'), typing('foo(baz)\n')), undefined);
    assert.equal(acceptance(suggested('foo(bar)'), typing('foo(')), undefined);
    assert.equal(acceptance(suggested('foo'), []), undefined);
  });

  it('takes the first lines that the trace writes as whole lines', () => {
    const text = 'a {\n  b;\n  c;\n}';
    const taken = acceptance(suggested(text), typing('a {\n  b;\n  d;\n}'));
    assert.equal(taken?.text, 'a {\n  b;');
    assert.equal(taken.isWhole, false);
    assert.equal(acceptance(suggested('a\nb'), typing('ab\nb')), undefined);
  });

  it('takes the last line of what is typed only where the document has a line end behind it', () => {
    assert.equal(acceptance(suggested('a;\nb;'), typing('a;'))?.text, 'a;');
    assert.equal(acceptance(suggested('a;\nb;', { endsLine: false }), typing('a;')), undefined);
  });

  it('counts a correction as it is in the end', () => {
    const taken = acceptance(suggested('for'), ['f', 'fr', 'f', 'fo', 'for', 'for ']);
    assert.equal(taken?.steps, 5);
    assert.equal(acceptance(suggested('fr'), ['f', 'fr', 'f', 'fo']), undefined);
  });

  it('leaves what one key typed beyond the suggestion to that key', () => {
    const taken = acceptance(suggested('if (a) {\n  b'), [
      'if (a) ',
      'if (a) {}',
      'if (a) {\n  x}',
    ]);
    assert.deepEqual(taken, {
      text: 'if (a) {',
      keptCharacters: 8,
      steps: 2,
      rest: '}',
      isWhole: false,
    });
  });

  it('does not count what stood right of the cursor as kept', () => {
    const taken = acceptance(suggested('a, b)', { replaced: ')' }), [')', 'a)', 'a, b)']);
    assert.equal(taken?.keptCharacters, 4);
    assert.equal(acceptance(suggested(')', { replaced: ')' }), [')']), undefined);
  });

  it('takes no first lines that leave out what stood right of the cursor', () => {
    const coming = ['a)', 'ab)', 'ab\n)', 'ab\nd)'];
    assert.equal(acceptance(suggested('ab\nc)', { replaced: ')' }), coming), undefined);
  });
});

describe('comingText', () => {
  const step = (...edits: readonly [number, number, string][]): TraceStep => ({
    atMs: 0,
    edits: edits.map(([offset, deleted, inserted]) => ({ offset, deleted, inserted })),
  });

  it('follows insertions and corrections at the place', () => {
    const steps = [step([9, 0, 'x']), step([10, 0, 'ab']), step([11, 1, '']), step([11, 0, 'c'])];
    assert.deepEqual(comingText(steps, 1, { offset: 10, text: '' }), ['ab', 'a', 'ac']);
  });

  it('ends with the first edit elsewhere', () => {
    const steps = [step([10, 0, 'a']), step([11, 0, 'b'], [3, 0, 'q']), step([11, 0, 'c'])];
    assert.deepEqual(comingText(steps, 0, { offset: 10, text: '' }), ['a']);
    assert.deepEqual(comingText([step([9, 2, 'a'])], 0, { offset: 10, text: ')' }), []);
    assert.deepEqual(comingText([step([12, 0, 'a'])], 0, { offset: 10, text: ')' }), []);
  });

  it('includes what stands right of the cursor and is replaced', () => {
    const steps = [step([10, 0, 'a']), step([12, 0, ';'])];
    assert.deepEqual(comingText(steps, 0, { offset: 10, text: ')' }), ['a)', 'a);']);
  });
});
