import assert from 'node:assert/strict';
import { Parsers } from '../../../bench/infill/parsers.js';

describe('Parsers', () => {
  let parsers: Parsers;

  before(() => {
    parsers = new Parsers();
  });

  after(() => {
    parsers.dispose();
  });

  it('parses Python, many files in one process', async () => {
    const answers = await Promise.all(
      [
        'x = 1\n',
        'def f(:\n',
        's = "a\\nb"\nif s:\n  pass',
        'if True:\nx',
        '\0',
        '('.repeat(5000),
      ].map((text) => parsers.parses(text, 'python')),
    );
    assert.deepEqual(answers, [true, false, true, false, false, false]);
  });

  it('parses TypeScript, TSX and JavaScript each by its own rules', async () => {
    assert.equal(await parsers.parses('const a: number = <number>b;', 'typescript'), true);
    assert.equal(await parsers.parses('const a = <p>{b}</p>;', 'typescriptreact'), true);
    assert.equal(await parsers.parses('const a = <p>{b}</p>;', 'typescript'), false);
    assert.equal(await parsers.parses('function f( {', 'typescript'), false);
    assert.equal(await parsers.parses('const a = 1', 'javascript'), true);
    assert.equal(await parsers.parses('const = 1', 'javascript'), false);
  });

  it('does not mind wrong types and missing modules', async () => {
    const text = "import { a } from './nowhere';\nconst b: string = 1 + a;";
    assert.equal(await parsers.parses(text, 'typescript'), true);
  });

  it('knows no other language', async () => {
    assert.equal(await parsers.parses('fn main() {}', 'rust'), undefined);
  });
}).timeout(60_000);
