import assert from 'node:assert/strict';
import { globMatcher } from '../../../src/features/completion/core/context/globMatcher.js';

describe('globMatcher', () => {
  const cases: [glob: string, matching: readonly string[], other: readonly string[]][] = [
    ['**/node_modules', ['node_modules/a.js', 'x/node_modules/y/z.js'], ['node_modules2/a.js']],
    ['**/*.{min.js,map}', ['a.min.js', 'x/y.map'], ['a.js', 'map']],
    ['out', ['out/a', 'out'], ['x/out/a']],
    ['build/**', ['build/a/b.c', 'build'], ['src/build.c']],
    ['**/.git', ['.git/config', 'a/.git/HEAD'], ['a.git']],
    ['src/?.ts', ['src/a.ts'], ['src/ab.ts', 'src/x/a.ts']],
    ['**/[!a]*.py', ['b.py'], ['a.py']],
    ['a+b(1).txt', ['a+b(1).txt'], ['aab1.txt']],
    ['{broken', [], ['{broken', 'a']],
  ];
  for (const [glob, matching, others] of cases) {
    it(`reads ${glob}`, () => {
      const matches = globMatcher([glob]);
      for (const path of matching) assert.equal(matches(path), true, path);
      for (const path of others) assert.equal(matches(path), false, path);
    });
  }

  it('matches what any of several match', () => {
    assert.equal(globMatcher(['a', '**/b'])('x/b/c'), true);
    assert.equal(globMatcher([])('a'), false);
  });
});
