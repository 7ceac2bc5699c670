import type { LineStopCase } from './lineStopCase.js';

export const layoutCases: readonly LineStopCase[] = [
  {
    name: 'empty lines before the end stay out',
    code: `def a():‸
    return 1◂



x = 2`,
    reason: 'scopeEnd',
  },
  {
    name: 'white space on an otherwise empty line is no dedent',
    code: `    if x:‸
        a()
 \t
        b()◂
    c()`,
    reason: 'scopeEnd',
  },
  {
    name: 'tabs and spaces are compared by columns',
    code: `\tif x:‸
            a()
\t\tb()◂
    c()`,
    reason: 'scopeEnd',
  },
  {
    name: 'a completion that brings its own indentation',
    code: `‸    if x:
        a()◂
    b()`,
    reason: 'scopeEnd',
  },
  { name: 'only white space decides nothing', code: '    ‸\n\n   \n' },
  { name: 'an open block goes on', code: 'if x:‸\n    a()\n' },
  { name: 'so does a string whose quotes are open', code: 'x = """‸\na\nb\n' },
];
