import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineStopper } from '../../../src/generation/lineStop.js';
import type { Stop } from '../../../src/generation/lineStop.js';
import type { LineStop } from '../../../src/protocol/engineProtocol.js';
import { cppCases } from './lineStopCases/cppCases.js';
import { goCases } from './lineStopCases/goCases.js';
import { javaCases } from './lineStopCases/javaCases.js';
import { javascriptCases } from './lineStopCases/javascriptCases.js';
import { layoutCases } from './lineStopCases/layoutCases.js';
import type { LineStopCase } from './lineStopCases/lineStopCase.js';
import { pythonCases } from './lineStopCases/pythonCases.js';
import { rubyCases } from './lineStopCases/rubyCases.js';
import { rustCases } from './lineStopCases/rustCases.js';
import { typescriptCases } from './lineStopCases/typescriptCases.js';

const autoCases: Readonly<Record<string, readonly LineStopCase[]>> = {
  TypeScript: typescriptCases,
  JavaScript: javascriptCases,
  Python: pythonCases,
  Go: goCases,
  Rust: rustCases,
  Java: javaCases,
  'C++': cppCases,
  Ruby: rubyCases,
  'any layout': layoutCases,
};

const timeLimits = { singleLineLimitMs: 500, singleLineHardLimitMs: 1_500, blockLimitMs: 2_000 };

function stopper(linePrefix: string, mode: LineStop['mode'] = 'auto', tabSize = 4): LineStopper {
  return new LineStopper({ ...timeLimits, mode, linePrefix, tabSize });
}

function parse({ code }: LineStopCase): { linePrefix: string; text: string; kept: string } {
  const [before = '', after = ''] = code.split('‸');
  const [kept = ''] = after.split('◂');
  const linePrefix = before.slice(before.lastIndexOf('\n') + 1);
  return { linePrefix, text: after.replace('◂', ''), kept };
}

/** Feeds the text piece by piece, as decoding does, until a stop. */
function feed(lines: LineStopper, text: string, pieceLength: number): Stop | undefined {
  for (let end = pieceLength; ; end += pieceLength) {
    const stop = lines.check(text.slice(0, end));
    if (stop || end >= text.length) return stop;
  }
}

function checkCase(example: LineStopCase, mode: LineStop['mode'] = 'auto'): void {
  const { linePrefix, text, kept } = parse(example);
  const lines = stopper(linePrefix, mode);
  for (const pieceLength of [1, 2, 3, 7, text.length]) {
    const stop = feed(lines, text, pieceLength);
    if (!example.code.includes('◂')) {
      assert.equal(stop, undefined, `pieces of ${pieceLength}`);
      continue;
    }
    assert.ok(stop, `no stop with pieces of ${pieceLength}`);
    assert.equal(text.slice(0, stop.length), kept, `pieces of ${pieceLength}`);
    assert.equal(stop.reason, example.reason);
  }
}

const line = fc
  .tuple(
    fc.constantFrom('', '  ', '    ', '\t', '      '),
    fc.oneof(
      fc.constantFrom('', 'if x:', 'else:', '} else {', '}', '{', 'end', 'f(', ');', 'x = 1', '@a'),
      fc.constantFrom(
        '# c',
        '// c',
        '"""Doc',
        '"""',
        'case 1:',
        'do |x|',
        '<p>',
        '</p>',
        '.then()',
      ),
      fc.constantFrom('e', 'el', 'els', 'en', '*/', '/**', ' * x', 'a = `', '`;', '=>', 'x =', '.'),
      fc.string({ unit: 'grapheme-ascii', maxLength: 8 }),
    ),
  )
  .map(([indent, content]) => indent + content);
const generated = fc.array(line, { minLength: 1, maxLength: 9 }).map((all) => all.join('\n'));
const situation = fc.record({
  linePrefix: line,
  text: generated,
  mode: fc.constantFrom('single', 'auto', 'multi'),
});

describe('LineStopper', () => {
  for (const [language, cases] of Object.entries(autoCases)) {
    describe(language, () => {
      for (const example of cases) {
        it(example.name, () => {
          checkCase(example);
        });
      }
    });
  }

  describe('mode single', () => {
    const single = (code: string, reason: Stop['reason']): void => {
      checkCase({ name: '', code, reason }, 'single');
    };

    it('ends with a line that is complete in itself', () => {
      single('if (x) ‸return;◂\n  y();\n}', 'lineEnd');
    });

    it('ends a block’s head with its line, and says that more would follow', () => {
      single('if (x) ‸{◂\n  y();\n}', 'blockStart');
    });

    it('says so of the first line of the block that the cursor’s line opens', () => {
      single('f(‸\n\n  a,◂\n  b)', 'blockStart');
    });

    it('says so of a comment that introduces the next line', () => {
      single('  ‸// all of them◂\n  f();', 'blockStart');
    });
  });

  describe('mode multi', () => {
    const multi = (code: string): void => {
      checkCase({ name: '', code, reason: 'scopeEnd' }, 'multi');
    };

    it('goes on over blocks and statements to the end of the scope', () => {
      multi('  ‸if (a) {\n    x();\n  }\n\n  return 1;◂\n}\nfunction g() {');
    });

    it('ends before a dedent in Python', () => {
      multi('    ‸a = 1\n    if a:\n        b()\n    return a◂\n\ndef g():');
    });

    it('ends with the block that the cursor’s line opens', () => {
      multi('function f() {‸\n  a();\n  return 1;\n}◂\nfunction g() {');
    });

    it('goes on at column 0, where the scope is the file', () => {
      checkCase({ name: '', code: '‸a = 1\n\ndef f():\n    b()\nc = 2\n' }, 'multi');
    });
  });

  it('tells a block from a line for the time limits', () => {
    const lines = stopper('  if (x) ');
    assert.equal(lines.inBlock('{'), false);
    assert.equal(lines.inBlock('{\n'), true);
    assert.equal(lines.inBlock('y();'), false);
    assert.equal(stopper('').inBlock('// first\n'), true);
    assert.equal(stopper('', 'multi').inBlock('a'), true);
    assert.equal(stopper('', 'single').inBlock('{\n'), false);
    assert.equal(stopper('').inBlock('\n \n'), false);
  });

  describe('what was begun before', () => {
    const goOn = (before: string, begun: string, text: string): string | undefined => {
      const options = {
        ...timeLimits,
        mode: 'auto',
        linePrefix: before,
        tabSize: 4,
        begun,
      } as const;
      const stop = new LineStopper(options).check(text);
      return stop && `${stop.reason}: ${text.slice(0, stop.length)}`;
    };

    it('is the head of the block that goes on', () => {
      assert.equal(goOn('  if (x) ', '{', '\n    y();\n  }\n  z();'), 'scopeEnd: \n    y();\n  }');
    });

    it('may be the first line in the block of the cursor’s line', () => {
      assert.equal(goOn('if x:', '\n    y()', '\n    z()\nw()'), 'scopeEnd: \n    z()');
    });

    it('stays as it is where the block does not come', () => {
      assert.equal(goOn('  if (x) ', '{', '\n  z();\n'), 'lineEnd: ');
    });

    it('is not cut from', () => {
      const lines = new LineStopper({
        ...timeLimits,
        mode: 'auto',
        linePrefix: '',
        tabSize: 4,
        begun: 'f(',
      });
      assert.equal(lines.settledLength('\na'), 0);
      assert.equal(lines.settledLength('\n  a'), 4);
    });
  });

  it('uses the tab size', () => {
    const text = '\n\ta()\n    b()';
    assert.equal(stopper('if x:', 'auto', 4).check(text), undefined);
    const inner = '\n\t\ta()\n    b()';
    assert.equal(stopper('\tif x:', 'auto', 4).check(inner)?.reason, 'scopeEnd');
    assert.equal(stopper('\tif x:', 'auto', 2).check(inner), undefined);
  });

  it('stops at the same lines in CRLF text and leaves the CR of the last one in place', () => {
    const code = '\r\n    return 1\r\n\r\nx = 2\r\n';
    const stop = stopper('def f():').check(code);
    assert.equal(stop?.reason, 'scopeEnd');
    assert.equal(code.slice(0, stop.length), '\r\n    return 1\r');
  });

  it('keeps the first filled line and no more than the text, whatever the text', () => {
    fc.assert(
      fc.property(situation, ({ linePrefix, text, mode }) => {
        const stop = stopper(linePrefix, mode).check(text);
        if (!stop) return;
        assert.ok(stop.length <= text.length);
        assert.notEqual(text.slice(0, stop.length).trim(), '');
        assert.ok(stop.length === text.length || text[stop.length] === '\n');
      }),
      { numRuns: 2_000 },
    );
  });

  it('stays at a stop when more text follows', () => {
    fc.assert(
      fc.property(situation, fc.string(), ({ linePrefix, text, mode }, more) => {
        const lines = stopper(linePrefix, mode);
        const stop = lines.check(text);
        if (stop) assert.deepEqual(lines.check(text + more), stop);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never takes back what it called settled, at whatever places the text is cut', () => {
    fc.assert(
      fc.property(situation, ({ linePrefix, text, mode }) => {
        const lines = stopper(linePrefix, mode);
        let settled = 0;
        for (let end = 1; end <= text.length; end++) {
          const stop = lines.check(text.slice(0, end));
          if (stop) {
            assert.ok(stop.length >= settled, `${stop.length} < ${settled}`);
            return;
          }
          const now = lines.settledLength(text.slice(0, end));
          assert.ok(now <= end && now >= settled, `${now} after ${settled}`);
          settled = now;
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
