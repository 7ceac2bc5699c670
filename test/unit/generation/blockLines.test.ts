import assert from 'node:assert/strict';
import {
  afterClause,
  continuesBlock,
  introducesNext,
  isUndecided,
  openedBlock,
  openedString,
} from '../../../src/generation/blockLines.js';
import type { BlockKind, BlockState } from '../../../src/generation/blockLines.js';

const state = (kind: BlockKind, closed = false): BlockState => ({ kind, closed });

describe('openedBlock', () => {
  const opens: Readonly<Record<BlockKind | 'nothing', readonly string[]>> = {
    bracket: [
      ...['if (x) {', '} else {', 'call(', 'const a = [', 'f(a, {', 'xs.map { |x|', 'g(1,'],
      ...['match x { // arms', '  <div className="a">', '<Button', ') -> i32 {', 'enum A {'],
    ],
    colon: ['def f(x):', 'else:', "case 'a':", 'default:', 'if x: # why', ') -> None:'],
    word: ['def full_name', 'if x > 3', 'else', 'items.each do |i|', 'if [ -f a ]; then', 'begin'],
    indent: ['const f = () =>', 'x =', '  a &&', 'total +', '/**', 'x = 1 + \\', 'x ->'],
    nothing: [
      ...['x = 1', 'return', 'f(x);', 'i++', '}', '});', 'end', '// if (x) {', '# to do:', 'a,'],
      ...['if (x) return;', 'class A {}', 'if (x) { y(); }', '<br />', '<p>a</p>', '#include <a>'],
      ...['import { a } from "b";', '', 'x = {"a": 1}', '/* one: */', 'if x then y end'],
    ],
  };
  for (const [kind, lines] of Object.entries(opens)) {
    for (const line of lines) {
      it(`${JSON.stringify(line)} opens ${kind}`, () => {
        assert.equal(openedBlock(line) ?? 'nothing', kind);
      });
    }
  }
});

describe('openedString', () => {
  const quotes: readonly [line: string, quotes: string | undefined][] = [
    ['    """Adds.', '"""'],
    ["  r'''Raw", "'''"],
    ['x = """', '"""'],
    ['run(sql`SELECT', '`'],
    ['return `', '`'],
    ['f(`a`, `b', '`'],
    ['    """', undefined],
    ['    """)', undefined],
    ['    """Adds."""', undefined],
    ['x = `a`', undefined],
    ['x = `a` + `b`;', undefined],
    ['// see: `a', undefined],
    ['it\u2019s fine', undefined],
  ];
  for (const [line, expected] of quotes) {
    it(`${JSON.stringify(line)} → ${expected ?? 'none'}`, () => {
      assert.equal(openedString(line), expected);
    });
  }
});

describe('continuesBlock', () => {
  const cases: readonly [line: string, state: BlockState, expected: boolean][] = [
    ['}', state('bracket'), true],
    ['</div>', state('bracket'), true],
    ['  } else {', state('bracket'), true],
    ['case 1:', state('bracket'), true],
    ['.then(() => {', state('bracket', true), true],
    ['?.length', state('indent'), true],
    ['...rest', state('bracket'), false],
    ['else {', state('bracket', true), true],
    ['case 1:', state('bracket', true), false],
    ['}', state('bracket', true), false],
    ['elif x:', state('colon'), true],
    ['elifx = 1', state('colon'), false],
    ['}', state('colon'), false],
    ['end', state('colon'), false],
    ['end', state('word'), true],
    ['end_of_file = 1', state('word'), false],
    ['{', state('word'), true],
    ['end', state('word', true), false],
    ['else', state('indent'), false],
  ];
  for (const [line, block, expected] of cases) {
    const closed = block.closed ? 'closed ' : '';
    it(`${line} ${expected ? 'continues' : 'ends'} a ${closed}${block.kind} block`, () => {
      assert.equal(continuesBlock(line, block), expected);
    });
  }

  it('is foreseen by isUndecided for every start of a line that continues', () => {
    for (const [line, block, expected] of cases) {
      const content = line.trimStart();
      for (let length = 0; expected && length < content.length; length++) {
        const start = content.slice(0, length);
        const isForeseen = isUndecided(start, block) || continuesBlock(start, block);
        assert.ok(isForeseen, `${start} of ${line}`);
      }
    }
  });

  it('is not foreseen for words that no clause begins with', () => {
    for (const word of ['return', 'x', 'element', 'endings']) {
      assert.equal(isUndecided(word, state('word')), false, word);
    }
  });
});

describe('afterClause', () => {
  it('closes with the last bracket or end word', () => {
    assert.deepEqual(afterClause('});', state('bracket')), state('bracket', true));
    assert.deepEqual(afterClause('end', state('word')), state('word', true));
    assert.deepEqual(afterClause('} while (x);', state('bracket')), state('bracket', true));
  });

  it('goes on as what the line opens', () => {
    assert.deepEqual(afterClause('):', state('bracket')), state('colon'));
    assert.deepEqual(afterClause('} else {', state('bracket')), state('bracket'));
    assert.deepEqual(afterClause('else {', state('bracket', true)), state('bracket'));
    assert.deepEqual(afterClause('{', state('word')), state('bracket'));
  });

  it('stays what it is at a label', () => {
    assert.deepEqual(afterClause('case 1:', state('bracket')), state('bracket'));
    assert.deepEqual(afterClause('when 1', state('word')), state('word'));
  });
});

describe('introducesNext', () => {
  it('holds for comments, decorators and attributes', () => {
    const introductions = [
      '// a',
      '  # a',
      '#',
      '/** a */',
      '@property',
      '@app.get("/")',
      '#[test]',
    ];
    for (const line of introductions) assert.equal(introducesNext(line, false), true, line);
    assert.equal(introducesNext(' * a', true), true);
    assert.equal(introducesNext(' */', true), true);
  });

  it('does not hold for code that looks a little like them', () => {
    const code = [
      '* item',
      '#include <a>',
      '@media (a) {',
      '@Input() x: A;',
      '@count = 1',
      'x # a',
      '',
    ];
    for (const line of code) assert.equal(introducesNext(line, false), false, line);
  });
});
