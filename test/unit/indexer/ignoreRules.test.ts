import assert from 'node:assert/strict';
import { globToIgnoreLines } from '../../../src/indexer/scan/globPatterns.js';
import { IgnoreRules } from '../../../src/indexer/scan/ignoreRules.js';
import { TemporaryFolder } from '../../support/indexer/temporaryFolder.js';

describe('globToIgnoreLines', () => {
  const cases: readonly [glob: string, lines: string[]][] = [
    ['**/.git', ['**/.git']],
    ['*.log', ['/*.log']],
    ['out', ['/out']],
    ['**/*.{js,map}', ['**/*.js', '**/*.map']],
    ['{a,b{c,d}}', ['/a', '/bc', '/bd']],
    ['./build/**', ['/build/**']],
    ['', []],
  ];
  for (const [glob, lines] of cases) {
    it(`translates ${glob || 'nothing'}`, () => {
      assert.deepEqual(globToIgnoreLines(glob).sort(), [...lines].sort());
    });
  }

  it('does not explode', () => {
    assert.deepEqual(globToIgnoreLines('{a,b}'.repeat(30)), []);
  });
});

describe('IgnoreRules', () => {
  const folder = new TemporaryFolder();
  after(() => {
    folder.remove();
  });

  before(() => {
    folder.write('.git/HEAD', '');
    folder.write('.git/info/exclude', 'private.txt\n');
    folder.write('.gitignore', '*.log\nbuild/\n!important.log\n');
    folder.write('packages/a/.gitignore', '*.gen.ts\n!kept.log\n');
    folder.write('packages/a/.ignore', '!wanted.gen.ts\n');
  });

  const cases: readonly [file: string, excluded: boolean][] = [
    ['a.log', true],
    ['important.log', false],
    ['src/b.log', true],
    ['build/out.ts', true],
    ['packages/a/build/deep/out.ts', true],
    ['packages/a/x.gen.ts', true],
    ['packages/b/x.gen.ts', false],
    ['packages/a/kept.log', false],
    ['packages/a/wanted.gen.ts', false],
    ['private.txt', true],
    ['.git/config', true],
    ['hidden/by/setting.ts', true],
    ['other/hidden/fine.ts', false],
  ];
  for (const [file, excluded] of cases) {
    it(`${excluded ? 'excludes' : 'keeps'} ${file}`, async () => {
      const rules = new IgnoreRules(folder.root, ['hidden/**']);
      assert.equal(await rules.excludes(folder.path(file), false), excluded);
    });
  }

  it('obeys the repository above a workspace folder', async () => {
    const rules = new IgnoreRules(folder.path('packages/a'), []);
    assert.equal(await rules.excludes(folder.path('packages/a/x.log'), false), true);
  });

  it('survives an ignore file of garbage', async () => {
    folder.write('odd/.gitignore', `${'['.repeat(500)}\n\0\uFFFF\n${'*'.repeat(200)}\n`);
    const rules = new IgnoreRules(folder.path('odd'), ['[', '{', '**/{']);
    assert.equal(typeof (await rules.excludes(folder.path('odd/a.ts'), false)), 'boolean');
  });
});
