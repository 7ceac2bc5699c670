import assert from 'node:assert/strict';
import type { FileFinder } from '../../../src/features/debug/core/locateFile.js';
import { locateFile } from '../../../src/features/debug/core/locateFile.js';

function finder(...files: string[]): FileFinder {
  const uri = (path: string): string => `file:///w/${path}`;
  return {
    at: (path) => {
      const relative = path.startsWith('/w/') ? path.slice('/w/'.length) : path;
      return Promise.resolve(files.includes(relative) ? uri(relative) : undefined);
    },
    named: (name) =>
      Promise.resolve(
        files
          .filter((file) => file === name || file.endsWith(`/${name}`))
          .map((path) => ({ uri: uri(path), path })),
      ),
  };
}

describe('locateFile', () => {
  const files = finder(
    'src/cart.ts',
    'src/till/index.ts',
    'src/shop/index.ts',
    'app/shop/Cart.java',
  );
  const cases: readonly (readonly [path: string, found: string | undefined])[] = [
    ['src/cart.ts', 'src/cart.ts'],
    ['/w/src/cart.ts', 'src/cart.ts'],
    ['src\\cart.ts', 'src/cart.ts'],
    ['/app/src/cart.ts', 'src/cart.ts'],
    ['C:\\agent\\src\\till\\index.ts', 'src/till/index.ts'],
    ['shop/Cart.java', 'app/shop/Cart.java'],
    ['cart.ts', 'src/cart.ts'],
    ['index.ts', undefined],
    ['/srv/other/cart.ts', undefined],
    ['/srv/missing.ts', undefined],
    ['*.ts', undefined],
  ];
  for (const [path, found] of cases) {
    it(`${found === undefined ? 'finds nothing for' : 'finds'} ${path}`, async () => {
      const expected = found === undefined ? undefined : `file:///w/${found}`;
      assert.equal(await locateFile(path, files), expected);
    });
  }
});
