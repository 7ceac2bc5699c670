import assert from 'node:assert/strict';
import { EngineError } from '../../../src/protocol/engineErrors.js';
import { noTokens } from '../../../src/protocol/requestRecord.js';
import { until } from '../../support/until.js';
import { PipelineRig } from './pipelineRig.js';
import { readyState } from './scriptedEngine.js';

describe('CompletionPipeline', () => {
  let rig: PipelineRig;
  let clock: PipelineRig['clock'];
  let engine: PipelineRig['engine'];
  let log: PipelineRig['log'];
  let outcomes: PipelineRig['outcomes'];
  const ask: PipelineRig['ask'] = (...request) => rig.ask(...request);
  const askAndAnswer: PipelineRig['askAndAnswer'] = (...texts) => rig.askAndAnswer(...texts);

  beforeEach(() => {
    rig = new PipelineRig({ maxAlternatives: 1, speculate: false });
    ({ clock, engine, log, outcomes } = rig);
  });

  it('offers what the model wrote and records every step', async () => {
    const { answer } = ask('const sum = ‸;\n');
    clock.advance(75);
    await until(() => engine.requests.length === 1, 'the engine is asked');
    clock.advance(30);
    engine.last.answer('a + b;');
    const { offer, record } = await answer;
    assert.ok(offer);
    assert.equal(offer.insertText, 'a + b;');
    assert.deepEqual([offer.startCharacter, offer.endCharacter], [12, 13]);
    assert.equal(record.outcome.kind, 'offered');
    assert.equal(record.source, 'engine');
    assert.equal(record.model, 'A');
    assert.deepEqual(record.tokens, { prompt: 100, reused: 80, prefilled: 20, generated: 6 });
    assert.deepEqual(
      record.phases.map(({ name, startMs, durationMs }) => [name, startMs, durationMs]),
      [
        ['trigger', 0, 0],
        ['reuse', 0, 0],
        ['wait', 0, 75],
        ['context', 75, 0],
        // 20 of the 30 ms were the engine's; the rest is half before, half after
        ['queue', 80, 1],
        ['prefill', 81, 10],
        ['decode', 91, 9],
        ['filters', 105, 0],
        ['shown', 105, 0],
      ],
    );
    assert.deepEqual(log.records, [record]);
  });

  it('asks by hand for one line where text follows the cursor, else leaves the decision to the engine', async () => {
    const manual = true;
    const inside = ask('call(‸)', { manual });
    await until(() => engine.requests.length === 1, 'the engine is asked');
    assert.equal(engine.last.params.stop.lines?.mode, 'single');
    inside.cancel();
    ask('  if (a) {‸', { manual });
    await until(() => engine.requests.length === 2, 'the engine is asked again');
    assert.deepEqual(engine.last.params.stop.lines, {
      mode: 'auto',
      linePrefix: '  if (a) {',
      tabSize: 4,
      singleLineLimitMs: 500,
      singleLineHardLimitMs: 1_500,
      blockLimitMs: 2_000,
    });
  });

  it('sends LF and inserts the document’s own line endings', async () => {
    const { offer } = await askAndAnswer('def f(a):\r\n    ‸\r\n', 'if a:\n        return 1');
    const { prompt } = engine.last.params;
    assert.ok(prompt.kind === 'fim');
    assert.equal(prompt.prefix, 'def f(a):\n    ');
    assert.equal(prompt.suffix, '\n');
    assert.equal(prompt.path, 'src/a');
    assert.equal(offer?.insertText, 'if a:\r\n        return 1');
  });

  it('does not wait when the user asks', async () => {
    const { answer } = ask('const a = ‸', { manual: true });
    await until(() => engine.requests.length === 1, 'the engine is asked');
    engine.last.answer('1');
    assert.ok((await answer).offer);
    assert.equal(clock.nowMs(), 0);
  });

  it('does not ask when the user types on within the wait', async () => {
    const first = ask('const a‸');
    clock.advance(40);
    first.cancel();
    const second = ask('const ab‸');
    clock.advance(40);
    assert.equal((await first.answer).record.outcome.kind, 'cancelled');
    assert.equal(engine.requests.length, 0);
    clock.advance(25);
    await until(() => engine.requests.length === 1, 'the engine is asked');
    engine.last.answer('c = 1');
    assert.ok((await second.answer).offer);
  });

  it('gives a superseded request up although nobody cancels it', async () => {
    const first = ask('const a‸');
    const second = ask('const ab‸', { manual: true });
    await until(() => engine.requests.length === 1, 'the engine is asked');
    clock.advance(75);
    assert.equal((await first.answer).record.outcome.kind, 'cancelled');
    assert.equal(engine.last.signal.aborted, false);
    engine.last.answer('c = 1');
    assert.ok((await second.answer).offer);
    assert.equal(engine.requests.length, 1);
  });

  it('offers the rest while the suggestion is typed, without asking again', async () => {
    await askAndAnswer('const ‸\n', 'total = price * count;');
    for (const typed of ['t', 'to', 'total = ', 'total = price * count']) {
      const { offer, record } = await ask(`const ${typed}‸\n`).answer;
      assert.equal(`${typed}${offer?.insertText ?? ''}`, 'total = price * count;');
      assert.equal(record.source, 'typedThrough');
      assert.deepEqual(record.tokens, { prompt: 0, reused: 0, prefilled: 0, generated: 0 });
    }
    assert.equal(engine.requests.length, 1);
  });

  it('offers the rest over lines that are typed', async () => {
    await askAndAnswer('if (a) {‸\n}\n', '\n    b();\n    c();');
    const { offer, record } = await ask('if (a) {\n    b();\n‸\n}\n').answer;
    assert.equal(offer?.insertText, '    c();');
    assert.equal(record.source, 'typedThrough');
  });

  it('replaces the closer that the editor adds while the suggestion is typed', async () => {
    await askAndAnswer('x = f‸\n', 'oo(a, b)');
    const { offer } = await ask('x = foo(‸)\n').answer;
    assert.equal(offer?.insertText, 'a, b)');
    assert.equal(offer.endCharacter - offer.startCharacter, 1);
    assert.equal(engine.requests.length, 1);
  });

  it('finds a suggestion again after the user went another way and came back', async () => {
    await askAndAnswer('const ‸\n', 'total = 1;');
    await askAndAnswer('const x‸\n', ' = 2;');
    const { offer, record } = await ask('const tot‸\n').answer;
    assert.equal(offer?.insertText, 'al = 1;');
    assert.equal(record.source, 'cache');
    assert.equal(engine.requests.length, 2);
  });

  it('does not find a suggestion for another model', async () => {
    await askAndAnswer('const ‸\n', 'total = 1;');
    await askAndAnswer('const x‸\n', ' = 2;');
    const state = readyState();
    assert.ok(state.kind === 'ready');
    engine.state = readyState({ file: { ...state.model.file, path: '/models/b.gguf' } });
    const { record } = await askAndAnswer('const tot‸\n', 'al;');
    assert.equal(record.source, 'engine');
  });

  it('goes on with a running request that generates what is typed', async () => {
    const first = ask('const ‸\n');
    clock.advance(75);
    await until(() => engine.requests.length === 1, 'the engine is asked');
    engine.last.stream('tot');
    first.cancel();
    clock.advance(10);
    const second = ask('const to‸\n');
    engine.last.answer('total = 1;');
    const { offer, record } = await second.answer;
    assert.equal(offer?.insertText, 'tal = 1;');
    assert.equal(record.source, 'inFlight');
    assert.deepEqual(record.tokens, noTokens);
    assert.ok(record.phases.every(({ startMs }) => startMs >= 0));
    assert.equal((await first.answer).record.outcome.kind, 'cancelled');
    assert.equal(engine.requests.length, 1);
  });

  it('stops a running request at once when something else is typed', async () => {
    const first = ask('const ‸\n');
    clock.advance(75);
    await until(() => engine.requests.length === 1, 'the engine is asked');
    engine.last.stream('tot');
    first.cancel();
    ask('const x‸\n');
    await until(() => engine.last.signal.aborted, 'the request is stopped');
    assert.equal((await first.answer).record.outcome.kind, 'cancelled');
  });

  it('stops a running request soon when nothing more is typed', async () => {
    const first = ask('const ‸\n');
    clock.advance(75);
    await until(() => engine.requests.length === 1, 'the engine is asked');
    first.cancel();
    await first.answer;
    assert.equal(engine.last.signal.aborted, false);
    clock.advance(60);
    assert.equal(engine.last.signal.aborted, true);
  });

  it('extends the item selected in the suggest widget, by its own range', async () => {
    const selected = { startCharacter: 5, endCharacter: 7, text: 'forEach' };
    const { answer } = ask('list.fo‸;', { selected });
    clock.advance(75);
    await until(() => engine.requests.length === 1, 'the engine is asked');
    engine.last.answer('(show);');
    const { offer } = await answer;
    assert.equal(offer?.insertText, 'forEach(show);');
    assert.deepEqual([offer.startCharacter, offer.endCharacter], [5, 8]);
  });

  it('says why nothing is shown', async () => {
    const cases: [string, string][] = [
      ['', 'empty'],
      ['   ', 'filtered'],
      [');', 'filtered'],
    ];
    for (const [text, outcome] of cases) {
      const { offer, record } = await askAndAnswer('call(‸);', text);
      assert.equal(offer, undefined);
      assert.equal(record.outcome.kind, outcome);
    }
    engine.state = { kind: 'stopped' };
    const { record } = await ask('call(‸);').answer;
    assert.deepEqual(record.outcome, { kind: 'skipped', reason: 'engineStopped' });
    assert.deepEqual(log.records.at(-1), record);
  });

  it('records the engine’s failure instead of throwing it', async () => {
    const { answer } = ask('const a = ‸', { manual: true });
    await until(() => engine.requests.length === 1, 'the engine is asked');
    engine.last.fail(new EngineError('engineGone', 'The engine has ended.'));
    const { offer, record } = await answer;
    assert.equal(offer, undefined);
    assert.deepEqual(record.outcome, {
      kind: 'failed',
      reason: 'engineGone',
      message: 'The engine has ended.',
    });
    const again = ask('const a = ‸', { manual: true });
    await until(() => engine.requests.length === 2, 'the engine is asked again');
    engine.last.answer('1');
    assert.ok((await again.answer).offer);
  });

  it('lets an accepted suggestion count for the request that made it, too', async () => {
    await askAndAnswer('const ‸\n', 'total = 1;');
    const { offer } = await ask('const t‸\n').answer;
    outcomes.accepted(offer?.id ?? '');
    assert.deepEqual(
      log.records.map(({ source, outcome }) => [source, outcome.kind]),
      [
        ['engine', 'accepted'],
        ['typedThrough', 'accepted'],
      ],
    );
  });
});
