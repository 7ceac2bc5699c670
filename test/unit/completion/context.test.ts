import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assembleContext } from '../../../src/features/completion/core/context/assembleContext.js';
import { ContextGatherer } from '../../../src/features/completion/core/context/contextGatherer.js';
import type { ContextPlace } from '../../../src/features/completion/core/context/contextProvider.js';
import type {
  ContextChunk,
  ContextSource,
  OpenFile,
} from '../../../src/features/completion/core/context/contextSource.js';
import { contextSourceNames } from '../../../src/features/completion/core/context/contextSource.js';
import { importedFiles } from '../../../src/features/completion/core/context/importedPaths.js';
import { ImportSignatures } from '../../../src/features/completion/core/context/importSignatures.js';
import { RecentChunks } from '../../../src/features/completion/core/context/recentChunks.js';
import { signaturesIn } from '../../../src/features/completion/core/context/signatures.js';
import { SimilarWindows } from '../../../src/features/completion/core/context/similarWindows.js';
import { SymbolDefinitions } from '../../../src/features/completion/core/context/symbolDefinitions.js';
import { endOfText, stringDocument } from '../../../src/features/completion/core/stringDocument.js';
import type { Clock } from '../../../src/base/clock.js';
import { systemClock } from '../../../src/base/clock.js';
import { FakeClock } from '../../support/fakeClock.js';

const live = (): AbortSignal => new AbortController().signal;

function placeIn(text: string, languageId = 'typescript', path = 'src/a.ts'): ContextPlace {
  const document = stringDocument(text, {
    uri: `file:///${path}`,
    fileName: 'a',
    path,
    languageId,
  });
  const position = endOfText(text);
  return { document, position, roomCharacters: 2_000 };
}

function chunk(path: string, text: string, startLine = 0): ContextChunk {
  return { path, startLine, text };
}

function openFile(path: string, text: string, version = 1): OpenFile {
  const lines = text.split('\n');
  return { uri: `file:///${path}`, path, languageId: 'typescript', version, lines: () => lines };
}

describe('assembleContext', () => {
  it('puts what changes least first, and names what each source gave', () => {
    const { files, uses } = assembleContext(
      {
        similar: [chunk('s.ts', 'similar\n')],
        recent: [chunk('r.ts', 'recent\n')],
        imports: [chunk('z.ts', 'imports z\n'), chunk('b.ts', 'imports b\n')],
      },
      1_000,
    );
    assert.deepEqual(
      files.map(({ path }) => path),
      ['b.ts', 'z.ts', 'r.ts', 's.ts'],
    );
    assert.deepEqual(uses[0], { source: 'imports', chunks: 2, characters: 20 });
    assert.deepEqual(uses[1], { source: 'definitions', chunks: 0, characters: 0, late: true });
  });

  it('says nothing twice', () => {
    const { files } = assembleContext(
      { recent: [chunk('a.ts', 'one\ntwo\n', 4)], similar: [chunk('a.ts', 'two\nthree\n', 5)] },
      1_000,
    );
    assert.equal(files.length, 1);
  });

  it('never exceeds the room, keeps whole lines and uses what a source leaves over', () => {
    const text = fc.array(fc.constantFrom('ab\n', 'longer line of code\n', '\n'), {
      maxLength: 40,
    });
    const chunks = fc.array(
      fc.record({
        path: fc.constantFrom('a', 'b', 'c'),
        startLine: fc.nat(90),
        text: text.map((lines) => lines.join('')),
      }),
      { maxLength: 6 },
    );
    const found = fc.record(
      { imports: chunks, definitions: chunks, recent: chunks, similar: chunks },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(found, fc.nat(2_000), (sources, room) => {
        const { files } = assembleContext(sources, room);
        assert.ok(files.reduce((sum, file) => sum + file.text.length, 0) <= room);
        assert.ok(files.every((file) => file.text.endsWith('\n')));
      }),
    );
    const large = chunk('a.ts', 'x = 1;\n'.repeat(100));
    assert.ok((assembleContext({ similar: [large] }, 700).files[0]?.text.length ?? 0) > 600);
  });
});

describe('ContextGatherer', () => {
  let answers: Map<string, readonly ContextChunk[]>;
  let asked: number;
  let gatherer: ContextGatherer;

  beforeEach(() => {
    answers = new Map();
    asked = 0;
    gatherer = gathererOn(systemClock);
  });

  function gathererOn(clock: Clock): ContextGatherer {
    const sources = contextSourceNames.map((name): ContextSource => ({
      name,
      find: () => {
        asked++;
        const chunks = answers.get(name);
        return chunks ? Promise.resolve(chunks) : new Promise(() => undefined);
      },
    }));
    return new ContextGatherer({ sources, clock, repository: () => 'repo' });
  }

  function answerAll(text: string): void {
    for (const name of contextSourceNames) answers.set(name, [chunk(`${name}.ts`, text)]);
  }

  it('waits no longer than its deadline for all sources together, and says who was late', async () => {
    answerAll('x\n');
    answers.delete('definitions');
    const clock = new FakeClock();
    const answer = gathererOn(clock).contextFor(placeIn('a'));
    // one turn of the event loop for each source
    while (asked < contextSourceNames.length) {
      clock.advance(0);
      await new Promise(setImmediate);
    }
    clock.advance(149);
    let isThere = false;
    void answer.then(() => (isThere = true));
    await new Promise(setImmediate);
    assert.equal(isThere, false);
    clock.advance(1);
    const { prompt, uses } = await answer;
    assert.equal(prompt?.repository, 'repo');
    assert.deepEqual(
      prompt.files.map(({ path }) => path),
      ['imports.ts', 'recent.ts', 'similar.ts'],
    );
    assert.equal(uses.find(({ source }) => source === 'definitions')?.late, true);
  });

  it('keeps a document’s context while it is typed in, without asking again', async () => {
    answerAll('x\n');
    const first = await gatherer.contextFor(placeIn('a'));
    answerAll('y\n');
    assert.equal(await gatherer.contextFor(placeIn('ab')), first);
    assert.equal(asked, contextSourceNames.length);
  });

  it('exchanges it while nobody types when it has become another one', async () => {
    answerAll('x\n');
    await gatherer.contextFor(placeIn('a'));
    assert.equal(await gatherer.refresh(placeIn('a')), false);
    answers.set('recent', [chunk('recent.ts', 'changed\n')]);
    const before = await gatherer.contextFor(placeIn('a'));
    answerAll('something else\n');
    assert.equal(await gatherer.refresh(placeIn('a')), true);
    assert.notEqual(await gatherer.contextFor(placeIn('a')), before);
  });

  it('takes the newest when the user comes back from another document', async () => {
    const long = 'the same in both\n'.repeat(20);
    answerAll(long);
    await gatherer.contextFor(placeIn('a'));
    answers.set('recent', [chunk('recent.ts', 'changed\n')]);
    assert.equal(await gatherer.refresh(placeIn('a')), false);
    const text = async (): Promise<boolean> => {
      const { prompt } = await gatherer.contextFor(placeIn('a'));
      return prompt?.files.some((file) => file.text === 'changed\n') ?? false;
    };
    assert.equal(await text(), false);
    await gatherer.contextFor(placeIn('b', 'typescript', 'src/b.ts'));
    assert.equal(await text(), true);
  });

  it('sends nothing for a document that belongs to no workspace', async () => {
    answerAll('x\n');
    const outside = new ContextGatherer({
      sources: [],
      clock: systemClock,
      repository: () => undefined,
    });
    assert.deepEqual(await outside.contextFor(placeIn('a')), { uses: [] });
  });
});

describe('SimilarWindows', () => {
  it('finds the windows that use the same names, best first, at most four', async () => {
    const files = [
      openFile('src/none.ts', 'completely unrelated prose about gardens\n'),
      openFile('src/like.ts', 'const invoiceTotal = lineItems.reduce(addPrice);\n'),
      openFile('src/less.ts', 'export const lineItems = loadCatalogue(customer, address, city);\n'),
      openFile('src/a.ts', 'const invoiceTotal = lineItems.reduce(addPrice);\n'),
    ];
    const source = new SimilarWindows(() => files, systemClock);
    const found = await source.find(placeIn('const invoiceTotal = lineItems.reduce('), live());
    assert.deepEqual(
      found.map(({ path }) => path),
      ['src/like.ts', 'src/less.ts'],
    );
  });

  it('reads a file again only when it has changed', async () => {
    let reads = 0;
    const lines = ['const invoiceTotal = 1;'];
    const file = (version: number): OpenFile => ({
      ...openFile('src/b.ts', '', version),
      lines: () => {
        reads++;
        return lines;
      },
    });
    let current = file(1);
    const source = new SimilarWindows(() => [current], systemClock);
    const place = placeIn('unrelatedName');
    await source.find(place, live());
    await source.find(place, live());
    assert.equal(reads, 1);
    current = file(2);
    await source.find(place, live());
    assert.equal(reads, 2);
  });

  it('gives the editor a break after every file, and each file little time', async function () {
    this.timeout(20_000);
    const body = 'const someValue = otherValue(thirdValue, 12) + moreNames.map(callback);\n';
    const files = Array.from({ length: 20 }, (_, index) =>
      openFile(`src/f${String(index)}.ts`, body.repeat(3_000)),
    );
    const source = new SimilarWindows(() => files, systemClock);
    let beats = 0;
    const beat = setInterval(() => beats++, 0);
    await source.find(placeIn('const someValue = '), live());
    clearInterval(beat);
    assert.ok(beats >= 10, `${String(beats)} other events got their turn`);
  });
});

describe('RecentChunks', () => {
  const file = (path: string, lineCount = 200) => ({ uri: `file:///${path}`, path, lineCount });
  const lineAt = (name: string) => (line: number) => `${name} line ${String(line)}`;

  it('keeps the last sixteen, newest first, without the document itself', async () => {
    const recent = new RecentChunks();
    for (let index = 0; index < 20; index++) {
      recent.visit(file(`src/f${String(index)}.ts`), 50, lineAt(`f${String(index)}`));
    }
    const found = await recent.find(placeIn('a', 'typescript', 'src/f19.ts'));
    assert.equal(found.length, 15);
    assert.equal(found[0]?.path, 'src/f18.ts');
    assert.equal(found[0].startLine, 0);
    assert.equal(found[0].text.split('\n').length, 65);
  });

  it('keeps one of chunks that say the same, the newer', async () => {
    const recent = new RecentChunks();
    recent.visit(file('src/one.ts'), 10, lineAt('same'));
    recent.visit(file('src/two.ts'), 10, lineAt('same'));
    assert.deepEqual(
      (await recent.find(placeIn('a'))).map(({ path }) => path),
      ['src/two.ts'],
    );
    recent.forget('file:///src/two.ts');
    assert.deepEqual(await recent.find(placeIn('a')), []);
  });
});

describe('imports', () => {
  it('name the files of the project in the languages where they do', () => {
    const cases: [languageId: string, path: string, line: string, file: string, names: string[]][] =
      [
        [
          'typescript',
          'src/a/b.ts',
          "import { one, type Two } from '../c.js';",
          'src/c.ts',
          ['one', 'Two'],
        ],
        ['typescript', 'src/a.ts', "import type { A as B } from './d/e';", 'src/d/e.ts', ['A']],
        ['javascript', 'a.js', "const x = require('./lib/x');", 'lib/x.js', []],
        ['python', 'pkg/sub/m.py', 'from ..core import run, stop', 'pkg/core.py', ['run', 'stop']],
        ['python', 'pkg/m.py', 'from .util import (\n    a,\n    b,\n)', 'pkg/util.py', ['a', 'b']],
        ['python', 'm.py', 'import pkg.core', 'pkg/core.py', []],
        ['cpp', 'src/a.cpp', '#include "b/c.hpp"', 'src/b/c.hpp', []],
      ];
    for (const [languageId, path, line, file, names] of cases) {
      const [found] = importedFiles(line.split('\n'), path, languageId);
      assert.ok(found, line);
      assert.ok(found.paths.includes(file), `${line} → ${String(found.paths)}`);
      assert.deepEqual(found.names, names, line);
    }
  });

  it('do not reach out of the project or into packages', () => {
    assert.deepEqual(importedFiles(["import fs from 'node:fs';"], 'a.ts', 'typescript'), []);
    const [found] = importedFiles(["import { x } from '../../../etc/x';"], 'a.ts', 'typescript');
    assert.equal(
      found?.paths.some((path) => path.includes('..')),
      false,
    );
  });

  it('give the signatures of what is taken, of the first path that exists', async () => {
    const core = [
      'export function run(task: string): number {',
      ...Array.from({ length: 12 }, () => '  work();'),
      '}',
      '',
      'export function other(): void {}',
      '',
      'export interface Two {',
      '  a: number;',
      '}',
    ];
    const read: string[] = [];
    const files = {
      read: (path: string) => {
        read.push(path);
        return Promise.resolve(path === 'src/core.ts' ? core : undefined);
      },
    };
    const place = placeIn("import { run, Two } from './core.js';\n\nrun(");
    const [found] = await new ImportSignatures(files).find(place, live());
    assert.equal(found?.path, 'src/core.ts');
    assert.equal(
      found.text,
      'export function run(task: string): number {\nexport interface Two {\n  a: number;\n}\n',
    );
    assert.deepEqual(read, ['src/core.ts']);
  });
});

describe('signaturesIn', () => {
  it('keeps headers and members, and what is small as a whole', () => {
    const body = Array.from({ length: 9 }, () => '        pass');
    const python = [
      'class Store(Base):',
      ...['    def get(self, key):', ...body],
      ...['    def put(self, key, value):', ...body],
    ];
    assert.deepEqual(
      signaturesIn(python).map(({ text }) => text),
      ['class Store(Base):\n', '    def get(self, key):\n', '    def put(self, key, value):\n'],
    );
  });
});

describe('SymbolDefinitions', () => {
  it('looks up the names nearest to the cursor, once each, and leaves the document itself out', async () => {
    const looked: string[] = [];
    const finder = {
      definitionAt: (_uri: string, { line, character }: { line: number; character: number }) => {
        const name = /^\w+/.exec(text.split('\n')[line]?.slice(character) ?? '')?.[0] ?? '';
        looked.push(name);
        const lines = Array.from({ length: 9 }, () => `export function ${name}(a: number): void;`);
        const path = name === 'ownName' ? 'src/a.ts' : 'src/lib.ts';
        return Promise.resolve(
          name === 'unknown' ? undefined : { path, line: looked.length, lines },
        );
      },
    };
    const text = 'const ownName = unknown();\nconst x = loadPrice(ownName);\nsave(loadPrice, ';
    const found = await new SymbolDefinitions(finder).find(placeIn(text), live());
    assert.deepEqual(looked, ['loadPrice', 'save', 'ownName', 'unknown']);
    assert.deepEqual(
      found.map((one) => one.text.split('\n')[0]),
      ['loadPrice', 'save'].map((name) => `export function ${name}(a: number): void;`),
    );
  });
});
