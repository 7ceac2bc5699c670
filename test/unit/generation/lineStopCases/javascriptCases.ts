import type { LineStopCase } from './lineStopCase.js';

export const javascriptCases: readonly LineStopCase[] = [
  {
    name: 'statements without semicolons are single lines',
    code: `const a = ‸foo(1)◂
const b = bar(2)`,
    reason: 'lineEnd',
  },
  {
    name: 'a condition on one line without semicolon',
    code: `  ‸if (!x) return null◂
  return x.y`,
    reason: 'lineEnd',
  },
  {
    name: 'a closing line alone is one line',
    code: `  ‸})◂
}`,
    reason: 'lineEnd',
  },
  {
    name: 'do while keeps its condition',
    code: `do {‸
  step()
} while (x < 3)◂
after()`,
    reason: 'scopeEnd',
  },
  {
    name: 'a loop after a block is not part of it',
    code: `if (x) {‸
  step()
}◂
while (y) {`,
    reason: 'scopeEnd',
  },
  { name: 'a brace that may be followed by else is not the end yet', code: 'if (x) {‸\n  y()\n}' },
  { name: 'nor is the first letter below it', code: 'if (x) {‸\n  y()\n}\nel' },
  {
    name: 'but a word that only begins so is',
    code: `if (x) {‸
  y()
}◂
elements.push(1)`,
    reason: 'scopeEnd',
  },
];
