import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AnswerPart } from '../../../src/features/languageModel/core/answer/answerPart.js';
import { answerReader } from '../../../src/features/languageModel/core/answer/answerReader.js';
import { toolCallFormats } from '../../../src/protocol/modelFile.js';
import type { ToolDefinition } from '../../../src/protocol/engineProtocol.js';
import type { ToolCallFormat } from '../../../src/protocol/modelFile.js';

const tools: readonly ToolDefinition[] = [
  {
    name: 'search',
    description: 'Finds things',
    parameters: {
      type: 'object',
      properties: {
        query: { type: 'string' },
        limit: { type: 'integer' },
        exact: { type: ['boolean', 'null'] },
        folders: { type: 'array' },
      },
      required: ['query'],
    },
  },
  { name: 'list', description: 'Lists', parameters: { type: 'object', properties: {} } },
];

function read(
  format: ToolCallFormat | undefined,
  answer: string,
  pieces: readonly string[] = [answer],
): readonly AnswerPart[] {
  const reader = answerReader(format, tools);
  return merged([...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()]);
}

/** How a text was cut into parts of one kind says nothing. */
function merged(parts: readonly AnswerPart[]): AnswerPart[] {
  const result: AnswerPart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.kind !== 'call' && last?.kind === part.kind) {
      result[result.length - 1] = { kind: part.kind, text: last.text + part.text };
    } else {
      result.push(part);
    }
  }
  return result;
}

function cut(text: string, places: readonly number[]): string[] {
  const ends = [...places.map((place) => place % (text.length + 1)), text.length];
  let from = 0;
  return ends
    .sort((one, other) => one - other)
    .map((end) => {
      const piece = text.slice(from, end);
      from = end;
      return piece;
    });
}

const json = (name: string, values: unknown): string =>
  `<tool_call>\n${JSON.stringify({ name, arguments: values })}\n</tool_call>`;
const xml = (name: string, values: Readonly<Record<string, string>>): string => {
  const parameters = Object.entries(values).map(
    ([key, value]) => `<parameter=${key}>\n${value}\n</parameter>\n`,
  );
  return `<tool_call>\n<function=${name}>\n${parameters.join('')}</function>\n</tool_call>`;
};
const harmony = (name: string, values: unknown): string =>
  `<|channel|>commentary to=functions.${name} <|constrain|>json<|message|>${JSON.stringify(values)}<|call|>`;

const callOf = (parts: readonly AnswerPart[]): unknown =>
  parts.flatMap((part) => (part.kind === 'call' ? [[part.name, part.arguments]] : []));
const textOf = (parts: readonly AnswerPart[]): string => parts.map(({ text }) => text).join('');

describe('answers with tool calls', () => {
  it('reads a call between words', () => {
    const call = json('search', { query: 'tax', limit: 3 });
    assert.deepEqual(read('json', `Let me look.\n${call}\nThere.`), [
      { kind: 'text', text: 'Let me look.\n' },
      { kind: 'call', name: 'search', arguments: { query: 'tax', limit: 3 }, text: call },
      { kind: 'text', text: '\nThere.' },
    ]);
  });

  it('gives values of the XML format the types of the schema', () => {
    const call = xml('search', { query: '42', limit: '7', exact: 'true', folders: '["src"]' });
    assert.deepEqual(callOf(read('xml', call)), [
      ['search', { query: '42', limit: 7, exact: true, folders: ['src'] }],
    ]);
  });

  it('keeps code in values of the XML format as it is', () => {
    const query = 'if (a < b) {\n  return "</parameter>";\n}\n\n';
    assert.deepEqual(callOf(read('xml', xml('search', { query }))), [['search', { query }]]);
  });

  it('keeps an end mark that stands in an argument', () => {
    const values = { query: 'what does "</tool_call>" mean?' };
    assert.deepEqual(callOf(read('json', json('search', values))), [['search', values]]);
  });

  it('tells the channels of gpt-oss apart', () => {
    const answer =
      '<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant' +
      '<|channel|>commentary<|message|>I search.<|end|><|start|>assistant' +
      harmony('search', { query: 'tax' });
    assert.deepEqual(
      read('harmony', answer).map((part) => [part.kind, part.kind === 'call' || part.text]),
      [
        ['thought', 'Hm.'],
        ['text', 'I search.'],
        ['call', true],
      ],
    );
    const final =
      '<|channel|>analysis<|message|>Hm.<|start|>assistant<|channel|>final<|message|>It is 4.';
    assert.deepEqual(read('harmony', final), [
      { kind: 'thought', text: 'Hm.' },
      { kind: 'text', text: 'It is 4.' },
    ]);
    const turned = '<|start|>assistant to=functions.search<|channel|>commentary json<|message|>';
    assert.deepEqual(callOf(read('harmony', `${turned}{"query":"x"}`)), [
      ['search', { query: 'x' }],
    ]);
  });

  it('takes several calls, and one whose end mark is missing', () => {
    const both = json('list', {}) + '\n' + json('search', { query: 'a' });
    const expected = [
      ['list', {}],
      ['search', { query: 'a' }],
    ];
    assert.deepEqual(callOf(read('json', both)), expected);
    assert.deepEqual(callOf(read('json', both.slice(0, -'</tool_call>'.length))), expected);
  });

  it('sets thoughts apart at the beginning only', () => {
    assert.deepEqual(read('json', '\n<think>\nHm.</think>Yes, <think> is a tag.'), [
      { kind: 'thought', text: '\nHm.' },
      { kind: 'text', text: 'Yes, <think> is a tag.' },
    ]);
    assert.deepEqual(read(undefined, '<tool_call>{}</tool_call>'), [
      { kind: 'text', text: '<tool_call>{}</tool_call>' },
    ]);
  });

  const malformed: readonly (readonly [string, ToolCallFormat, string])[] = [
    ['a tool that was not offered', 'json', json('remove', { path: '/' })],
    ['a missing argument', 'json', json('search', { limit: 1 })],
    ['an argument of another type', 'json', json('search', { query: 1 })],
    ['arguments that are no object', 'json', json('search', '{"query":"a"}')],
    ['broken JSON', 'json', '<tool_call>\n{"name": "list", "arguments": {\n</tool_call>'],
    ['an unfinished call', 'json', '<tool_call>\n{"name": "search", "arguments": {"query": "a'],
    ['a name from the prototype', 'json', json('toString', {})],
    ['an unfinished value', 'xml', xml('search', { query: 'a' }).slice(0, -30)],
    ['a number that is none', 'xml', xml('search', { query: 'a', limit: 'few' })],
    [
      'a parameter twice',
      'xml',
      xml('search', { query: 'a' }).replace(
        '</function>',
        '<parameter=query>\nb\n</parameter>\n</function>',
      ),
    ],
    ['a tool of another namespace', 'harmony', harmony('remove', {})],
  ];
  for (const [what, format, answer] of malformed) {
    it(`gives ${what} as text (${format})`, () => {
      const parts = read(format, answer);
      assert.deepEqual(callOf(parts), []);
      // the mark that ends a message of gpt-oss is the format's own
      assert.equal(textOf(parts), answer.replace('<|call|>', ''));
    });
  }

  const word = fc.constantFrom(
    ...['<tool_call>', '</tool_call>', '<think>', '</think>', '<function=list>', '</function>'],
    ...['<tool', '<', '\n', ' ', '"', '\\', '{', '}', 'a', 'ä', '😀', '<|', '<|message|>'],
    ...['<|channel|>final', '<|end|>', '<|start|>', json('search', { query: 'x' })],
    ...[xml('search', { query: 'x' }), harmony('list', {}), json('list', { a: '</tool_call>' })],
  );
  const answers = fc.array(word, { maxLength: 14 }).map((words) => words.join(''));
  const places = fc.array(fc.nat(), { maxLength: 12 });

  for (const format of [...toolCallFormats, undefined]) {
    it(`reads the same whatever the pieces (${format ?? 'no tools'})`, () => {
      fc.assert(
        fc.property(answers, places, (answer, at) => {
          assert.deepEqual(read(format, answer, cut(answer, at)), read(format, answer));
        }),
        { numRuns: 500 },
      );
    });
  }

  for (const format of ['json', 'xml', undefined] as const) {
    it(`loses no text (${format ?? 'no tools'})`, () => {
      fc.assert(
        fc.property(answers, places, (answer, at) => {
          const thought = /^\s*<think>([\s\S]*?)(?:<\/think>|$)/;
          assert.equal(
            textOf(read(format, answer, cut(answer, at))),
            answer.replace(thought, (_, text: string) => text),
          );
        }),
        { numRuns: 500 },
      );
    });
  }

  it('gives text at once that can be no mark', () => {
    for (const format of ['json', 'xml', undefined] as const) {
      const reader = answerReader(format, tools);
      assert.equal(textOf(reader.push('Hello')), 'Hello');
      assert.equal(textOf(reader.push(' a < b <t')), format ? ' a < b ' : ' a < b <t');
    }
    const reader = answerReader('harmony', tools);
    assert.equal(textOf(reader.push('<|channel|>final<|message|>Hello <')), 'Hello ');
  });
});
