import assert from 'node:assert/strict';
import { redactPaths } from '../../../src/engineClient/redactPaths.js';

describe('redactPaths', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['failed to open /home/ada/secret.gguf', 'failed to open <path>'],
    ["open 'C:\\Users\\Ada Lovelace\\m.gguf' failed", 'open <path> failed'],
    ['at file:///home/ada/dist/engine.mjs:12:3', 'at <path>'],
    ['at main (/opt/x/engine.mjs:1:2)', 'at main (<path>'],
    ['share \\\\server\\models\\a.gguf', 'share <path>'],
    ['"/home/ada/my models/a.gguf": no such file', '<path>: no such file'],
    ['decode 12 tok/s, n/a, 3/4 layers', 'decode 12 tok/s, n/a, 3/4 layers'],
    ['GGML_ASSERT(n > 0) failed', 'GGML_ASSERT(n > 0) failed'],
  ];
  for (const [line, expected] of cases) {
    it(line, () => {
      assert.equal(redactPaths(line), expected);
    });
  }
});
