import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyHunks } from '../../../src/base/text/hunks.js';
import { AnswerReader } from '../../../src/features/edits/core/answerReader.js';
import type { EditTask } from '../../../src/features/edits/core/editTask.js';
import { anyText, editedText } from '../text/anyText.js';
import { editTask } from './editTask.js';

/** The file as the likeliest reading of the answer leaves it. */
function after(task: EditTask, answer: string, isCut = false): string {
  const reading = new AnswerReader(task, task.range).read(answer, isCut);
  assert.ok(reading.kind === 'candidates', JSON.stringify(reading));
  return reading.candidates[0]?.[0]?.after ?? '';
}

function reasonFor(task: EditTask, answer: string, isCut = false): string {
  const reading = new AnswerReader(task, task.range).read(answer, isCut);
  return reading.kind === 'unplaced' ? reading.reason : reading.kind;
}

const block = (code: string, language = 'ts'): string => `\`\`\`${language}\n${code}\n\`\`\``;

const cart = [
  "import { tax } from './tax';",
  '',
  'export function count(items: Item[]): number {',
  '  return items.length - 1;',
  '}',
  '',
  'export function total(items: Item[]): number {',
  '  let sum = 0;',
  '  for (const item of items) {',
  '    sum += item.price;',
  '  }',
  '  return sum * tax;',
  '}',
  '',
].join('\n');
const total = editTask({ text: cart, startLine: 6, endLine: 13 });

describe('AnswerReader', () => {
  it('puts a new version over the shown lines', () => {
    const code = cart.split('\n').slice(6, 13).join('\n').replace('* tax', '* (1 + tax)');
    assert.equal(
      after(total, `Sure:\n\n${block(code)}\nDone.`),
      cart.replace('* tax', '* (1 + tax)'),
    );
  });

  it('takes a few lines out of the shown ones for what they are', () => {
    const answer = block('for (const item of items) {\n  sum += item.price * item.count;\n}');
    assert.equal(after(total, answer), cart.replace('item.price', 'item.price * item.count'));
  });

  it('takes the whole file back as few changed lines', () => {
    const answer = block(cart.replace('items.length - 1', 'items.length').trimEnd());
    const reading = new AnswerReader(total, total.range).read(answer, false);
    assert.ok(reading.kind === 'candidates');
    const [file] = reading.candidates[0] ?? [];
    assert.equal(file?.after, cart.replace('items.length - 1', 'items.length'));
    assert.deepEqual(
      file.hunks.map(({ before }) => before),
      [{ startLine: 3, endLine: 4 }],
    );
  });

  it('finds code that belongs to another place of the file', () => {
    const answer = block(
      'export function count(items: Item[]): number {\n  return items.length;\n}',
    );
    assert.equal(after(total, answer), cart.replace('items.length - 1', 'items.length'));
  });

  it('keeps what a comment says was left out', () => {
    const answer = block(
      'export function total(items: Item[]): number {\n  let sum = 0;\n  // ... rest of the loop\n  return sum * (1 + tax);\n}',
    );
    assert.equal(after(total, answer), cart.replace('* tax', '* (1 + tax)'));
  });

  it('lets the last block decide, and ignores quotes and examples of use', () => {
    const old = cart.split('\n').slice(6, 13).join('\n');
    const answer = [
      'You wrote',
      block(old),
      'It should be',
      block(old.replace('sum * tax', 'round(sum * tax)')),
      'Example:',
      block('console.log(total([]));'),
    ].join('\n');
    assert.equal(after(total, answer), cart.replace('sum * tax', 'round(sum * tax)'));
  });

  it('applies blocks for several places', () => {
    const answer = `${block('  return items.length;')}\n${block('  return sum * (1 + tax);')}`;
    const wanted = cart.replace('items.length - 1', 'items.length').replace('* tax', '* (1 + tax)');
    const all = editTask({ text: cart, startLine: 0, endLine: 13 });
    assert.equal(after(all, answer), wanted);
  });

  it('reads a diff', () => {
    const diff = '@@ -12 +12 @@\n   }\n-  return sum * tax;\n+  return sum * (1 + tax);\n }';
    assert.equal(after(total, block(diff, 'diff')), cart.replace('* tax', '* (1 + tax)'));
  });

  it('reads code without a fence, between sentences', () => {
    const code = cart.split('\n').slice(6, 13).join('\n').replace('* tax', '* (1 + tax)');
    assert.equal(
      after(total, `Here it is:\n${code}\nThat is all.`),
      cart.replace('* tax', '* (1 + tax)'),
    );
  });

  it('keeps tabs, CRLF and a missing last line end', () => {
    const text = 'class A {\r\n\tm() {\r\n\t\treturn 1;\r\n\t}\r\n}';
    const task = editTask({ text, startLine: 1, endLine: 4 });
    const answer = block('m() {\n  if (x) {\n    return 2;\n  }\n  return 1;\n}');
    assert.equal(
      after(task, answer),
      'class A {\r\n\tm() {\r\n\t\tif (x) {\r\n\t\t\treturn 2;\r\n\t\t}\r\n\t\treturn 1;\r\n\t}\r\n}',
    );
    const last = editTask({ text, startLine: 0, endLine: 5 });
    const whole = text.replaceAll('\r\n', '\n').replace('return 1', 'return 2');
    assert.equal(after(last, block(whole)), text.replace('return 1', 'return 2'));
  });

  it('indents a method that was written without its class', () => {
    const text =
      'class A:\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n';
    const task = editTask({ text, startLine: 1, endLine: 3, languageId: 'python' });
    const wanted = text.replace('return 1', 'return 3');
    assert.equal(after(task, block('def f(self):\n    return 3', 'python')), wanted);
    // the first line's white space is lost most often
    assert.equal(after(task, block('def f(self):\n        return 3', 'python')), wanted);
    assert.equal(after(task, block('    def f(self):\n        return 3', 'python')), wanted);
  });

  it('wraps lines in a block at their indentation', () => {
    const text = 'def f(a):\n    x = a.b\n    return x\n';
    const task = editTask({ text, startLine: 1, endLine: 2, languageId: 'python' });
    assert.equal(
      after(task, block('if a:\n    x = a.b', 'python')),
      'def f(a):\n    if a:\n        x = a.b\n    return x\n',
    );
  });

  it('unwraps lines, and removes them', () => {
    const text = 'def f(a):\n    if a:\n        x = a.b\n    return x\n';
    const task = editTask({ text, startLine: 0, endLine: 4, languageId: 'python' });
    assert.equal(
      after(task, block('def f(a):\n    x = a.b\n    return x', 'python')),
      'def f(a):\n    x = a.b\n    return x\n',
    );
  });

  it('leaves out the end that a whole new version leaves out', () => {
    const text = 'def f(a):\n    b = g(a)\n    h(b)\n    b = b + 1\n    print(b)\n';
    const task = editTask({ text, startLine: 0, endLine: 5, languageId: 'python' });
    const code = 'def f(a):\n    b = g(a)\n    h(b)\n    b = b + 2';
    assert.equal(after(task, block(code, 'python')), `${code}\n`);
    // fewer lines are a part of it
    const part = 'def f(a):\n    b = g(a, 1)';
    assert.equal(after(task, block(part, 'python')), text.replace('g(a)', 'g(a, 1)'));
  });

  it('replaces a single line by any other', () => {
    const task = editTask({ text: 'a\n  return n > 0\nb\n', startLine: 1, endLine: 2 });
    assert.equal(after(task, block('yield total')), 'a\n  yield total\nb\n');
  });

  it('says why an answer cannot be used', () => {
    const old = cart.split('\n').slice(6, 13).join('\n');
    assert.equal(reasonFor(total, 'The tax is applied wrongly.'), 'prose');
    assert.equal(reasonFor(total, block(old)), 'noChange');
    assert.equal(
      reasonFor(total, block('SELECT name FROM people;\nDROP TABLE people;', 'sql')),
      'noPlace',
    );
    assert.equal(
      reasonFor(total, block('function other(items) {\n  let sum = 0;\n  return sum;\n}')),
      'overwrites',
    );
    assert.equal(reasonFor(total, `\`\`\`ts\n${old.slice(0, 60)}`, true), 'incomplete');
    assert.equal(reasonFor(total, block('class Other {\n  // ... existing code ...\n}')), 'elided');
  });

  it('takes an open block of a model that just forgot to close it', () => {
    const old = cart.split('\n').slice(6, 13).join('\n');
    const answer = `\`\`\`ts\n${old.replace('* tax', '* 2')}\n`;
    assert.equal(after(total, answer), cart.replace('* tax', '* 2'));
  });

  it('changes nothing but comments when asked for documentation', () => {
    const task = editTask({ text: cart, startLine: 6, endLine: 13, kind: 'document' });
    const doc = '/**\n * Sums up.\n */';
    const wanted = cart.replace('export function total', `${doc}\nexport function total`);
    assert.equal(after(task, block(doc)), wanted);
    const code = cart.split('\n').slice(6, 13).join('\n').replace('let sum', 'var sum');
    assert.equal(after(task, block(`${doc}\n${code}`)), wanted);
    assert.equal(
      after(task, block(`${doc}\nexport function total(items: Item[]): number {`)),
      wanted,
    );
    assert.equal(reasonFor(task, block(code)), 'noChange');
  });

  it('indents a comment that was written at the line’s start', () => {
    const text = 'class A {\n\tm() {\n\t\treturn 1;\n\t}\n}\n';
    const task = editTask({ text, startLine: 1, endLine: 4, kind: 'document' });
    const answer = block('/**\n * One.\n */\n\tm() {\n\t\treturn 1;\n\t}');
    assert.equal(after(task, answer), text.replace('\tm()', '\t/**\n\t * One.\n\t */\n\tm()'));
  });

  it('puts a docstring behind the header that it documents', () => {
    const text = 'class A:\n    def f(\n        self,\n    ):\n        return 1\n';
    const task = editTask({
      text,
      startLine: 1,
      endLine: 5,
      languageId: 'python',
      kind: 'document',
    });
    assert.equal(
      after(task, block('"""Gives one.\n\nAlways.\n"""', 'python')),
      'class A:\n    def f(\n        self,\n    ):\n        """Gives one.\n\n        Always.\n        """\n        return 1\n',
    );
  });

  it('changes other files of the task that a block names', () => {
    const other = {
      uri: 'u:b',
      path: 'src/tax.ts',
      languageId: 'typescript',
      text: 'export const tax = 1;\n',
    };
    const task = { ...total, otherFiles: [other] };
    const answer = `\`src/tax.ts\`:\n${block('export const tax = 1.2;')}\n${block('  return sum * tax * 2;')}`;
    const reading = new AnswerReader(task, task.range).read(answer, false);
    assert.ok(reading.kind === 'candidates');
    assert.deepEqual(
      reading.candidates[0]?.map(({ uri, after: text }) => [uri, text]),
      [
        ['u:a', cart.replace('* tax', '* tax * 2')],
        ['u:b', 'export const tax = 1.2;\n'],
      ],
    );
  });

  it('shows a partial answer without the lines that it has not come to', () => {
    const reader = new AnswerReader(total, total.range);
    const partial = reader.readPartial(
      '```ts\nexport function total(items: Item[]): number {\n  let sum = 1;\n  for (const it',
    );
    assert.equal(partial?.after, cart.replace('sum = 0', 'sum = 1'));
    assert.equal(reader.readPartial('Let me see'), undefined);
  });
});

describe('any answer of a model', () => {
  const answer = fc.oneof(
    anyText.map((text) => block(text)),
    fc
      .array(
        fc.oneof(
          anyText,
          anyText.map((text) => block(text)),
          fc.constantFrom('```', '~~~', '\n```diff\n-a\n+b\n'),
        ),
        { maxLength: 4 },
      )
      .map((parts) => parts.join('\n')),
    anyText,
  );
  const kinds = fc.constantFrom('fix', 'refactor', 'document', 'tests', 'debug' as const);

  it('never corrupts a file: rejecting all of it leaves the bytes, accepting all gives what was shown', () => {
    fc.assert(
      fc.property(
        editedText,
        answer,
        kinds,
        fc.nat(14),
        fc.nat(14),
        fc.boolean(),
        fc.boolean(),
        (texts, output, kind, one, other, isCut, isOwn) => {
          const { before } = texts;
          const task = editTask({
            text: before,
            startLine: Math.min(one, other),
            endLine: Math.max(one, other),
            kind,
          });
          const reader = new AnswerReader(task, task.range);
          const said = isOwn ? block(texts.after) : output;
          reader.readPartial(said);
          const reading = reader.read(said, isCut);
          if (reading.kind !== 'candidates') return;
          for (const [file] of reading.candidates) {
            assert.ok(file);
            assert.equal(applyHunks(file.before, []), file.before);
            assert.equal(applyHunks(file.before, file.hunks), file.after);
            assert.notEqual(file.after, file.before);
            assert.equal(file.before, kind === 'tests' ? task.test?.file.text : before);
            for (const hunk of file.hunks) applyHunks(file.before, [hunk]);
          }
        },
      ),
      { numRuns: 1_200 },
    );
  });

  it('keeps the file’s line ends and the way it ends', () => {
    fc.assert(
      fc.property(editedText, ({ before, after: now }) => {
        const task = editTask({ text: before, startLine: 0, endLine: 99 });
        const reading = new AnswerReader(task, task.range).read(block(now), false);
        if (reading.kind !== 'candidates' || !/[\r\n]/.test(before)) return;
        const text = reading.candidates[0]?.[0]?.after ?? '';
        const isCrlf = before.includes('\r\n');
        assert.equal(/(?<!\r)\n/.test(text), !isCrlf && text.includes('\n'));
        if (text !== '') assert.equal(/[\r\n]$/.test(text), /[\r\n]$/.test(before));
      }),
      { numRuns: 500 },
    );
  });
});
