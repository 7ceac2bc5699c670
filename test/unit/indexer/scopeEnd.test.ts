import assert from 'node:assert/strict';
import { grammarOf } from '../../../src/indexer/chunk/languages.js';
import { scopeEnd } from '../../../src/indexer/chunk/scopeEnd.js';
import { testGrammars } from '../../support/indexer/testIndex.js';

const failures: string[] = [];
const grammars = testGrammars(failures);

/** The completion stands between «», and is cut where | is. */
async function assertCut(languageId: string, marked: string): Promise<void> {
  const [before = '', rest = ''] = marked.split('«');
  const [completion = '', after = ''] = rest.split('»');
  const cut = completion.indexOf('|');
  const text = completion.replace('|', '');
  const source = before + text + after;
  const end = await grammars.withTree(grammarOf(languageId) ?? '', source, (root) =>
    scopeEnd(root, source, before.length, before.length + text.length),
  );
  const kept = end === undefined ? text : text.slice(0, end - before.length);
  assert.equal(kept, cut === -1 ? text : text.slice(0, cut));
}

describe('scopeEnd', () => {
  after(() => {
    assert.deepEqual(failures, []);
  });

  const cases: [title: string, languageId: string, marked: string][] = [
    ['ends with the block', 'typescript', 'f();\n«if (a) {\n  b();\n}|\nc();\nd();»\n'],
    [
      'ends with the block',
      'python',
      'def f(a):\n    «if a:\n        return 1|\n    b()\n    c()»\n',
    ],
    ['ends with the block', 'go', 'func f() {\n\t«if a {\n\t\tb()\n\t}|\n\tc()\n»}\n'],
    ['ends with the block', 'rust', 'fn f() {\n    «if a {\n        b();\n    }|\n    c();\n»}\n'],
    [
      'ends with the block',
      'java',
      'class A {\n  void f() {\n    «for (int i : x) {\n      b();\n    }|\n    c();\n»  }\n}\n',
    ],
    ['ends with the block', 'ruby', 'def f\n  «if a\n    b\n  end|\n  c\n»end\n'],
    [
      'ends with the block',
      'csharp',
      'class A {\n  void F() {\n    «if (a) {\n      B();\n    }|\n    C();\n»  }\n}\n',
    ],
    ['ends with the block', 'cpp', 'void f() {\n  «while (a) {\n    b();\n  }|\n  c();\n»}\n'],
    [
      'goes on from the line before',
      'python',
      'def f(a):«\n    return a|\n\nprint(1)\nprint(2)»\n',
    ],
    ['goes on from the line before', 'typescript', 'const x = «{\n  a: 1,\n};|\nfoo();»\n'],
    [
      'keeps all clauses',
      'python',
      '«try:\n    a()\nexcept E:\n    b()\nfinally:\n    c()|\nd()»\n',
    ],
    ['keeps a chain of calls', 'javascript', '«items\n  .map(one)\n  .filter(two);|\nrest();»\n'],
    ['keeps comments before it', 'typescript', '«// why\n// so\nif (a) {\n  b();\n}|\nc();»\n'],
    ['keeps what follows the end on its line', 'typescript', '«f({\n  a,\n}); // done|\ng();»\n'],
    ['leaves a whole block alone', 'typescript', '«if (a) {\n  b();\n}»\nc();\n'],
    ['leaves broken code alone', 'typescript', '«if (a) {\n  b(((;\n}\nc();»\n'],
    ['counts characters, not bytes', 'python', 'é = "🚀"\n«if ü:\n    print("🚀")|\nb()\nc()»\n'],
  ];
  for (const [title, languageId, marked] of cases) {
    it(`${title} (${languageId}): ${JSON.stringify(marked.slice(0, 30))}`, () =>
      assertCut(languageId, marked));
  }
});
