import assert from 'node:assert/strict';
import type { ChangedFile } from '../../../src/features/chat/core/changedFile.js';
import { omissionByPath } from '../../../src/features/chat/core/changedFile.js';
import {
  addedLines,
  changesContext,
  diffBody,
  isBinaryDiff,
} from '../../../src/features/chat/core/changesContext.js';
import { commitMessage } from '../../../src/features/chat/core/commitMessage.js';

const modified = (path: string): ChangedFile => ({ path, kind: 'modified' });
const gitDiff = [
  'diff --git a/src/cart.ts b/src/cart.ts',
  'index 111..222 100644',
  '--- a/src/cart.ts',
  '+++ b/src/cart.ts',
  '@@ -1,2 +1,2 @@',
  '-let a = 1;',
  '+let a = 2;',
  '@@ -9 +9 @@',
  '+x',
].join('\n');

describe('changesContext', () => {
  it('names every file first, and gives each its own section', () => {
    const link = { uri: 'file:///w/src/cart.ts', path: 'src/cart.ts' };
    const sections = changesContext('Staged changes', [
      { file: { ...modified('src/cart.ts'), link }, diff: diffBody(gitDiff) },
      { file: { path: 'b.ts', kind: 'renamed', previousPath: 'a.ts' }, diff: '' },
      { file: { path: 'old.ts', kind: 'deleted' }, diff: '-gone' },
      { file: { path: '.env', kind: 'added' }, omitted: 'secret' },
      { file: modified('yarn.lock'), omitted: 'machineMade' },
      { file: modified('logo.png'), omitted: 'binary' },
    ]);
    assert.equal(sections[0]?.title, 'Staged changes');
    assert.equal(
      sections[0].text,
      [
        'M src/cart.ts',
        'R a.ts → b.ts',
        'D old.ts',
        'A .env (not shown: may hold secrets)',
        'M yarn.lock (not shown: machine-made)',
        'M logo.png (not shown: binary)',
      ].join('\n'),
    );
    assert.deepEqual(
      sections.slice(1).map(({ title }) => title),
      ['src/cart.ts (modified)', 'b.ts (renamed)', 'old.ts (deleted)'],
    );
    assert.deepEqual(sections[1]?.link, link);
    assert.equal(sections[1].text, gitDiff.slice(gitDiff.indexOf('@@')));
  });

  it('cuts a huge diff at a line, and says that it is cut', () => {
    const line = `+${'x'.repeat(79)}`;
    const diff = Array.from({ length: 2_000 }, () => line).join('\n');
    const [, section] = changesContext('Changes', [{ file: modified('a.ts'), diff }]);
    assert.equal(section?.isCut, true);
    assert.ok(section.text.length <= 40_000 && section.text.endsWith(line));
  });

  it('lists no more names than a model can use', () => {
    const changes = Array.from({ length: 500 }, (_, index) => ({
      file: modified(`f${index}.ts`),
      omitted: 'tooMany' as const,
    }));
    const lines = changesContext('Changes', changes)[0]?.text.split('\n') ?? [];
    assert.equal(lines.length, 201);
    assert.equal(lines.at(-1), 'and 300 more');
  });

  it('knows what is not worth reading, or must not be', () => {
    const cases: readonly [file: ChangedFile, reason: string | undefined][] = [
      [modified('src/cart.ts'), undefined],
      [modified('.env'), 'secret'],
      [modified('deploy/server.pem'), 'secret'],
      [{ path: 'notes.txt', kind: 'renamed', previousPath: '.env' }, 'secret'],
      [modified('package-lock.json'), 'machineMade'],
      [modified('sub/Cargo.lock'), 'machineMade'],
      [modified('dist/app.min.js'), 'machineMade'],
      [modified('src/lock.ts'), undefined],
    ];
    for (const [file, reason] of cases) assert.equal(omissionByPath(file), reason, file.path);
  });

  it('tells a binary file and shows a new one as added', () => {
    assert.equal(isBinaryDiff('Binary files a/x.png and b/x.png differ'), true);
    assert.equal(isBinaryDiff('+Binary files and other things'), false);
    assert.equal(addedLines('a\r\nb\n'), '@@ -0,0 +1,2 @@\n+a\n+b');
    assert.equal(
      diffBody('old mode 100644\nnew mode 100755\n'),
      'old mode 100644\nnew mode 100755',
    );
  });
});

describe('commitMessage', () => {
  const cases: readonly [name: string, answer: string, message: string | undefined][] = [
    [
      'a fenced block',
      'Here:\n```text\nFix the total\n\nIt was off by one.\n```\nDone.',
      'Fix the total\n\nIt was off by one.',
    ],
    ['a block that nothing closes', '```\nFix the total', 'Fix the total'],
    [
      'no fence at all',
      'Fix the total\n\nIt was off: by one.',
      'Fix the total\n\nIt was off: by one.',
    ],
    ['an introduction', 'Commit message:\n\nFix the total', 'Fix the total'],
    ['quotes', '"Fix the total"', 'Fix the total'],
    ['a subject with a colon', 'fix(cart): round the total', 'fix(cart): round the total'],
    ['thoughts', '<think>```\nno\n```</think>Fix it', 'Fix it'],
    ['an empty block', '```\n\n```\n', undefined],
    ['nothing', '  ', undefined],
  ];
  for (const [name, answer, message] of cases) {
    it(`is found in an answer with ${name}`, () => {
      if (message === undefined)
        assert.ok((commitMessage(answer) ?? '').replace(/`/g, '').trim() === '');
      else assert.equal(commitMessage(answer), message);
    });
  }
});
