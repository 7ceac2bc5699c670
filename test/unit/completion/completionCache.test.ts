import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CompletionCache } from '../../../src/features/completion/core/completionCache.js';
import type { Suggestion } from '../../../src/features/completion/core/suggestion.js';
import { continueSuggestion } from '../../../src/features/completion/core/suggestion.js';
import { cursorAt, cursorMark } from './markedDocument.js';

function suggestion(marked: string, text: string, replacedRight = 0): Suggestion {
  return { id: 'a', cursor: cursorAt(marked), text, replacedRight };
}

const indents = ['', ' ', '  ', '    ', '\t', '\t\t', ' \t'];

describe('CompletionCache', () => {
  it('finds a suggestion at its own place', () => {
    const cache = new CompletionCache();
    cache.set('m', suggestion('a = ‸\n', 'b + c'));
    assert.deepEqual(cache.get('m', cursorAt('a = ‸\n'))?.rest, {
      text: 'b + c',
      replacedRight: 0,
    });
  });

  it('finds the rest when its beginning is typed', () => {
    const cache = new CompletionCache();
    cache.set('m', suggestion('a = ‸\n', 'b + c'));
    assert.equal(cache.get('m', cursorAt('a = b +‸\n'))?.rest.text, ' c');
    assert.equal(cache.get('m', cursorAt('a = b -‸\n')), undefined);
    assert.equal(cache.get('m', cursorAt('a = b + c‸\n')), undefined);
  });

  it('prefers the suggestion that was made nearest to the cursor', () => {
    const cache = new CompletionCache();
    cache.set('m', suggestion('a = b‸\n', 'ig'));
    cache.set('m', suggestion('a = ‸\n', 'better'));
    assert.equal(cache.get('m', cursorAt('a = b‸\n'))?.rest.text, 'ig');
    assert.equal(cache.get('m', cursorAt('a = be‸\n'))?.rest.text, 'tter');
  });

  it('needs the same text behind the cursor', () => {
    const cache = new CompletionCache();
    cache.set('m', suggestion('f(‸)\nnext\n', 'a'));
    for (const other of ['f(‸\nnext\n', 'f(‸)\nnext \n', 'f(‸)\n next\n', 'f(‸)\n']) {
      assert.equal(cache.get('m', cursorAt(other)), undefined, other);
    }
  });

  it('finds a line again that has moved', () => {
    const cache = new CompletionCache();
    const one = suggestion('a\nb = ‸\n', 'c');
    cache.set('m', one);
    const moved = { ...cursorAt('a\nb = ‸\n'), line: 7, uri: 'file:///copy' };
    assert.equal(cache.get('m', moved)?.rest.text, 'c');
  });

  it('tells languages and models apart', () => {
    const cache = new CompletionCache();
    cache.set('m', suggestion('a = ‸\n', 'b'));
    assert.equal(cache.get('n', cursorAt('a = ‸\n')), undefined);
    assert.equal(cache.get('m', cursorAt('a = ‸\n', 'python')), undefined);
  });

  it('never gives a text to another indentation', () => {
    const indent = fc.constantFrom(...indents);
    const text = fc.constantFrom('x', ' x', '    x', '\n    return 1', '\tx\n\ty', 'a b');
    fc.assert(
      fc.property(
        indent,
        indent,
        indent,
        indent,
        text,
        (line, otherLine, below, otherBelow, body) => {
          const at = (one: string, two: string): string =>
            `if a:\n${one}${cursorMark}\n${two}end\n`;
          const cache = new CompletionCache();
          cache.set('m', suggestion(at(line, below), body));
          const found = cache.get('m', cursorAt(at(otherLine, otherBelow)));
          if (!found) return;
          assert.equal(below, otherBelow);
          assert.equal(otherLine + found.rest.text, line + body);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('finds the rest over lines that were typed since, wherever they stand now', () => {
    const cache = new CompletionCache();
    cache.set('m', suggestion('if a:‸\nend\n', '\n    b()\n    c()'));
    const now = { ...cursorAt('if a:\n    b()\n    ‸\nend\n'), line: 9, uri: 'file:///copy' };
    const found = cache.get('m', now);
    assert.equal(found?.rest.text, 'c()');
    assert.deepEqual([found.suggestion.cursor.line, found.suggestion.cursor.uri], [7, now.uri]);
    assert.equal(cache.get('m', cursorAt('if a:\n  b()\n  ‸\nend\n')), undefined);
  });

  it('gives back what leads to the same document, and nothing else', () => {
    const piece = fc.constantFrom('a', 'b', ' ', '  ', '\t', '\n', '(', ')', 'é');
    const text = fc.array(piece, { maxLength: 6 }).map((parts) => parts.join(''));
    const entry = fc.record({ before: text, body: text, below: text });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 6 }), entry, (entries, asked) => {
        const cache = new CompletionCache();
        for (const { before, body, below } of entries) {
          cache.set('m', suggestion(`${before}${cursorMark}\n${below}`, body));
        }
        const found = cache.get('m', cursorAt(`${asked.before}${cursorMark}\n${asked.below}`));
        const whole = found && asked.before + found.rest.text;
        const isKnown = entries.some(({ before, body, below }) => {
          return before + body === whole && below === asked.below;
        });
        assert.equal(found !== undefined && isKnown, found !== undefined);
      }),
      { numRuns: 2_000 },
    );
  });

  it('forgets the suggestions used longest ago', () => {
    const cache = new CompletionCache(2);
    for (const name of ['a', 'b', 'c']) cache.set('m', suggestion(`${name}\n‸\n`, 'x'));
    assert.equal(cache.get('m', cursorAt('a\n‸\n')), undefined);
    assert.ok(cache.get('m', cursorAt('b\n‸\n')));
    assert.ok(cache.get('m', cursorAt('c\n‸\n')));
  });
});

describe('continueSuggestion', () => {
  it('leads to the same document however much of it was typed', () => {
    const piece = fc.constantFrom('a', 'b ', '(', ')', '\n', '  ', '"', '🚀', 'é');
    const text = fc.array(piece, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
    const right = fc.constantFrom('', ')', ');', '")');
    fc.assert(
      fc.property(text, text, right, text, fc.nat(), (before, body, after, below, at) => {
        const one = suggestion(`${before}${cursorMark}${after}\n${below}`, body);
        const typed = body.slice(0, at % body.length);
        const rest = continueSuggestion(
          one,
          cursorAt(`${before}${typed}${cursorMark}${after}\n${below}`),
        );
        assert.deepEqual(rest, { text: body.slice(typed.length), replacedRight: 0 });
      }),
      { numRuns: 1_000 },
    );
  });

  const changes: readonly [
    title: string,
    now: string,
    text: string | undefined,
    replaced: number,
  ][] = [
    ['a bracket that the editor added', 'x = foo(‸)\nend', 'a)', 1],
    ['a bracket typed over', 'x = foo(a)‸\nend', undefined, 0],
    ['another line above', 'y\nx = foo‸\nend', undefined, 0],
    ['another line below', 'x = foo‸\nother', undefined, 0],
    ['other text before', 'z = foo‸\nend', undefined, 0],
    ['more text behind', 'x = foo‸ + 1\nend', undefined, 0],
    ['a deletion before the place', 'x =‸\nend', undefined, 0],
    ['a step back to the place', 'x = ‸\nend', 'foo(a)', 0],
  ];
  for (const [title, now, text, replacedRight] of changes) {
    it(`${title}: ${text ?? 'no longer fits'}`, () => {
      const rest = continueSuggestion(suggestion('x = ‸\nend', 'foo(a)'), cursorAt(now));
      assert.deepEqual(rest, text === undefined ? undefined : { text, replacedRight });
    });
  }
});
