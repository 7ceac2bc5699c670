import assert from 'node:assert/strict';
import { StopRules } from '../../../src/generation/stopRules.js';
import type { LineStop, StopOptions } from '../../../src/protocol/engineProtocol.js';

const lines: LineStop = {
  mode: 'auto',
  linePrefix: '  ',
  tabSize: 2,
  singleLineLimitMs: 500,
  singleLineHardLimitMs: 1_500,
  blockLimitMs: 2_000,
};

function rules(options: Partial<StopOptions> = {}, more: readonly string[] = []): StopRules {
  return new StopRules({ maxTokens: 100, ...options }, more);
}

describe('StopRules', () => {
  it('lets text go on that no rule minds', () => {
    assert.equal(rules({ texts: ['\n\n'] }).check('a\nb', 3, 1e9), undefined);
  });

  it('ends before the earliest of several stop texts', () => {
    const stop = rules({ texts: ['world', 'lo'] }, ['<end>']).check('hello world<end>', 3, 0);
    assert.deepEqual(stop, { length: 3, reason: 'stopText' });
  });

  it('may end with nothing', () => {
    assert.deepEqual(rules({ texts: ['```'] }).check('```', 1, 0), {
      length: 0,
      reason: 'stopText',
    });
  });

  it('does not take an empty stop text for one that is everywhere', () => {
    assert.equal(rules({ texts: [''] }, ['']).check('abc', 1, 0), undefined);
    assert.equal(rules({ texts: [''] }).settledLength('abc'), 3);
  });

  it('ends with the line before a stop text that came with it', () => {
    const stop = rules({ texts: ['b'], lines }).check('a\nb', 2, 0);
    assert.deepEqual(stop, { length: 1, reason: 'lineEnd' });
  });

  it('ends with the stop text before a line end that came with it', () => {
    const stop = rules({ texts: [';'], lines }).check('a;\nb', 2, 0);
    assert.deepEqual(stop, { length: 1, reason: 'stopText' });
  });

  it('names the rule that says more than a limit does', () => {
    assert.equal(rules({ maxTokens: 2, lines }).check('a\n', 2, 9_999)?.reason, 'lineEnd');
    assert.equal(rules({ maxTokens: 2, texts: ['a'] }).check('a', 2, 0)?.reason, 'stopText');
  });

  it('ends at the last token allowed', () => {
    assert.equal(rules({ maxTokens: 3 }).check('abc', 2, 0), undefined);
    assert.deepEqual(rules({ maxTokens: 3 }).check('abc', 3, 0), {
      length: 3,
      reason: 'maxTokens',
    });
  });

  it('gives a line less time than a block', () => {
    const timed = rules({ lines });
    assert.equal(timed.check('x = 1', 5, 1_499), undefined);
    assert.deepEqual(timed.check('x = 1', 5, 1_500), { length: 5, reason: 'timeLimit' });
    assert.equal(timed.check('if x:\n    y', 5, 1_999), undefined);
    assert.deepEqual(timed.check('if x:\n    y', 5, 2_000), { length: 11, reason: 'timeLimit' });
  });

  it('lets a line be finished, but not a second one be begun', () => {
    const single = rules({ lines: { ...lines, mode: 'single', linePrefix: '' } });
    assert.equal(single.check('\n  \nvalue = ', 5, 900), undefined);
    const block = rules({ lines: { ...lines, linePrefix: '', blockLimitMs: 500 } });
    assert.equal(block.check('// why', 5, 900), undefined);
    assert.deepEqual(block.check('// why\nx', 5, 500), { length: 8, reason: 'timeLimit' });
  });

  it('lets the next line of a block that was begun before be finished', () => {
    const begun = {
      mode: 'auto',
      linePrefix: 'if x:',
      begun: '\n  a()',
      blockLimitMs: 500,
    } as const;
    const more = rules({ lines: { ...lines, ...begun } });
    assert.equal(more.check('\n  b(', 2, 1_499), undefined);
    assert.equal(more.check('\n  b(', 2, 1_500)?.reason, 'timeLimit');
    assert.equal(more.check('\n  b()\n  c', 4, 1_499), undefined);
    assert.equal(more.check('\n  b()\n  ', 4, 499), undefined);
    assert.equal(more.check('\n  b()\n  ', 4, 500)?.reason, 'timeLimit');
  });

  it('gives text without line discipline all the time it needs', () => {
    assert.equal(rules().check('word', 5, 1e9), undefined);
  });

  it('settles what neither a stop text nor the lines can take back', () => {
    assert.equal(rules().settledLength('abc'), 3);
    assert.equal(rules({ texts: ['ab', 'wxyz'] }).settledLength('abcdef'), 3);
    assert.equal(rules({ texts: ['abcdefgh'] }).settledLength('ab'), 0);
    assert.equal(rules({ lines }).settledLength('if x:\n    y\n\n'), 11);
    assert.equal(rules({ lines, texts: ['wxyz'] }).settledLength('if x:\n    y\n\n'), 10);
  });
});
