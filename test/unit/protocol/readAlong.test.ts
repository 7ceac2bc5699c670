import assert from 'node:assert/strict';
import type { GenerateParams } from '../../../src/protocol/engineProtocol.js';
import type { TextListener } from '../../../src/protocol/readAlong.js';
import { readAlong } from '../../../src/protocol/readAlong.js';
import { ScriptedEngine } from '../completion/scriptedEngine.js';

const params: GenerateParams = {
  id: 'a',
  kind: 'chat',
  lane: 'chat',
  prompt: { kind: 'chat', messages: [] },
  stop: { maxTokens: 100 },
};
const line = 'return this.items.length;\n';
const deaf: TextListener = { onText: () => undefined };

describe('readAlong', () => {
  let engine: ScriptedEngine;
  let user: AbortController;

  beforeEach(() => {
    engine = new ScriptedEngine();
    user = new AbortController();
  });

  it('hears every piece, also the end that was not streamed', async () => {
    const heard: (readonly [string, string])[] = [];
    const onText = (...now: readonly [string, string]): void => {
      heard.push(now);
    };
    const reading = readAlong(engine, params, { onText }, user.signal);
    engine.last.stream('one ');
    engine.last.stream('');
    engine.last.answer('one two');
    const { text, loopLength, isEnough } = await reading;
    assert.equal(engine.last.params.stream, true);
    assert.deepEqual(heard, [
      ['one ', 'one '],
      ['two', 'one two'],
    ]);
    assert.deepEqual([text, loopLength, isEnough], ['one two', undefined, false]);
  });

  it('ends a loop, and says what of the text is worth keeping', async () => {
    const reading = readAlong(engine, params, deaf, user.signal);
    engine.last.stream(`Here:\n${line.repeat(12)}`);
    assert.ok(engine.last.signal.aborted);
    engine.last.stream(line);
    const { text, loopLength } = await reading;
    assert.equal(text, `Here:\n${line.repeat(12)}`);
    assert.equal(loopLength, `Here:\n${line}`.length - 1);
  });

  it('ends what is enough', async () => {
    const isEnough = (text: string): boolean => text.includes('two');
    const reading = readAlong(engine, params, { ...deaf, isEnough }, user.signal);
    engine.last.stream('one ');
    assert.ok(!engine.last.signal.aborted);
    engine.last.stream('two ');
    assert.ok(engine.last.signal.aborted);
    const answer = await reading;
    assert.deepEqual([answer.text, answer.isEnough], ['one two ', true]);
  });

  it('ends with the user’s signal', async () => {
    const reading = readAlong(engine, params, deaf, user.signal);
    engine.last.stream('one ');
    user.abort();
    const { result, text } = await reading;
    assert.deepEqual([result.stopReason, text], ['aborted', 'one ']);
  });
});
