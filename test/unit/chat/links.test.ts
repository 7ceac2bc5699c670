import assert from 'node:assert/strict';
import fc from 'fast-check';
import { holdsCode } from '../../../src/features/chat/core/holdsCode.js';
import { hrefTarget } from '../../../src/features/chat/core/href.js';

describe('hrefTarget', () => {
  const files: readonly (readonly [href: string, path: string, lines?: string])[] = [
    ['src/cart.ts', 'src/cart.ts'],
    ['src/cart.ts:12', 'src/cart.ts', '12-12'],
    ['src/cart.ts:12-30', 'src/cart.ts', '12-30'],
    ['src/cart.ts:12:4', 'src/cart.ts', '12-12'],
    ['src/cart.ts#L12', 'src/cart.ts', '12-12'],
    ['src/cart.ts#L12-L30', 'src/cart.ts', '12-30'],
    ['./my%20dir/a.ts:3', './my dir/a.ts', '3-3'],
    ['cart.ts:30-12', 'cart.ts', '30-30'],
    ['file:///w/src/a.ts:3', '/w/src/a.ts', '3-3'],
    ['C:\\w\\a.ts', 'C:/w/a.ts'],
    ['Makefile:0', 'Makefile'],
  ];
  for (const [href, path, lines] of files) {
    it(`reads ${href} as a place in a file`, () => {
      const target = hrefTarget(href);
      assert.ok(target.kind === 'file');
      const { range } = target;
      assert.equal(target.path, path);
      assert.equal(range && `${range.startLine}-${range.endLine}`, lines);
    });
  }

  for (const href of [
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'java\nscript:alert(1)',
    '%6aavascript:alert(1)',
    ' javascript:alert(1)//a.ts:1',
    'command:workbench.action.terminal.new',
    'command:foo?%5B1%5D',
    'command:foo:12',
    'data:text/html,<script>',
    'vscode://file/etc/passwd',
    'vscode-resource:/x',
    'mailto:a@b.c',
    'file://evil.example/share',
    '//evil.example/x',
    '\\\\evil.example\\share',
    'https://user:pass@evil.example/',
    'https://good.example@evil.example/',
    'http:',
    'http://',
    '#anchor',
    '',
    '%',
    'a\0b',
  ]) {
    it(`refuses ${JSON.stringify(href)}`, () => {
      assert.deepEqual(hrefTarget(href), { kind: 'refused' });
    });
  }

  it('knows web addresses', () => {
    assert.deepEqual(hrefTarget('https://example.org/a?b=1#c'), {
      kind: 'web',
      url: 'https://example.org/a?b=1#c',
    });
  });

  it('never lets a scheme through, however it is written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('javascript:', 'command:', 'data:', 'vscode:', 'vbscript:', 'JAVASCRIPT:'),
        fc.string({ maxLength: 20 }),
        (scheme, rest) => {
          const target = hrefTarget(scheme + rest);
          assert.notEqual(target.kind, 'web');
          // what is left then is a name without a colon
          if (target.kind === 'file') assert.doesNotMatch(target.path, /:/);
        },
      ),
    );
  });
});

describe('holdsCode', () => {
  const answer =
    'Do this:\n\n- first\n\n  ```ts\n  if (a) {\n    b();\n  }\n  ```\n\n> ```\n> quoted\n> ```\n';
  it('finds a block whatever stands in front of its lines', () => {
    assert.ok(holdsCode(answer, 'if (a) {\n  b();\n}'));
    assert.ok(holdsCode(answer, 'quoted\n'));
  });
  it('finds nothing that the answer does not say', () => {
    assert.ok(!holdsCode(answer, 'rm -rf /'));
    assert.ok(!holdsCode(answer, 'if (a) {\n}'));
    assert.ok(!holdsCode(answer, 'quot'));
  });
});
