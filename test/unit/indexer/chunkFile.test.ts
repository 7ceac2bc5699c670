import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { chunkFile } from '../../../src/indexer/chunk/chunkFile.js';
import { grammarNames } from '../../../src/indexer/chunk/languages.js';
import { maxTokens } from '../../../src/indexer/chunk/sourceLines.js';
import type { Chunk } from '../../../src/indexer/store/chunk.js';
import { cpuTimeMs } from '../../support/indexer/cpuTime.js';
import { testGrammars } from '../../support/indexer/testIndex.js';

const failures: string[] = [];
const grammars = testGrammars(failures);

/** A body of so many lines, so that a definition needs chunks of its own. */
const body = (lines: number, indentation: string, line = 'total = total + step'): string =>
  Array.from({ length: lines }, (_, index) => `${indentation}${line}${index};`).join('\n');

const trails = (chunks: readonly Chunk[]): string[] =>
  chunks.map(({ symbolTrail }) => symbolTrail.join('.'));

const symbols = (chunks: readonly Chunk[]): string[] => chunks.flatMap((chunk) => chunk.symbols);

const estimatedTokens = ({ text }: Chunk): number => Math.ceil((text.length + 1) / 3.5);

/** Every line that is not blank is in exactly one chunk, with its own text. */
function assertCovers(chunks: readonly Chunk[], text: string): void {
  const lines = text.split(/\r\n|\r|\n/);
  const seen = new Array<number>(lines.length).fill(0);
  for (const chunk of chunks) {
    assert.deepEqual(chunk.text.split('\n'), lines.slice(chunk.startLine - 1, chunk.endLine));
    for (let line = chunk.startLine; line <= chunk.endLine; line++) {
      seen[line - 1] = (seen[line - 1] ?? 0) + 1;
    }
  }
  for (const [row, line] of lines.entries()) {
    if (line.trim() !== '') assert.equal(seen[row], 1, `line ${row + 1}: ${line}`);
  }
}

describe('chunkFile', () => {
  after(() => {
    assert.deepEqual(failures, []);
  });

  it('takes a large class apart and names where its parts belong', async () => {
    const text = [
      "import { a } from './a.js';",
      '',
      '/** Parses things. */',
      'export class Parser {',
      '  private step = 0;',
      '',
      '  // reads one block',
      '  parseBlock(total: number): number {',
      body(40, '    '),
      '  }',
      '',
      '  parseLine(): void {',
      body(40, '    '),
      '  }',
      '}',
      '',
      'export const run = (): void => {',
      body(40, '  '),
      '};',
    ].join('\n');
    const chunks = await chunkFile('/w/parser.ts', text, grammars);
    assertCovers(chunks, text);
    assert.ok(trails(chunks).includes('Parser.parseBlock'));
    assert.ok(trails(chunks).includes('Parser.parseLine'));
    assert.ok(symbols(chunks).includes('Parser'));
    assert.ok(symbols(chunks).includes('run'));
    const method = chunks.find((chunk) => chunk.symbols.includes('parseBlock'));
    assert.match(method?.text ?? '', /^ {2}\/\/ reads one block/);
    for (const chunk of chunks) {
      assert.ok(estimatedTokens(chunk) <= maxTokens, `${estimatedTokens(chunk)} tokens`);
    }
  });

  it('packs small definitions together', async () => {
    const text = Array.from({ length: 8 }, (_, index) => `function small${index}() {}`).join('\n');
    const chunks = await chunkFile('/w/small.js', text, grammars);
    assert.equal(chunks.length, 1);
    assert.equal(chunks[0]?.symbols.length, 8);
    assert.deepEqual(chunks[0].symbolTrail, []);
  });

  const languages: readonly [file: string, text: string, names: string[]][] = [
    [
      'a.ts',
      'export interface Shape { area: number }\nexport type Id = string;\nenum E { A }',
      ['Shape', 'Id', 'E'],
    ],
    ['a.tsx', 'export function View() { return <div a="b">x</div>; }', ['View']],
    ['a.js', 'exports.start = function () {};\nconst stop = () => 1;', ['exports.start', 'stop']],
    [
      'a.py',
      '@cached\ndef load(path):\n    return path\n\nclass Model:\n    pass\n',
      ['load', 'Model'],
    ],
    ['a.go', 'package a\n\ntype Point struct { X int }\n\nfunc (p *Point) Move() {}\n', ['Move']],
    [
      'a.rs',
      'pub struct Point { x: i32 }\nimpl Point { fn new() {} }\nfn main() {}',
      ['Point', 'main'],
    ],
    ['a.java', 'class Account { int balance; void pay() {} }', ['Account']],
    ['a.c', 'static int *find(const char *name) { return 0; }', ['find']],
    ['a.cpp', 'namespace n { class Tap {}; }\nvoid Tap::drain(int &x) {}', ['n', 'Tap::drain']],
    ['a.cs', 'namespace App { public class Server { } }', ['App']],
    ['a.rb', 'module App\n  class Server\n    def run; end\n  end\nend', ['App']],
    ['a.php', '<?php\nfunction handle($x) { return $x; }\nclass Job {}', ['handle', 'Job']],
    ['a.sh', 'deploy() {\n  echo hi\n}\n', ['deploy']],
    ['a.css', '.heat-map > .cell { color: red; }', ['.heat-map > .cell']],
    ['a.ps1', 'function Get-Thing { param($a) $a }', []],
  ];
  for (const [file, text, names] of languages) {
    it(`knows the definitions of ${file}`, async () => {
      const chunks = await chunkFile(`/w/${file}`, text, grammars);
      assertCovers(chunks, text);
      for (const name of names)
        assert.ok(symbols(chunks).includes(name), `${name} in ${symbols(chunks).join(', ')}`);
    });
  }

  it('has a file for every grammar of the table', async () => {
    for (const [file, text] of languages) await chunkFile(`/w/${file}`, text, grammars);
    assert.equal(grammarNames.length, 14);
    assert.deepEqual(failures, []);
  });

  it('cuts Markdown by heading, blind to what fences hold', async () => {
    const text = [
      'Before.',
      '# Title',
      body(60, '', 'intro text '),
      '## Install',
      '```sh',
      '# not a heading',
      '```',
      body(60, '', 'install text '),
      'Under',
      '-----',
      body(60, '', 'under text '),
    ].join('\n');
    const chunks = await chunkFile('/w/README.md', text, grammars);
    assertCovers(chunks, text);
    const found = trails(chunks);
    assert.ok(found.includes('Title.Install'), found.join(' | '));
    assert.ok(found.includes('Title.Under'), found.join(' | '));
    assert.equal(
      found.some((trail) => trail.includes('not a heading')),
      false,
    );
  });

  it('counts lines alike for every kind of line end', async () => {
    const lines = ['function first() {', '  return 1;', '}', '', 'function second() {', '}'];
    for (const end of ['\n', '\r\n', '\r']) {
      const [chunk] = await chunkFile('/w/a.js', lines.join(end) + end, grammars);
      assert.equal(chunk?.endLine, 6, JSON.stringify(end));
      assert.equal(chunk.text, lines.join('\n'));
    }
  });

  it('clips a huge line', async () => {
    const [chunk] = await chunkFile('/w/a.txt', `short\n${'y'.repeat(300_000)}\nend`, grammars);
    const chunks = await chunkFile('/w/a.js', `const a = "${'y'.repeat(300_000)}";`, grammars);
    assert.equal(chunk?.startLine, 1);
    for (const { text } of chunks) assert.ok(text.length < 1_100);
  });

  it('survives nesting without end', async () => {
    const depth = 3_000;
    const text = `const x = ${'{ a: [\n'.repeat(depth)}${'] }\n'.repeat(depth)};`;
    const chunks = await chunkFile('/w/nested.js', text, grammars);
    assertCovers(chunks, text);
  });

  it('handles a file of 100,000 lines in bounded time and chunks', async () => {
    const text = Array.from({ length: 100_000 }, (_, index) => `v${index} = 1`).join('\n');
    let chunks: Chunk[] = [];
    const tookMs = await cpuTimeMs(async () => {
      chunks = await chunkFile('/w/long.py', text, grammars);
    });
    assert.ok(tookMs < 8_000, `${tookMs} ms`);
    assert.ok(chunks.length > 100 && chunks.length <= 1_500);
  }).timeout(60_000);

  it('takes text that is no program at all', async () => {
    const noise = Array.from(
      { length: 400 },
      (_, index) => `)}]${'<'.repeat(index % 7)} "' \`$\{ ${index}`,
    );
    const text = noise.join('\n');
    assertCovers(await chunkFile('/w/noise.ts', text, grammars), text);
  });

  it('gives nothing for an empty or blank file', async () => {
    assert.deepEqual(await chunkFile('/w/a.ts', '', grammars), []);
    assert.deepEqual(await chunkFile('/w/a.ts', '\n \n\t\n', grammars), []);
  });

  it('falls back to lines where a grammar is missing, and says so once', async () => {
    const said: string[] = [];
    const { Grammars } = await import('../../../src/indexer/chunk/grammars.js');
    const none = new Grammars('/nowhere', (message) => said.push(message));
    const text = readFileSync('src/base/lruCache.ts', 'utf8').trimEnd();
    assertCovers(await chunkFile('/w/a.ts', text, none), text);
    await chunkFile('/w/b.ts', text, none);
    assert.equal(said.length, 1);
  });
});
