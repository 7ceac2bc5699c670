import assert from 'node:assert/strict';
import { enclosingDefinition } from '../../../src/features/edits/core/enclosingDefinition.js';

const python = `import os

class A:
    def f(self, a):
        for x in a:
            if x:
                return 1
        return 2

    def g(self):
        pass
`.split('\n');

const script = `export class Cart {
  total() {
    if (this.a) {
      return 1;
    } else {
      return 2;
    }
  }
}

const x = 1;
`.split('\n');

describe('enclosingDefinition', () => {
  it('is the function around blocks within it', () => {
    for (const line of [3, 4, 5, 6, 7]) {
      const range = enclosingDefinition(python, { startLine: line, endLine: line + 1 });
      assert.deepEqual(range, { startLine: 3, endLine: 8 }, String(line));
    }
    for (const line of [2, 3, 5]) {
      const range = enclosingDefinition(script, { startLine: line, endLine: line + 1 });
      assert.deepEqual(range, { startLine: 1, endLine: 8 }, String(line));
    }
  });

  it('is the statement at the top level', () => {
    assert.deepEqual(enclosingDefinition(script, { startLine: 10, endLine: 11 }), {
      startLine: 10,
      endLine: 11,
    });
  });
});
