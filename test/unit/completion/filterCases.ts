import type { EditingOptions } from '../../../src/features/completion/core/completionRequest.js';
import type { FilterName } from '../../../src/features/completion/core/filters/filter.js';
import type { StopReason } from '../../../src/protocol/requestRecord.js';
import { tabs } from './markedDocument.js';

export interface FilterCase {
  readonly title: string;
  readonly languageId: string;
  /** The cursor is at ‸. */
  readonly document: string;
  readonly model: string;
  /** The document after accepting, or nothing when the completion is dropped. */
  readonly accepted?: string;
  /** The filters that changed the text, in order. */
  readonly by: readonly FilterName[];
  readonly editing?: EditingOptions;
  readonly stopReason?: StopReason;
}

/** What a model writes, and what becomes of the document. */
export const filterCases: readonly FilterCase[] = [
  {
    title: 'a fitting completion is left alone',
    languageId: 'typescript',
    document: 'const sum = ‸;\n',
    model: 'a + b',
    accepted: 'const sum = a + b;\n',
    by: [],
  },
  // specialTokens
  {
    title: 'everything from a control token on goes',
    languageId: 'python',
    document: 'x = ‸\n',
    model: 'compute()<|file_sep|>other.py\n',
    accepted: 'x = compute()\n',
    by: ['specialTokens'],
  },
  {
    title: 'a completion that is only a control token is dropped',
    languageId: 'rust',
    document: 'let x = ‸;\n',
    model: '<|fim_middle|>5',
    by: ['specialTokens'],
  },
  {
    title: 'code about control tokens may name them',
    languageId: 'python',
    document: 'start = "<|fim_prefix|>"\nagain = ‸\n',
    model: '"<|fim_prefix|>"',
    accepted: 'start = "<|fim_prefix|>"\nagain = "<|fim_prefix|>"\n',
    by: [],
  },
  // incompleteLine
  {
    title: 'a block cut by its time limit keeps its complete lines',
    languageId: 'python',
    document: 'def f(a):\n    ‸\n',
    model: 'if a:\n        return 1\n    retur',
    accepted: 'def f(a):\n    if a:\n        return 1\n',
    by: ['incompleteLine'],
    stopReason: 'timeLimit',
  },
  {
    title: 'a single line cut by a limit keeps its complete words',
    languageId: 'go',
    document: 'total := ‸\n',
    model: 'price * quan',
    accepted: 'total := price *\n',
    by: ['incompleteLine', 'trailingWhitespace'],
    stopReason: 'maxTokens',
  },
  {
    title: 'a single cut word is better than none',
    languageId: 'go',
    document: 'total := ‸\n',
    model: 'pric',
    accepted: 'total := pric\n',
    by: [],
    stopReason: 'timeLimit',
  },
  // leadingBlankLines
  {
    title: 'a completion below a blank line moves up to the cursor',
    languageId: 'python',
    document: 'def f():\n    ‸\n',
    model: '\n    return 1',
    accepted: 'def f():\n    return 1\n',
    by: ['leadingBlankLines'],
  },
  {
    title: 'after code on the line the next line stays below',
    languageId: 'python',
    document: 'def f():‸\n',
    model: '\n    return 1',
    accepted: 'def f():\n    return 1\n',
    by: [],
  },
  // indentation
  {
    title: 'a space that stands before the cursor is not written twice',
    languageId: 'typescript',
    document: 'const x = ‸\n',
    model: ' 5;',
    accepted: 'const x = 5;\n',
    by: ['indentation'],
  },
  {
    title: 'indentation that the editor has made is not added again',
    languageId: 'python',
    document: 'def f():\n    ‸\n',
    model: '    x = 1\n    return x',
    accepted: 'def f():\n    x = 1\n    return x\n',
    by: ['indentation'],
  },
  {
    title: 'a block that is too deep as a whole is shifted as a whole',
    languageId: 'python',
    document: 'def f(a):\n    ‸\n',
    model: '    if a:\n            return 1\n        return 2',
    accepted: 'def f(a):\n    if a:\n        return 1\n    return 2\n',
    by: ['indentation'],
  },
  {
    title: 'indentation that is still missing is kept',
    languageId: 'python',
    document: 'class A:\n    def f(self):\n    ‸\n',
    model: '    return 1',
    accepted: 'class A:\n    def f(self):\n        return 1\n',
    by: [],
  },
  {
    title: 'indentation at column 0 is kept',
    languageId: 'python',
    document: 'def f():\n‸\n',
    model: '    return 1',
    accepted: 'def f():\n    return 1\n',
    by: [],
  },
  {
    title: 'a method chain may be indented further',
    languageId: 'javascript',
    document: '  load(url)\n  ‸\n',
    model: '  .then(show)',
    accepted: '  load(url)\n    .then(show)\n',
    by: [],
  },
  {
    title: 'spaces become tabs where the document has tabs',
    languageId: 'go',
    document: 'func f() {\n\t‸\n}\n',
    model: 'if a {\n        return\n    }',
    accepted: 'func f() {\n\tif a {\n\t\treturn\n\t}\n}\n',
    by: ['indentation'],
    editing: tabs,
  },
  {
    title: 'tabs become spaces where the document has spaces',
    languageId: 'java',
    document: 'void f() {\n    ‸\n}\n',
    model: 'if (a) {\n\t\treturn;\n\t}',
    accepted: 'void f() {\n    if (a) {\n        return;\n    }\n}\n',
    by: ['indentation'],
  },
  // repetition
  {
    title: 'a line said three times is said once',
    languageId: 'rust',
    document: 'fn main() {\n    ‸\n}\n',
    model: 'step();\n    step();\n    step();\n    step();',
    accepted: 'fn main() {\n    step();\n}\n',
    by: ['repetition'],
  },
  {
    title: 'repeated words that lead somewhere are kept',
    languageId: 'markdown',
    document: 'It is ‸\n',
    model: 'very very very very very very very very very very very very good good',
    accepted: 'It is very very very very very very very very very very very very good good\n',
    by: [],
  },
  {
    title: 'a line that ends in circles is dropped',
    languageId: 'markdown',
    document: 'It is ‸\n',
    model: 'so so so so so so so so so so so so so',
    by: ['repetition'],
  },
  {
    title: 'a short list of zeros may be meant',
    languageId: 'c',
    document: 'int a[] = {‸};\n',
    model: '0, 0, 0, 0, 0',
    accepted: 'int a[] = {0, 0, 0, 0, 0};\n',
    by: [],
  },
  // duplicateLines
  {
    title: 'the line below is not written again',
    languageId: 'typescript',
    document: 'function f() {\n  ‸\n  return total;\n}\n',
    model: 'return total;',
    by: ['duplicateLines'],
  },
  {
    title: 'a block ends before the lines that follow it',
    languageId: 'python',
    document: 'def f(a):\n    ‸\n    return a + 1\n',
    model: 'a = a * 2\n    return a + 1\n',
    accepted: 'def f(a):\n    a = a * 2\n    return a + 1\n',
    by: ['duplicateLines'],
  },
  {
    title: 'the brace that closes the block below is not doubled',
    languageId: 'typescript',
    document: 'function f() {\n  ‸\n}\n',
    model: 'return 1;\n}',
    accepted: 'function f() {\n  return 1;\n}\n',
    by: ['duplicateLines'],
  },
  {
    title: 'a brace at another indentation is another brace',
    languageId: 'typescript',
    document: 'function f() {\n  ‸\n}\n',
    model: 'if (a) {\n    b();\n  }',
    accepted: 'function f() {\n  if (a) {\n    b();\n  }\n}\n',
    by: [],
  },
  {
    title: 'a second item may look like the first lines below it',
    languageId: 'json',
    document: '[\n  ‸\n  {\n    "a": 2\n  }\n]\n',
    model: '{\n    "a": 1\n  },',
    accepted: '[\n  {\n    "a": 1\n  },\n  {\n    "a": 2\n  }\n]\n',
    by: [],
  },
  // unbalancedClosers
  {
    title: 'a closer that the next lines bring is cut, wherever it stands',
    languageId: 'typescript',
    document: 'function f() {\n  ‸\n}\n',
    model: 'return 1; }',
    accepted: 'function f() {\n  return 1;\n}\n',
    by: ['unbalancedClosers'],
  },
  {
    title: 'closing a block to open another keeps the balance',
    languageId: 'typescript',
    document: 'if (a) {\n  b();‸\n}\n',
    model: '\n} else {\n  c();',
    accepted: 'if (a) {\n  b();\n} else {\n  c();\n}\n',
    by: [],
  },
  {
    title: 'a closer that nothing below brings is kept',
    languageId: 'c',
    document: 'int f() {\n  ‸\n',
    model: 'return 1;\n}',
    accepted: 'int f() {\n  return 1;\n}\n',
    by: [],
  },
  // suffixOverlap
  {
    title: 'an auto-closed bracket is replaced when the completion brings it',
    languageId: 'typescript',
    document: 'call(‸)\n',
    model: 'a, b);',
    accepted: 'call(a, b);\n',
    by: ['suffixOverlap'],
  },
  {
    title: 'an auto-closed quote and bracket are replaced together',
    languageId: 'python',
    document: 'print("‸")\n',
    model: 'hello", name)',
    accepted: 'print("hello", name)\n',
    by: ['suffixOverlap'],
  },
  {
    title: 'a quote that still closes a string stays',
    languageId: 'python',
    document: 'print("‸")\n',
    model: 'a" + b + "c',
    accepted: 'print("a" + b + "c")\n',
    by: [],
  },
  {
    title: 'a bracket of the completion’s own is not the one that stands there',
    languageId: 'typescript',
    document: 'call(‸)\n',
    model: 'f(x)',
    accepted: 'call(f(x))\n',
    by: [],
  },
  {
    title: 'of two brackets the missing one is written and the standing one stays',
    languageId: 'typescript',
    document: 'call((‸)\n',
    model: 'a)',
    accepted: 'call((a))\n',
    by: [],
  },
  {
    title: 'a bracket closed on the next line is not missing',
    languageId: 'typescript',
    document: 'call(other(‸)\n);\n',
    model: 'a)',
    accepted: 'call(other(a)\n);\n',
    by: ['suffixOverlap'],
  },
  {
    title: 'the opener of a block stands once',
    languageId: 'java',
    document: 'if (‸) {\n}\n',
    model: 'x > 0) {',
    accepted: 'if (x > 0) {\n}\n',
    by: ['suffixOverlap'],
  },
  {
    title: 'a semicolon stands once',
    languageId: 'rust',
    document: 'let x = ‸;\n',
    model: 'compute();',
    accepted: 'let x = compute();\n',
    by: ['suffixOverlap'],
  },
  {
    title: 'words right of the cursor stand once',
    languageId: 'python',
    document: 'f(‸, b)\n',
    model: 'first, b)',
    accepted: 'f(first, b)\n',
    by: ['suffixOverlap'],
  },
  {
    title: 'an apostrophe opens no string',
    languageId: 'rust',
    document: "fn f<'a>(‸) {}\n",
    model: "x: &'a str",
    accepted: "fn f<'a>(x: &'a str) {}\n",
    by: [],
  },
  // nothingNew
  {
    title: 'white space is dropped',
    languageId: 'yaml',
    document: 'a:\n  ‸\n',
    model: '\n  \n',
    by: ['trailingWhitespace'],
  },
  {
    title: 'what stands right of the cursor is nothing new',
    languageId: 'typescript',
    document: 'call(‸);\n',
    model: ');',
    by: ['suffixOverlap', 'nothingNew'],
  },
  {
    title: 'characters beyond the basic plane stay whole',
    languageId: 'python',
    document: 'print("‸")\n',
    model: 'naïve 🚀 text")',
    accepted: 'print("naïve 🚀 text")\n',
    by: ['suffixOverlap'],
  },
];
