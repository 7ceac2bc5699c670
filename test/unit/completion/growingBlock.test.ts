import assert from 'node:assert/strict';
import { defaultCompletionSettings } from '../../../src/features/completion/core/completionSettings.js';
import type { CompletionAnswer } from '../../../src/features/completion/core/completionPipeline.js';
import { until } from '../../support/until.js';
import { PipelineRig } from './pipelineRig.js';

/** For a typist whose rhythm is not known. */
const pauseMs = 300;

describe('CompletionPipeline: first the line, in a pause its block', () => {
  let rig: PipelineRig;
  let grown: string[];

  beforeEach(() => {
    grown = [];
    rig = new PipelineRig({}, (uri) => grown.push(uri));
  });

  afterEach(() => {
    rig.pipeline.dispose();
  });

  function press(text: string, line: number, character: number): void {
    rig.pipeline.documentChanged('file:///a.ts', [{ start: { line, character }, text }]);
  }

  async function asked(count: number): Promise<void> {
    await until(
      () => rig.engine.requests.length === count,
      `${String(count)} requests are made, not ${String(rig.engine.requests.length)}`,
    );
  }

  /** The line `if (x) {` is shown. */
  async function showLine(below = 'end\n'): Promise<CompletionAnswer> {
    press('i', 0, 0);
    const { answer } = rig.ask(`i‸\n${below}`);
    rig.clock.advance(defaultCompletionSettings.debounceMs);
    await asked(1);
    rig.engine.last.answer('f (x) {', 'blockStart');
    return answer;
  }

  async function writeBlock(): Promise<void> {
    rig.clock.advance(pauseMs);
    await asked(2);
    rig.engine.last.answer('\n  go();\n}', 'scopeEnd');
    await until(() => grown.length === 1, 'the block is there');
  }

  it('asks for one line while the user types, and for all of it by hand', async () => {
    const mode = (): string | undefined => rig.engine.last.params.stop.lines?.mode;
    rig.ask('a‸\n');
    rig.clock.advance(defaultCompletionSettings.debounceMs);
    await asked(1);
    assert.equal(mode(), 'single');
    rig.ask('b‸\n', { manual: true });
    await asked(2);
    assert.equal(mode(), 'auto');
  });

  it('writes no block where one stands below', async () => {
    const { offer } = await showLine('  stay();\n}\n');
    assert.equal(offer?.insertText, 'f (x) {');
    rig.clock.advance(10 * pauseMs);
    await new Promise(setImmediate);
    assert.equal(rig.engine.requests.length, 1);
  });

  it('shows the line, then writes on behind it in a pause, and has the editor ask again', async () => {
    const { offer, record } = await showLine();
    assert.equal(offer?.insertText, 'f (x) {');
    rig.clock.advance(pauseMs - defaultCompletionSettings.debounceMs - 1);
    assert.equal(rig.engine.requests.length, 1, 'no pause yet');
    await writeBlock();
    const { prompt, stop, priority } = rig.engine.last.params;
    assert.ok(prompt.kind === 'fim');
    assert.deepEqual([prompt.prefix, prompt.suffix], ['if (x) {', '\nend\n']);
    assert.deepEqual(
      [stop.lines?.mode, stop.lines?.linePrefix, stop.lines?.begun, priority],
      ['auto', 'i', 'f (x) {', undefined],
    );
    assert.equal(stop.maxTokens, 200, 'as many tokens as a block may take');
    const again = await rig.ask('i‸\nend\n').answer;
    assert.equal(again.offer?.insertText, 'f (x) {\n  go();\n}');
    assert.deepEqual(
      [again.record.source, again.record.generatedBy],
      ['speculation', rig.engine.last.params.id],
    );
    const dismissals: unknown[] = [];
    rig.outcomes.onFeedback((feedback) => dismissals.push(feedback));
    assert.equal(record.outcome.kind, 'offered', 'the line was not dismissed');
    rig.outcomes.accepted(again.record.id);
    assert.deepEqual(dismissals, [{ kind: 'taken' }]);
    assert.equal(rig.log.records.find(({ id }) => id === record.id)?.outcome.kind, 'accepted');
  });

  it('ends with a whole line when it takes long; what is taken then goes on', async () => {
    await showLine();
    rig.clock.advance(pauseMs);
    await asked(2);
    assert.equal(rig.engine.last.params.stop.lines?.blockLimitMs, 500);
    rig.engine.last.answer('\n  go();\n  ', 'timeLimit');
    await until(() => grown.length === 1, 'some of the block is there');
    const { offer, record } = await rig.ask('i‸\nend\n').answer;
    assert.equal(offer?.insertText, 'f (x) {\n  go();');
    rig.clock.advance(10_000);
    await new Promise(setImmediate);
    assert.equal(rig.engine.requests.length, 2, 'the editor shows a longer text once');
    rig.outcomes.accepted(record.id);
    rig.ask('if (x) {\n  go();‸\nend\n');
    await asked(3);
  });

  it('asks for the whole block at once where its first line is too short to be shown', async () => {
    const { answer } = rig.ask('x = ‸\nend\n');
    rig.clock.advance(defaultCompletionSettings.debounceMs);
    await asked(1);
    rig.engine.last.answer('[', 'blockStart');
    await asked(2);
    assert.equal(rig.engine.last.params.stop.lines?.mode, 'auto');
    rig.engine.last.answer('[\n  1,\n]', 'scopeEnd');
    const { offer, record } = await answer;
    assert.equal(offer?.insertText, '[\n  1,\n]');
    assert.equal(record.tokens.generated, 1 + 8, 'both are counted');
  });

  it('goes on while the line is typed, and waits for the pause after the last key', async () => {
    await showLine();
    rig.clock.advance(100);
    press('f', 0, 1);
    const { offer } = await rig.ask('if‸\nend\n').answer;
    assert.equal(offer?.insertText, ' (x) {');
    rig.clock.advance(pauseMs - 1);
    assert.equal(rig.engine.requests.length, 1);
    rig.clock.advance(1);
    await asked(2);
    press(' ', 0, 2);
    await rig.ask('if ‸\nend\n').answer;
    assert.equal(rig.engine.last.signal.aborted, false);
    rig.engine.last.answer('\n  go();\n}', 'scopeEnd');
    await until(() => grown.length === 1, 'the block is there');
    const again = await rig.ask('if ‸\nend\n').answer;
    assert.equal(again.offer?.insertText, '(x) {\n  go();\n}');
  });

  it('ends with a key that leaves the line', async () => {
    await showLine();
    rig.clock.advance(pauseMs);
    await asked(2);
    rig.ask('ix‸\nend\n');
    assert.equal(rig.engine.requests[1]?.signal.aborted, true);
    await new Promise(setImmediate);
    assert.deepEqual(grown, []);
  });

  it('serves who accepts the line while its block is being written', async () => {
    await showLine();
    rig.clock.advance(pauseMs);
    await asked(2);
    rig.engine.last.stream('\n  go');
    const { answer } = rig.ask('if (x) {‸\nend\n');
    rig.engine.last.answer('\n  go();\n}', 'scopeEnd');
    const { offer, record } = await answer;
    assert.equal(offer?.insertText, '\n  go();\n}');
    assert.equal(record.source, 'speculation');
    assert.deepEqual(grown, [], 'nothing to refresh: the line is not shown any more');
  });

  it('comes as a whole from the cache later', async () => {
    await showLine();
    await writeBlock();
    await rig.askAndAnswer('other‸\n', ' text');
    const { offer, record } = await rig.ask('i‸\nend\n').answer;
    assert.equal(record.source, 'cache');
    assert.equal(offer?.insertText, 'f (x) {\n  go();\n}');
  });

  it('leaves the line as it is where no block comes', async () => {
    await showLine();
    rig.clock.advance(pauseMs);
    await asked(2);
    rig.engine.last.answer('', 'lineEnd');
    await new Promise(setImmediate);
    assert.deepEqual(grown, []);
    const { offer } = await rig.ask('i‸\nend\n').answer;
    assert.equal(offer?.insertText, 'f (x) {');
  });

  it('is not asked for where text stands right of the cursor, or a filter cut the line', async () => {
    const cases = [
      ['if (‸)\n', 'x) {'],
      ['if ‸\n', '(x) {<|fim_middle|>{'],
    ] as const;
    for (const [marked, text] of cases) {
      const { answer } = rig.ask(marked);
      const before = rig.engine.requests.length;
      rig.clock.advance(defaultCompletionSettings.debounceMs);
      await asked(before + 1);
      rig.engine.last.answer(text, 'blockStart');
      await answer;
      rig.clock.advance(5_000);
      await new Promise(setImmediate);
      assert.equal(rig.engine.requests.length, before + 1, marked);
    }
  });
});
