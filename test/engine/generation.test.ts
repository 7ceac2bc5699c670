import assert from 'node:assert/strict';
import path from 'node:path';
import type { TestEngine } from '../support/engine/startEngine.js';
import { startEngine } from '../support/engine/startEngine.js';
import { completionRequest, cpuLoad, textRequest } from '../support/engine/requests.js';
import { codeText } from '../support/engine/codeText.js';
import { largeContext } from '../support/tinyModels/buildTinyModel.js';
import { writeTinyModel } from '../support/tinyModels/writeTinyModel.js';
import { SeededRandom } from '../../src/base/random.js';

const never = new AbortController().signal;

describe('generation in a real engine process', function () {
  this.timeout(180_000);
  let engine: TestEngine;

  before(async () => {
    engine = await startEngine();
    const model = await writeTinyModel(engine.directory, 'qwen3Moe', largeContext);
    await engine.client.loadModel(cpuLoad(model, { contextSize: 4096 }));
  });
  after(() => engine.dispose());

  it('gives the same greedy text twice, the second time without computing the prompt again', async () => {
    const first = await engine.client.generate(completionRequest(), never);
    const second = await engine.client.generate(completionRequest(), never);
    assert.ok(first.tokens.generated > 0);
    assert.equal(second.text, first.text);
    assert.equal(second.tokens.prefilled, 0);
    assert.equal(second.tokens.reused, second.tokens.prompt);
  });

  it('computes only the suffix and a few tokens after one more typed character', async () => {
    const suffix = '\n  return sum;\n}\n';
    const suffixTokens = await engine.client.countTokens(suffix);
    const ask = (prefix: string) =>
      engine.client.generate(completionRequest({ prompt: { kind: 'fim', prefix, suffix } }), never);
    const prefix = `${codeText(7, 20)}\n  const sum = pri`;
    await ask(prefix);
    const typed = await ask(`${prefix}c`);
    assert.ok(
      typed.tokens.prefilled <= suffixTokens + 16,
      `${typed.tokens.prefilled} tokens for a suffix of ${suffixTokens}`,
    );
  });

  it('begins with another likely token for each rank, and the same again the next time', async () => {
    const ask = (seed: number, firstTokenRank?: number) =>
      engine.client.generate(
        textRequest(codeText(seed, 2), 6, {
          ...(firstTokenRank !== undefined && { firstTokenRank }),
        }),
        never,
      );
    let different = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const greedy = await ask(seed);
      assert.equal((await ask(seed, 0)).text, greedy.text);
      const other = await ask(seed, 1);
      assert.notEqual(other.text, greedy.text);
      assert.equal((await ask(seed, 1)).text, other.text);
      assert.equal((await ask(seed)).text, greedy.text, 'nothing is left of the other text');
      if (other.text !== '') different++;
    }
    assert.ok(different > 0, 'a second token was likely somewhere');
    assert.equal((await ask(1, 1_000_000)).text, '', 'no token of that rank');
  });

  it('ends work done ahead when somebody asks', async () => {
    const prefix = codeText(9, 100);
    const stop = { maxTokens: 400 };
    const prompt = { kind: 'fim', prefix, suffix: '' } as const;
    const ahead = engine.client.generate(
      completionRequest({ id: 'ahead', priority: 'ahead', prompt, stop }),
      never,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    const asked = await engine.client.generate(
      completionRequest({ prompt: { ...prompt, prefix: `${prefix}x` } }),
      never,
    );
    assert.equal((await ahead).stopReason, 'aborted');
    assert.notEqual(asked.stopReason, 'aborted');
  });

  it('times every step of a request on one axis', async () => {
    const result = await engine.client.generate(textRequest(codeText(1, 5), 8), never);
    const names = result.phases.map((phase) => phase.name);
    assert.deepEqual(names, ['queue', 'tokenise', 'prefill', 'firstToken', 'decode']);
    let end = 0;
    for (const phase of result.phases) {
      assert.ok(phase.startMs >= end - 0.001, `${phase.name} overlaps the step before`);
      end = phase.startMs + phase.durationMs;
    }
  });

  it('streams exactly the text that it returns', async () => {
    let streamed = '';
    const result = await engine.client.generate(
      textRequest(codeText(2, 5), 24, { stream: true }),
      never,
      (text) => {
        streamed += text;
      },
    );
    assert.equal(streamed, result.text);
  });

  it('stops a 3,000-token prefill within a chunk and keeps what it has computed', async () => {
    const text = codeText(3, 125);
    const promptTokens = await engine.client.countTokens(text);
    assert.ok(promptTokens >= 3000 && promptTokens < 4000, `${promptTokens} tokens`);
    const controller = new AbortController();
    const running = engine.client.generate(textRequest(text, 1), controller.signal);
    setTimeout(() => {
      controller.abort();
    }, 20);
    const aborted = await running;
    assert.equal(aborted.stopReason, 'aborted');
    assert.ok(aborted.tokens.prefilled < promptTokens, 'the prefill ran to its end');
    const again = await engine.client.generate(textRequest(text, 1), never);
    assert.ok(again.tokens.reused >= aborted.tokens.prefilled);
  });

  it('answers after 20 requests that were cancelled at random moments', async () => {
    const random = new SeededRandom(42);
    const requests = Array.from({ length: 20 }, (_, index) => {
      const controller = new AbortController();
      const delayMs = random.nextUniform() * 60;
      setTimeout(() => {
        controller.abort();
      }, delayMs);
      const lane = index % 3 === 0 ? 'chat' : 'completion';
      return engine.client
        .generate(textRequest(codeText(100 + index, 40), 64, { lane }), controller.signal)
        .then(({ stopReason }) => stopReason)
        .catch(() => 'rejected before it was sent');
    });
    const endings = await Promise.all(requests);
    assert.ok(endings.includes('aborted'), endings.join());
    const result = await engine.client.generate(completionRequest(), never);
    assert.ok(result.tokens.generated > 0);
  });

  it('lets a completion overtake a running chat and then finishes the chat', async () => {
    const chat = engine.client.generate(
      textRequest(codeText(5, 150), 400, { lane: 'chat', kind: 'chat' }),
      never,
    );
    let chatDone = false;
    void chat.then(() => {
      chatDone = true;
    });
    const completion = await engine.client.generate(completionRequest(), never);
    assert.equal(chatDone, false, 'the completion waited for the chat');
    assert.ok(completion.tokens.generated > 0);
    assert.ok((await chat).tokens.generated > 0);
  });

  it('keeps the KV cache of one lane while the other works', async () => {
    const request = completionRequest();
    await engine.client.generate(request, never);
    await engine.client.generate(textRequest(codeText(6, 30), 8, { lane: 'chat' }), never);
    const again = await engine.client.generate({ ...request, id: 'again' }, never);
    assert.equal(again.tokens.prefilled, 0);
  });

  it('refuses a prompt that cannot fit, and says what to do', async () => {
    await assert.rejects(
      engine.client.generate(textRequest(codeText(8, 200), 8), never),
      /Context Size/,
    );
  });

  it('holds a conversation in the template of the model', async () => {
    const result = await engine.client.generate(
      completionRequest({
        kind: 'chat',
        lane: 'chat',
        prompt: { kind: 'chat', messages: [{ role: 'user', text: 'What does total do?' }] },
      }),
      never,
    );
    assert.ok(result.tokens.prompt > 8);
    assert.ok(result.tokens.generated > 0);
  });
});

describe('architectures whose state cannot be cut back', function () {
  this.timeout(180_000);
  let engine: TestEngine;

  before(async () => {
    engine = await startEngine();
  });
  after(() => engine.dispose());

  for (const name of ['lfm2Moe', 'mellum'] as const) {
    it(`reuses the prompt on ${name}`, async () => {
      const model = await writeTinyModel(path.join(engine.directory, 'models'), name, largeContext);
      await engine.client.loadModel(cpuLoad(model, { contextSize: 4096 }));
      const suffix = '\n}\n';
      const ask = (prefix: string) =>
        engine.client.generate(
          completionRequest({ prompt: { kind: 'fim', prefix, suffix } }),
          never,
        );
      const prefix = `${codeText(9, 80)}\n  return pri`;
      const first = await ask(prefix);
      const second = await ask(prefix);
      const typed = await ask(`${prefix}c`);
      assert.equal(second.text, first.text, 'reuse changed the text');
      assert.equal(second.tokens.prefilled, 0);
      assert.ok(
        typed.tokens.prefilled <= 64,
        `${typed.tokens.prefilled} of ${typed.tokens.prompt}`,
      );
      const fresh = await freshText(engine, model, `${prefix}c`, suffix);
      assert.equal(typed.text, fresh, 'reuse after typing changed the text');
    });
  }
});

/** The completion of an engine that has seen nothing before. */
async function freshText(
  engine: TestEngine,
  model: string,
  prefix: string,
  suffix: string,
): Promise<string> {
  await engine.client.loadModel(cpuLoad(model, { contextSize: 4096 }));
  const prompt = { kind: 'fim', prefix, suffix } as const;
  return (await engine.client.generate(completionRequest({ prompt }), never)).text;
}
