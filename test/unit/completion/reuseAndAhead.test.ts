import assert from 'node:assert/strict';
import { defaultCompletionSettings } from '../../../src/features/completion/core/completionSettings.js';
import type { RequestRecord } from '../../../src/protocol/requestRecord.js';
import { until } from '../../support/until.js';
import { PipelineRig } from './pipelineRig.js';

const waitMs = defaultCompletionSettings.debounceMs;

describe('CompletionPipeline: running requests, work ahead, alternatives', () => {
  let rig: PipelineRig;
  let clock: PipelineRig['clock'];
  let engine: PipelineRig['engine'];
  let log: PipelineRig['log'];
  let outcomes: PipelineRig['outcomes'];
  let pipeline: PipelineRig['pipeline'];
  const ask: PipelineRig['ask'] = (...request) => rig.ask(...request);
  const askAndAnswer: PipelineRig['askAndAnswer'] = (...texts) => rig.askAndAnswer(...texts);

  beforeEach(() => {
    rig = new PipelineRig();
    ({ clock, engine, log, outcomes, pipeline } = rig);
  });

  afterEach(() => {
    pipeline.dispose();
  });

  async function asked(count: number): Promise<void> {
    await until(() => engine.requests.length === count, `${String(count)} requests are made`);
  }

  function recordOf(id: string | undefined): RequestRecord {
    const record = log.records.find((one) => one.id === id);
    assert.ok(record, `the record ${String(id)}`);
    return record;
  }

  describe('a running request', () => {
    it('goes on while the user is ahead of it, and serves once it has caught up', async () => {
      const first = ask('const ‸\n');
      clock.advance(waitMs);
      await asked(1);
      first.cancel();
      const second = ask('const to‸\n');
      await first.answer;
      clock.advance(waitMs - 5);
      assert.equal(engine.last.signal.aborted, false);
      engine.last.stream('total');
      clock.advance(5);
      engine.last.answer('total = 1;');
      const { offer, record } = await second.answer;
      assert.equal(offer?.insertText, 'tal = 1;');
      assert.deepEqual([record.source, record.generatedBy], ['inFlight', 'completion-1']);
      assert.equal(engine.requests.length, 1);
    });

    it('is stopped by its own text as soon as that is not what was typed', async () => {
      const first = ask('const ‸\n');
      clock.advance(waitMs);
      await asked(1);
      first.cancel();
      ask('const to‸\n');
      await first.answer;
      clock.advance(10);
      engine.last.stream('tempo');
      assert.equal(engine.last.signal.aborted, true);
      clock.advance(waitMs);
      await asked(2);
    });

    it('makes way at the end of the wait when it is still behind', async () => {
      const first = ask('const ‸\n');
      clock.advance(waitMs);
      await asked(1);
      first.cancel();
      const second = ask('const to‸\n');
      await first.answer;
      clock.advance(waitMs);
      await asked(2);
      assert.equal(engine.requests[0]?.signal.aborted, true);
      engine.last.answer('tal;');
      assert.equal((await second.answer).record.source, 'engine');
    });

    it('is stopped in the end when the user has typed ahead and gone away', async () => {
      const first = ask('const ‸\n');
      clock.advance(waitMs);
      await asked(1);
      first.cancel();
      const second = ask('const to‸\n');
      second.cancel();
      await second.answer;
      clock.advance(2_000);
      assert.equal(engine.last.signal.aborted, true);
    });

    it('accounts for its cost after it was cancelled, with the time that the engine took to stop', async () => {
      const first = ask('const ‸\n');
      clock.advance(waitMs);
      await asked(1);
      engine.last.stream('tot');
      first.cancel();
      ask('const x‸\n');
      const { record } = await first.answer;
      assert.equal(record.outcome.kind, 'cancelled');
      await until(() => recordOf(record.id).tokens.generated === 3, 'the cost is known');
      assert.equal(recordOf(record.id).outcome.kind, 'cancelled');
      assert.equal(recordOf(record.id).cancelMs, 0);
    });
  });

  describe('speculation', () => {
    const shown = 'const ‸\nend\n';

    beforeEach(async () => {
      await askAndAnswer('paid‸', ' for by what the user asked for'.repeat(13));
      clock.advance(10_000);
      engine.requests.splice(0);
    });

    it('begins only once the user has asked for enough, or has taken a suggestion', async () => {
      rig = new PipelineRig();
      ({ clock, engine, log, outcomes, pipeline } = rig);
      const { record } = await askAndAnswer(shown, 'total = 1;');
      clock.advance(10_000);
      await new Promise(setImmediate);
      assert.equal(engine.requests.length, 1);
      outcomes.accepted(record.id);
      const second = await askAndAnswer('const x‸\nend\n', ' = 2;');
      outcomes.accepted(second.record.id);
      await askAndAnswer('const y‸\nend\n', ' = 2;');
      clock.advance(200);
      await asked(4);
      assert.equal(engine.last.params.priority, 'ahead');
    });

    it('computes what follows an acceptance, which then costs no wait', async () => {
      await askAndAnswer(shown, 'total = 1;');
      clock.advance(200);
      await asked(2);
      const { params } = engine.last;
      assert.equal(params.priority, 'ahead');
      assert.equal(params.stop.maxTokens, 32, 'not a whole block');
      assert.ok(params.prompt.kind === 'fim');
      assert.deepEqual(
        [params.prompt.prefix, params.prompt.suffix],
        ['const total = 1;', '\nend\n'],
      );
      engine.last.answer('\nconst more = 2;');
      await until(() => recordOf(params.id).outcome.kind === 'speculated', 'it is kept');
      assert.deepEqual(recordOf(params.id).outcome, { kind: 'speculated', used: false });
      const { offer, record } = await ask('const total = 1;‸\nend\n').answer;
      assert.equal(offer?.insertText, '\nconst more = 2;');
      assert.deepEqual([record.source, record.generatedBy], ['speculation', params.id]);
      assert.deepEqual(recordOf(params.id).outcome, { kind: 'speculated', used: true });
    });

    it('takes the whole acceptance into account: what it replaces, its lines, its line ends', async () => {
      const { answer } = ask('f(‸);\r\n}\r\n');
      clock.advance(waitMs);
      await asked(1);
      engine.last.answer('a)');
      await answer;
      clock.advance(200);
      await asked(2);
      const { prompt } = engine.last.params;
      assert.ok(prompt.kind === 'fim');
      assert.deepEqual([prompt.prefix, prompt.suffix], ['f(a)', ';\n}\n']);
    });

    it('goes on while the suggestion is typed, and ends at once with any other key', async () => {
      await askAndAnswer(shown, 'total = 1;');
      clock.advance(200);
      await asked(2);
      await ask('const to‸\nend\n').answer;
      assert.equal(engine.last.signal.aborted, false);
      ask('const tox‸\nend\n');
      assert.equal(engine.last.signal.aborted, true);
      const { id } = engine.last.params;
      await until(() => recordOf(id).outcome.kind === 'cancelled', 'it is recorded');
    });

    it('does not begin before the suggestion could be read', async () => {
      await askAndAnswer(shown, 'total = 1;');
      clock.advance(199);
      ask('const x‸\nend\n').cancel();
      clock.advance(1_000);
      assert.equal(engine.requests.length, 1);
    });

    it('is joined when the user accepts while it writes', async () => {
      await askAndAnswer(shown, 'total = 1;');
      clock.advance(200);
      await asked(2);
      engine.last.stream('\nconst');
      const { answer } = ask('const total = 1;‸\nend\n');
      engine.last.answer('\nconst more = 2;');
      const { offer, record } = await answer;
      assert.equal(offer?.insertText, '\nconst more = 2;');
      assert.equal(record.source, 'speculation');
      assert.equal(engine.requests.length, 2);
    });

    it('makes way for a request of the user when it has nothing to show', async () => {
      await askAndAnswer(shown, 'total = 1;');
      clock.advance(200);
      await asked(2);
      ask('const total = 1;‸\nend\n');
      assert.equal(engine.last.signal.aborted, true);
      clock.advance(waitMs);
      await asked(3);
      assert.equal(engine.last.params.priority, undefined);
    });

    it('costs at most a share of what the user asked for, when nobody uses it', async () => {
      let userTokens = 0;
      let ahead = 0;
      for (let round = 0; round < 40; round++) {
        await askAndAnswer(`let a${String(round)} = ‸\nend\n`, 'someValue(1);');
        userTokens += engine.last.params.priority === undefined ? 13 : 0;
        clock.advance(200);
        await new Promise(setImmediate);
        if (engine.last.params.priority !== 'ahead') continue;
        engine.last.answer('\nmoreText(2);\nandMore(3);');
        await new Promise(setImmediate);
        ahead += 26;
      }
      const counted = `${String(ahead)} of ${String(userTokens)} tokens`;
      assert.ok(ahead >= 26, counted);
      assert.ok(ahead <= 8 + 26 + 0.02 * userTokens, counted);
    });

    it('is not made where nothing would be asked, nor twice', async () => {
      await askAndAnswer(shown, 'total = 1;');
      clock.advance(200);
      await asked(2);
      engine.last.answer('\nmore');
      await askAndAnswer('const x‸\nend\n', ' = 2;');
      const { record } = await ask('const ‸\nend\n').answer;
      assert.equal(record.source, 'cache');
      clock.advance(10_000);
      assert.equal(
        engine.requests.filter(
          ({ params }) =>
            params.prompt.kind === 'fim' && params.prompt.prefix === 'const total = 1;',
        ).length,
        1,
      );
    });
  });

  describe('alternatives', () => {
    const greedy = { manual: true };

    async function answerAll(texts: readonly string[]): Promise<void> {
      for (const [index, text] of texts.entries()) {
        await asked(index + 1);
        engine.last.answer(text);
      }
    }

    it('are asked for by hand only, greedily from the next likely first tokens on', async () => {
      const { answer } = ask('const ‸\n', greedy);
      await answerAll(['total = 1;', 'count = 2;', 'sum = 3;']);
      const { offer, alternatives } = await answer;
      assert.equal(offer?.insertText, 'total = 1;');
      assert.deepEqual(
        alternatives?.map(({ insertText }) => insertText),
        ['count = 2;', 'sum = 3;'],
      );
      assert.deepEqual(
        engine.requests.map(({ params }) => params.firstTokenRank),
        [undefined, 1, 2],
      );
      assert.equal(recordOf('completion-1.1').alternativeTo, 'completion-1');
      assert.equal(recordOf('completion-1.1').outcome.kind, 'offered');
    });

    it('take the place of a first text that stands below already', async () => {
      const { answer } = ask('one();\n‸\ncount(total);\n', greedy);
      await answerAll(['count(total);', 'two();', 'two();', 'three();', 'four();']);
      const { offer, record } = await answer;
      assert.equal(offer?.insertText, 'two();');
      assert.equal(record.outcome.kind, 'offered');
      assert.equal(engine.requests[1]?.params.firstTokenRank, 1);
    });

    it('take no place where nobody asked by hand, and three of them do at most', async () => {
      const { record } = await askAndAnswer('one();\n‸\ncount(total);\n', 'count(total);');
      assert.deepEqual(record.outcome, { kind: 'filtered', filter: 'duplicateLines' });
      const { answer } = ask('one();\n‸\ncount(total);\n', greedy);
      for (const count of [2, 3, 4, 5]) {
        await asked(count);
        engine.last.answer('count(total);');
      }
      assert.equal((await answer).record.outcome.kind, 'filtered');
      assert.equal(engine.requests.length, 5);
    });

    it('are distinct; what says the same or nothing is passed over', async () => {
      const { answer } = ask('const ‸\n', greedy);
      await answerAll(['a = 1;', 'a = 1; ', '', 'b = 2;', 'c = 3;']);
      const { alternatives } = await answer;
      assert.deepEqual(
        alternatives?.map(({ insertText }) => insertText),
        ['b = 2;', 'c = 3;'],
      );
      assert.deepEqual(recordOf('completion-1.1').outcome, {
        kind: 'filtered',
        filter: 'sameAsAnother',
      });
    });

    it('do not hold the first text back for long', async () => {
      const { answer } = ask('const ‸\n', greedy);
      await answerAll(['a = 1;', 'b = 2;']);
      await asked(3);
      clock.advance(2_000);
      const { offer, alternatives } = await answer;
      assert.equal(offer?.insertText, 'a = 1;');
      assert.equal(alternatives?.length, 1);
      assert.equal(engine.last.signal.aborted, true);
    });

    it('can be typed on like the first, and accepted', async () => {
      const { answer } = ask('const ‸\n', greedy);
      await answerAll(['total = 1;', 'count = 2;', '', '', '']);
      const { alternatives } = await answer;
      pipeline.documentChanged('file:///a', [{ start: { line: 0, character: 6 }, text: 'c' }]);
      const { offer } = await ask('const c‸\n').answer;
      assert.equal(offer?.insertText, 'ount = 2;');
      assert.equal(recordOf('completion-1').outcome.kind, 'dismissed');
      outcomes.accepted(alternatives?.[0]?.id ?? '');
      assert.equal(recordOf('completion-1.1').outcome.kind, 'accepted');
    });
  });

  describe('the wait', () => {
    it('is none after an acceptance that only the document shows', async () => {
      const { offer } = await askAndAnswer('const ‸\n', 'total = 1;');
      pipeline.documentChanged('file:///a', [
        { start: { line: 0, character: 6 }, text: offer?.insertText ?? '' },
      ]);
      ask('const total = 1;‸\n');
      await asked(2);
    });

    it('follows the keys that the editor reports', async () => {
      for (let character = 0; character < 10; character++) {
        clock.advance(300);
        pipeline.documentChanged('file:///a', [{ start: { line: 0, character }, text: 'x' }]);
      }
      ask('xxxxxxxxxx‸\n');
      clock.advance(299);
      assert.equal(engine.requests.length, 0);
      clock.advance(1);
      await asked(1);
    });
  });

  it('puts every token on one record, that of the request that asked', async () => {
    await askAndAnswer('const ‸\n', 'total = 1;');
    await ask('const t‸\n').answer;
    const lost = ask('let ‸\n');
    clock.advance(waitMs);
    await asked(2);
    engine.last.stream('abc');
    lost.cancel();
    await lost.answer;
    clock.advance(1_000);
    await until(() => recordOf('completion-3').tokens.generated > 0, 'the cost is known');
    const costs = log.records.map(({ tokens }) => [tokens.prompt, tokens.reused, tokens.generated]);
    assert.deepEqual(costs, [
      [100, 80, 10],
      [0, 0, 0],
      [100, 80, 3],
    ]);
    assert.deepEqual(
      log.records.map(({ cancelMs }) => cancelMs !== undefined),
      [false, false, true],
    );
  });
});
