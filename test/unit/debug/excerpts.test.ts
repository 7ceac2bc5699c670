import assert from 'node:assert/strict';
import { namesIn } from '../../../src/base/text/namesIn.js';
import { excerpts, lineAt } from '../../../src/features/debug/core/excerpts.js';
import type { SourcePlace, SourceText } from '../../../src/features/debug/core/sourceText.js';

function source(path: string, lines: number): SourceText {
  const text = Array.from({ length: lines }, (_, index) => `line ${index + 1}`).join('\r\n');
  return { uri: `file:///w/${path}`, path, languageId: 'typescript', text };
}

function ranges(places: readonly SourcePlace[]): string[] {
  return excerpts(places).map(({ link, title, text }) => {
    const { startLine = 0, endLine = 0 } = link?.range ?? {};
    assert.equal(text.split('\n').length, endLine - startLine + 1);
    assert.equal(text.split('\n')[0], `line ${startLine}`);
    return `${title}:${startLine}-${endLine}`;
  });
}

describe('excerpts', () => {
  const long = source('long.ts', 100);

  it('takes more lines before a place than after it, within the file', () => {
    assert.deepEqual(ranges([{ source: long, line: 50 }]), ['long.ts:34-56']);
    assert.deepEqual(ranges([{ source: long, line: 2 }]), ['long.ts:1-8']);
    assert.deepEqual(ranges([{ source: long, line: 100 }]), ['long.ts:84-100']);
  });

  it('shows every line once', () => {
    const at = (line: number): SourcePlace => ({ source: long, line });
    assert.deepEqual(ranges([at(50), at(40), at(60)]), ['long.ts:34-56', 'long.ts:57-66']);
    assert.deepEqual(ranges([at(50), at(30)]), ['long.ts:34-56', 'long.ts:14-33']);
  });

  it('takes three at most, and none that the file no longer has', () => {
    const places = [200, 1, 40, 70, 99].map((line) => ({ source: long, line }));
    assert.equal(excerpts(places).length, 3);
    assert.deepEqual(ranges([{ source: long, line: 101 }]), []);
  });

  it('cuts the lines of minified code and names the function', () => {
    const text = 'x'.repeat(10_000);
    const [section] = excerpts([
      { source: { path: 'a.min.js', languageId: 'javascript', text }, line: 1, name: 'f' },
    ]);
    assert.ok(section && section.text.length < 400);
    assert.equal(section.link, undefined);
    assert.deepEqual(section.symbols, ['f']);
  });
});

describe('lineAt and namesIn', () => {
  it('give the line and its names', () => {
    const text = 'a\n    return items[0].price + größe;\n';
    const place = { source: { path: 'a.ts', languageId: 'typescript', text }, line: 2 };
    assert.equal(lineAt(place), 'return items[0].price + größe;');
    assert.deepEqual([...namesIn(lineAt(place))], ['return', 'items', 'price', 'größe']);
    assert.equal(lineAt({ ...place, line: 3 }), undefined);
    assert.deepEqual([...namesIn(undefined)], []);
  });
});
