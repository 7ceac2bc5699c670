import assert from 'node:assert/strict';
import { linePlaces } from '../../../bench/tasks/linePlaces.js';

function middles(text: string, kind: 'wholeLine' | 'restOfLine'): string[] {
  return linePlaces(text)
    .filter((place) => place.kind === kind)
    .map(({ start, end }) => text.slice(start, end));
}

describe('linePlaces', () => {
  it('takes whole lines after their indentation', () => {
    assert.deepEqual(middles('if (a) {\n    return b;\n  }\n\n', 'wholeLine'), [
      'if (a) {',
      'return b;',
    ]);
  });

  it('takes rests of lines from words and openers on, at least three characters', () => {
    assert.deepEqual(middles('  total = sum(xs)', 'restOfLine'), [
      '= sum(xs)',
      'sum(xs)',
      '(xs)',
      'xs)',
    ]);
    assert.deepEqual(middles('ab(c)', 'restOfLine'), ['(c)']);
  });

  it('leaves out comments, imports, closing brackets, listed names and long lines', () => {
    const skipped = [
      '// a comment',
      ' * of a block',
      '# a comment',
      "import { a } from './a';",
      'from a import b',
      "} from './b';",
      "export * from './c';",
      "const d = require('d');",
      '  });',
      '  name,',
      '  type Name as Other,',
      `const long = '${'x'.repeat(200)}';`,
    ];
    assert.deepEqual(linePlaces(skipped.join('\n')), []);
  });

  it('leaves out docstrings', () => {
    const text = 'def f():\n    """Says\n    something.\n    """\n    return 1\n';
    assert.deepEqual(middles(text, 'wholeLine'), ['def f():', 'return 1']);
    assert.deepEqual(middles('x = 1\n"""One line."""\ny = 2', 'wholeLine'), ['x = 1', 'y = 2']);
  });
});
