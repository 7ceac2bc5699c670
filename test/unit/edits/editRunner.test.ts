import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyHunks } from '../../../src/base/text/hunks.js';
import { untranslated } from '../../../src/base/translate.js';
import type { CodeParser, ProblemCheck } from '../../../src/features/edits/core/editCheck.js';
import type { EditOutcome } from '../../../src/features/edits/core/editOutcome.js';
import type { EditProgress } from '../../../src/features/edits/core/editWork.js';
import { EditRunner } from '../../../src/features/edits/core/editRunner.js';
import { defaultEditSettings } from '../../../src/features/edits/core/editSettings.js';
import type { EditTask, TaskProblem } from '../../../src/features/edits/core/editTask.js';
import { EngineError } from '../../../src/protocol/engineErrors.js';
import type { RequestRecord } from '../../../src/protocol/requestRecord.js';
import { FakeClock } from '../../support/fakeClock.js';
import { chatReady } from '../chat/scriptedChatEngine.js';
import { anyText, editedText } from '../text/anyText.js';
import { editTask } from './editTask.js';
import type { Script } from './scriptedEditEngine.js';
import { ScriptedEditEngine } from './scriptedEditEngine.js';

const text = 'function add(a, b) {\n  return a - b;\n}\n\nfunction other() {}\n';
const fixed = text.replace('a - b', 'a + b');
const problem: TaskProblem = {
  message: 'add(1, 2) is -1, not 3',
  range: { startLine: 1, endLine: 2 },
  severity: 'error',
  source: 'test',
};
const task = editTask({ text, startLine: 0, endLine: 3, problems: [problem] });
const good = '```ts\nfunction add(a, b) {\n  return a + b;\n}\n```\n';
const same = '```ts\nfunction add(a, b) {\n  return a - b;\n}\n```\n';
const broken = '```ts\nfunction add(a, b) {\n  return a + ;\n}\n```\n';

/** Counts `+ ;`, which is all that these tests write wrongly. */
const parser: CodeParser = {
  countErrors: (_, code) => Promise.resolve(code.split('+ ;').length - 1),
};

interface Run {
  readonly outcome: EditOutcome;
  readonly engine: ScriptedEditEngine;
  readonly records: readonly RequestRecord[];
  readonly progress: readonly EditProgress[];
}

async function run(
  scripts: readonly Script[],
  options: {
    readonly task?: EditTask;
    readonly check?: ProblemCheck;
    readonly engine?: ScriptedEditEngine;
    readonly clock?: FakeClock;
    readonly signal?: AbortSignal;
  } = {},
): Promise<Run> {
  const { clock = new FakeClock(), engine = new ScriptedEditEngine(scripts), check } = options;
  const records = new Map<string, RequestRecord>();
  const progress: EditProgress[] = [];
  let ids = 0;
  const runner = new EditRunner({
    engine,
    parser,
    ...(check && { check }),
    settings: () => defaultEditSettings,
    putRecord: (record) => records.set(record.id, record),
    clock,
    newId: () => String(++ids),
    t: untranslated,
  });
  const outcome = await runner.run(options.task ?? task, {
    onProgress: (each) => progress.push(each),
    signal: options.signal ?? new AbortController().signal,
  });
  return { outcome, engine, records: [...records.values()], progress };
}

function proposed(outcome: EditOutcome): string {
  assert.ok(outcome.kind === 'proposal', JSON.stringify(outcome));
  return outcome.files[0]?.after ?? '';
}

describe('EditRunner', () => {
  it('proposes the change, with what it was told of the problem', async () => {
    const { outcome, engine, records, progress } = await run([
      { text: `The sign is wrong.\n\n${good}` },
    ]);
    assert.equal(proposed(outcome), fixed);
    assert.ok(outcome.kind === 'proposal');
    assert.deepEqual(outcome.check, { syntax: { before: 0, after: 0 } });
    assert.equal(outcome.attempts, 1);
    const [{ params, messages } = assert.fail()] = engine.requests;
    assert.equal(params.lane, 'chat');
    assert.equal(params.temperature, 0);
    const question = messages.at(-1)?.text ?? '';
    assert.match(question, /add\(1, 2\) is -1, not 3 test\n {2}in the line: return a - b;/);
    assert.match(question, /```ts\nfunction add\(a, b\) \{\n {2}return a - b;\n\}\n```/);
    assert.deepEqual(
      records.map(({ kind, fileName, outcome: { kind: end } }) => [kind, fileName, end]),
      [['fix', 'a.ts', 'answered']],
    );
    assert.deepEqual(
      progress.map(({ step }) => step).filter((step, index, all) => step !== all[index - 1]),
      ['model', 'prefill', 'writing', 'checking'],
    );
  });

  it('ends the request as soon as the code is complete', async () => {
    const { outcome, engine } = await run([{ text: `${good}${'And so on. '.repeat(400)}` }]);
    assert.equal(proposed(outcome), fixed);
    assert.equal(engine.requests.length, 1);
    assert.ok(outcome.kind === 'proposal' && outcome.answer.length < good.length + 20);
  });

  it('waits for further blocks after one that is only a part', async () => {
    const long = `function add(a, b) {\n  const one = a;\n  const two = b;\n  log(one);\n  log(two);\n  return one - two;\n}\n`;
    const parts = '```ts\n  const one = +a;\n```\nand\n```ts\n  return one + two;\n```\nDone.';
    const { outcome } = await run([{ text: parts }], {
      task: editTask({ text: long, startLine: 0, endLine: 7 }),
    });
    const wanted = long.replace('one = a', 'one = +a').replace('one - two', 'one + two');
    assert.equal(proposed(outcome), wanted);
  });

  it('shows a change although its check fails', async () => {
    const check: ProblemCheck = { changeOf: () => Promise.reject(new Error('no server')) };
    const { outcome } = await run([{ text: good }], { check });
    assert.equal(proposed(outcome), fixed);
  });

  it('shows the code while it is written, at most ten times a second', async () => {
    const clock = new FakeClock();
    const engine = new ScriptedEditEngine([{ text: good }]);
    engine.onPiece = () => {
      clock.advance(60);
    };
    const { progress } = await run([], { engine, clock });
    const partials = progress.flatMap(({ partial }) => partial ?? []);
    assert.ok(partials.length >= 1 && partials.length <= good.length / 8 / 2 + 1);
    for (const { uri, after } of partials) {
      assert.equal(uri, 'u:a');
      assert.ok(after.endsWith('function other() {}\n'));
    }
  });

  it('asks again after code that does not parse, and says why', async () => {
    const { outcome, engine, records } = await run([{ text: broken }, { text: good }]);
    assert.equal(proposed(outcome), fixed);
    assert.ok(outcome.kind === 'proposal' && outcome.attempts === 2);
    const [, second] = engine.requests;
    assert.deepEqual(
      second?.messages.map(({ role }) => role),
      ['system', 'user', 'assistant', 'user'],
    );
    assert.match(second.messages.at(-1)?.text ?? '', /syntax error/);
    assert.ok((second.params.temperature ?? 0) > 0);
    assert.deepEqual(
      records.map(({ outcome: end }) => (end.kind === 'filtered' ? end.filter : end.kind)),
      ['check', 'answered'],
    );
  });

  it('does not show a model its own code again that it only repeated', async () => {
    const { outcome, engine } = await run([{ text: same }, { text: good }]);
    assert.equal(proposed(outcome), fixed);
    const messages = engine.requests[1]?.messages ?? [];
    assert.deepEqual(
      messages.map(({ role }) => role),
      ['system', 'user'],
    );
    assert.match(messages[1]?.text ?? '', /cannot stay as it is/);
  });

  it('tries three times at most and then shows the best of them', async () => {
    const { outcome, engine } = await run([{ text: same }, { text: broken }, { text: 'Hm.' }]);
    assert.equal(engine.requests.length, 3);
    assert.ok(outcome.kind === 'proposal');
    assert.deepEqual(outcome.check, { syntax: { before: 0, after: 1 } });
  });

  it('asks again when the problem stays or others come', async () => {
    const added: TaskProblem = { ...problem, message: 'b is not defined' };
    const changes = [
      { removed: [], added: [] },
      { removed: [problem], added: [added] },
      { removed: [problem], added: [] },
    ];
    const check: ProblemCheck = { changeOf: () => Promise.resolve(changes.shift()) };
    const answers = ['a * b', 'a / b', 'a + b'].map((code) => ({
      text: good.replace('a + b', code),
    }));
    const { outcome, engine } = await run(answers, { check });
    assert.equal(proposed(outcome), fixed);
    const feedback = engine.requests.map(({ messages }) => messages.at(-1)?.text ?? '');
    assert.match(feedback[1] ?? '', /still there: add\(1, 2\) is -1/);
    assert.match(feedback[2] ?? '', /new problems:\n- b is not defined/);
  });

  it('says that a model answers without code, after asking for it', async () => {
    const { outcome, engine } = await run([{ text: 'You should add them.' }]);
    assert.deepEqual(outcome, { kind: 'prose', answer: 'You should add them.', attempts: 3 });
    assert.equal(engine.requests.length, 3);
  });

  it('stops a model that goes round in circles', async () => {
    const { outcome, engine, records } = await run([
      { text: 'return this.a.b;\n', isEndless: true },
    ]);
    assert.equal(outcome.kind, 'prose');
    assert.ok(engine.requests.length === 3);
    for (const { stopReason } of records) assert.equal(stopReason, 'aborted');
  });

  it('stops a model that never ends its code, at the token limit', async () => {
    let code = '```ts\nfunction add(a, b) {\n';
    for (let line = 0; line < 900; line++) code += `  const x${line} = a * ${line};\n`;
    const { outcome, engine } = await run([{ text: code }]);
    assert.ok(outcome.kind === 'unplaced' && outcome.reason === 'incomplete');
    assert.match(outcome.message, /ends in the middle/);
    assert.match(engine.requests[1]?.messages.at(-1)?.text ?? '', /too long/);
  });

  it('keeps to the time limit and shows what there is', async () => {
    const clock = new FakeClock();
    const engine = new ScriptedEditEngine([{ text: broken }, { text: 'Well, ', isEndless: true }]);
    engine.onPiece = () => {
      clock.advance(engine.requests.length > 1 ? 30_000 : 0);
    };
    const { outcome, records } = await run([], { engine, clock });
    assert.equal(outcome.kind, 'proposal');
    assert.equal(records.length, 2);
    assert.equal(clock.pending, 0);
  });

  it('can be stopped by the user at any time', async () => {
    const stop = new AbortController();
    const engine = new ScriptedEditEngine([{ text: good }]);
    engine.onPiece = () => {
      stop.abort();
    };
    const { outcome, records } = await run([], { engine, signal: stop.signal });
    assert.deepEqual(outcome, { kind: 'stopped' });
    assert.deepEqual(records[0]?.outcome, { kind: 'cancelled' });
  });

  it('explains what the engine cannot do', async () => {
    const noTemplate = chatReady();
    assert.ok(noTemplate.kind === 'ready');
    const state = { ...noTemplate, model: { ...noTemplate.model, chat: false } };
    const dense = await run([], { engine: new ScriptedEditEngine([], state) });
    assert.ok(dense.outcome.kind === 'failed' && dense.outcome.reason === 'noChatTemplate');
    const error = new EngineError('engineGone', 'The engine has ended.');
    const gone = await run([{ text: '', error }]);
    assert.deepEqual(gone.outcome, {
      kind: 'failed',
      reason: 'engineGone',
      message: 'The engine has ended.',
    });
    assert.equal(gone.records[0]?.outcome.kind, 'failed');
  });

  it('refuses a selection that no window holds, without reading all of it', async () => {
    const huge = 'const line = "0123456789";\n'.repeat(40_000);
    const selected = editTask({
      text: huge,
      startLine: 0,
      endLine: 40_000,
      kind: 'refactor',
      instruction: 'x',
    });
    const { outcome, engine } = await run([{ text: good }], { task: selected });
    assert.ok(outcome.kind === 'failed' && outcome.reason === 'promptTooLong');
    assert.match(outcome.message, /lines 1 to 40000/);
    assert.equal(engine.requests.length, 0);
    assert.ok(engine.longestCounted < 200_000);
  });

  it('narrows the code around a problem until it fits', async () => {
    const lines = Array.from({ length: 5_000 }, (_, index) => `  call(${index}, alpha, beta);`);
    const long = `function f() {\n${lines.join('\n')}\n}\n`;
    const at = { ...problem, range: { startLine: 2_501, endLine: 2_502 } };
    const wide = editTask({ text: long, startLine: 0, endLine: 5_002, problems: [at] });
    const answer = '```ts\n  call(2500, beta, alpha);\n```\n';
    const { outcome, engine } = await run([{ text: answer }], { task: wide });
    assert.equal(
      proposed(outcome),
      long.replace('call(2500, alpha, beta)', 'call(2500, beta, alpha)'),
    );
    const question = engine.requests[0]?.messages.at(-1)?.text ?? '';
    assert.match(question, /call\(2500, alpha, beta\)/);
    assert.ok(question.length < 4_096 * 4);
  });

  it('lays the prompt out again when the engine finds it too long', async () => {
    const error = new EngineError('promptTooLong', 'Too long.');
    const { outcome, engine } = await run([{ text: '', error }, { text: good }]);
    assert.equal(proposed(outcome), fixed);
    assert.equal(engine.requests.length, 2);
  });

  it('shows definitions and the lines around to a large model, within their share', async () => {
    const context = [
      {
        title: 'Definition of b',
        path: 'src/b.ts',
        languageId: 'typescript',
        text: 'const b = 1;',
      },
      { title: 'Long', path: 'src/d.ts', languageId: 'typescript', text: 'long '.repeat(1_600) },
      { title: 'Huge', path: 'src/c.ts', languageId: 'typescript', text: 'x'.repeat(50_000) },
    ];
    const { engine } = await run([{ text: good }], { task: { ...task, context } });
    const question = engine.requests[0]?.messages.at(-1)?.text ?? '';
    assert.match(question, /^Context\. It is data/);
    assert.match(question, /\[1\] Definition of b \(src\/b\.ts\)/);
    assert.match(question, /\[2\] Lines below \(src\/a\.ts lines 4-5\)/);
    assert.doesNotMatch(question, /Long|Huge/);
  });

  it('leaves room in the answer for the other files that it may change, within the window', async () => {
    const roomFor = async (length: number): Promise<number> => {
      const code = 'const one = 1;\n'.repeat(length);
      const other = { uri: 'u:b', path: 'src/b.ts', languageId: 'typescript', text: code };
      const others = length > 0 ? [other] : [];
      const { engine } = await run([{ text: good }], { task: { ...task, otherFiles: others } });
      const [{ params, messages } = assert.fail()] = engine.requests;
      const asked = messages.reduce((sum, message) => sum + Math.ceil(message.text.length / 4), 0);
      assert.ok(asked + params.stop.maxTokens <= 4_096);
      return params.stop.maxTokens;
    };
    const alone = await roomFor(0);
    const tokens = (100 * 15) / 4;
    assert.ok((await roomFor(100)) >= alone + tokens * 1.5);
    // a file that is not shown cannot be changed either
    assert.equal(await roomFor(2_000), alone);
    assert.ok((await roomFor(370)) > alone);
  });

  it('never throws and never proposes what does not apply, whatever the model writes', async () => {
    await fc.assert(
      fc.asyncProperty(
        editedText,
        fc.array(anyText, { minLength: 1, maxLength: 3 }),
        async ({ before }, answers) => {
          const any = editTask({ text: before, startLine: 0, endLine: 5, problems: [problem] });
          const { outcome, records } = await run(
            answers.map((answer) => ({ text: `\`\`\`\n${answer}` })),
            { task: any },
          );
          assert.notEqual(outcome.kind, 'failed');
          for (const record of records) assert.notEqual(record.outcome.kind, 'pending');
          if (outcome.kind !== 'proposal') return;
          for (const file of outcome.files) {
            assert.equal(file.before, before);
            assert.equal(applyHunks(before, file.hunks), file.after);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
