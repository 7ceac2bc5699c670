import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { GenerateParams } from '../../../src/protocol/engineProtocol.js';
import { EngineError } from '../../../src/protocol/engineErrors.js';
import { completionRequest } from '../../support/engine/requests.js';
import { eventually } from '../../support/eventually.js';
import { ApiServer } from '../../support/remote/apiServer.js';
import type { RemoteRig } from '../../support/remote/remoteRig.js';
import { endpointAt, remoteRig, settled } from '../../support/remote/remoteRig.js';

const never = new AbortController().signal;
const completions = '/v1/completions';
const chat = '/v1/chat/completions';

const part = (text: string, finish: string | null = null): unknown => ({
  choices: [{ index: 0, text, finish_reason: finish }],
});
const said = (content: string, finish: string | null = null): unknown => ({
  choices: [{ index: 0, delta: { content }, finish_reason: finish }],
});
const usage = (prompt: number, generated: number, cached?: number): unknown => ({
  choices: [],
  usage: {
    prompt_tokens: prompt,
    completion_tokens: generated,
    ...(cached !== undefined && { prompt_tokens_details: { cached_tokens: cached } }),
  },
});

const question = (changes: Partial<GenerateParams> = {}): GenerateParams => ({
  ...completionRequest(),
  kind: 'chat',
  lane: 'chat',
  prompt: {
    kind: 'chat',
    messages: [
      { role: 'system', text: 'Be brief.' },
      { role: 'user', text: 'What is it?' },
    ],
  },
  stop: { maxTokens: 32 },
  stream: true,
  ...changes,
});

describe('RemoteClient', () => {
  let server: ApiServer;
  let rig: RemoteRig;

  beforeEach(async () => {
    server = await ApiServer.start();
    rig = remoteRig();
  });

  afterEach(async () => {
    rig.client.dispose();
    await server.close();
  });

  async function connect(changes: Parameters<typeof endpointAt>[1] = {}): Promise<void> {
    rig.client.setEndpoint(endpointAt(server.origin, changes));
    const state = await settled(rig);
    assert.equal(state.kind, 'ready', JSON.stringify(state));
  }

  async function failure(params: GenerateParams): Promise<EngineError> {
    try {
      await rig.client.generate(params, never);
    } catch (error) {
      assert.ok(error instanceof EngineError, String(error));
      return error;
    }
    throw new Error('It did not fail.');
  }

  describe('without an endpoint', () => {
    it('touches no network and says so', async () => {
      assert.equal(rig.client.state.kind, 'stopped');
      assert.equal((await failure(question())).reason, 'noModel');
      assert.equal(server.calls.length, 0);
    });
  });

  describe('opening', () => {
    it('tells model, context, completion and where the text goes', async () => {
      await connect();
      const { state } = rig.client;
      assert.ok(state.kind === 'ready');
      const { model } = state;
      assert.equal(model.file.name, 'Qwen/Qwen3-Coder-30B-A3B-Instruct');
      assert.equal(model.contextSize, 8192);
      assert.equal(model.fim, 'trained');
      assert.deepEqual(model.remote, {
        host: `127.0.0.1:${server.port}`,
        software: 'vllm',
        isLocal: true,
        isEncrypted: false,
      });
      assert.equal(server.calls[0]?.headers.authorization, 'Bearer the-key');
    });

    it('says what is assumed where the server tells no context', async () => {
      server.models('someone', [{ id: 'm' }]);
      await connect();
      const { state } = rig.client;
      assert.ok(state.kind === 'ready');
      assert.equal(state.model.contextSize, 8_192);
      assert.match(state.model.notices.join(), /switchyard\.remote\.contextSize/);
      assert.match(state.model.notices.join(), /tokens are estimated/);
      assert.equal(state.model.fim, 'none');
    });

    it('asks llama.cpp for the context of one request', async () => {
      server.models('llamacpp', [{ id: 'm', meta: { n_ctx_train: 32_768, n_params: 5 } }]);
      server.json('/props', { default_generation_settings: { n_ctx: 2_048 } });
      await connect();
      const { state } = rig.client;
      assert.ok(state.kind === 'ready');
      assert.equal(state.model.contextSize, 2_048);
      assert.equal(state.model.fim, 'tokensOnly');
    });

    const refusals: readonly [status: number, reason: string, words: RegExp][] = [
      [401, 'remoteRefused', /another key/],
      [403, 'remoteRefused', /refuses/],
      [404, 'remoteInvalid', /ends in \/v1/],
      [407, 'remoteRefused', /proxy/],
      [429, 'remoteUnreachable', /too many requests \(429\) and wants to be asked again in 7 s/],
      [500, 'remoteUnreachable', /failed \(500\)/],
    ];
    for (const [status, reason, words] of refusals) {
      it(`explains the status ${status}`, async () => {
        const body = { error: { message: 'because\n of it' } };
        server.json('/v1/models', body, status, { 'retry-after': '7' });
        rig.client.setEndpoint(endpointAt(server.origin));
        const state = await settled(rig);
        assert.ok(state.kind === 'idle' && state.error);
        assert.equal(state.error.reason, reason);
        assert.match(state.error.message, words);
        assert.match(state.error.message, /The server says: because of it/);
      });
    }

    it('knows a web page from the API', async () => {
      server.answers.set('/v1/models', (response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
      });
      rig.client.setEndpoint(endpointAt(server.origin));
      const state = await settled(rig);
      assert.ok(state.kind === 'idle');
      assert.match(state.error?.message ?? '', /something else than JSON/);
    });

    it('does not follow elsewhere, so that the key stays', async () => {
      const other = await ApiServer.start();
      server.answers.set('/v1/models', (response) => {
        response.writeHead(307, { location: `${other.origin}/v1/models?x=1` }).end();
      });
      rig.client.setEndpoint(endpointAt(server.origin));
      const state = await settled(rig);
      const { origin } = other;
      await other.close();
      assert.ok(state.kind === 'idle');
      assert.ok(state.error?.message.includes(`on to ${origin},`), state.error?.message);
      assert.equal(other.calls.length, 0);
    });

    it('says when nobody listens, and finds the server when it comes', async () => {
      const { port } = server;
      await server.close();
      rig.client.setEndpoint(endpointAt(`http://127.0.0.1:${port}`));
      const state = await settled(rig);
      assert.ok(state.kind === 'idle');
      assert.match(state.error?.message ?? '', /cannot be reached \(ECONNREFUSED\)/);
      server = await ApiServer.start(undefined, port);
      await eventually(() => rig.client.state.kind === 'ready', 'the endpoint is tried again');
    });

    it('says when the name is unknown', async () => {
      rig.client.setEndpoint(endpointAt('https://switchyard-test.invalid'));
      const state = await settled(rig);
      assert.ok(state.kind === 'idle');
      assert.match(state.error?.message ?? '', /cannot be reached \((ENOTFOUND|EAI_AGAIN)\)/);
    });

    it('says which model is missing', async () => {
      rig.client.setEndpoint(endpointAt(server.origin, { model: 'gone' }));
      const state = await settled(rig);
      assert.ok(state.kind === 'idle');
      assert.match(state.error?.message ?? '', /does not serve the model “gone”/);
    });

    it('gives up a server that accepts and says nothing', async () => {
      rig.client.dispose();
      rig = remoteRig({ policy: { smallAnswerMs: 100 } });
      server.answers.set('/v1/models', () => undefined);
      rig.client.setEndpoint(endpointAt(server.origin));
      const state = await settled(rig);
      assert.ok(state.kind === 'idle');
      assert.match(state.error?.message ?? '', /sent nothing within 0\.1 s/);
    });
  });

  describe('completing', () => {
    it('sends the prompt in the model’s layout and counts what the server counted', async () => {
      server.stream(completions, [part('price of'), part(' prices', 'stop'), usage(50, 3, 40)]);
      await connect();
      const pieces: string[] = [];
      const params = completionRequest({ stream: true });
      const result = await rig.client.generate(params, never, (piece) => pieces.push(piece));
      assert.equal(result.text, 'price of prices');
      assert.equal(pieces.join(''), result.text);
      assert.equal(result.stopReason, 'endOfGeneration');
      assert.deepEqual(result.tokens, { prompt: 50, reused: 40, prefilled: 10, generated: 3 });
      assert.equal(result.backend, 'remote');
      assert.deepEqual(
        result.phases.map(({ name }) => name),
        ['network', 'firstToken', 'decode'],
      );
      const { body, headers } = server.callsTo(completions)[0] ?? {};
      assert.match(
        String(body?.['prompt']),
        /^<\|fim_prefix\|><\|file_sep\|>src\/cart\.ts\n.*<\|fim_middle\|>$/s,
      );
      assert.equal(body?.['temperature'], 0);
      assert.equal(body['max_tokens'], 16);
      assert.equal(headers?.authorization, 'Bearer the-key');
    });

    it('ends at the line’s end and lets the server know', async () => {
      const events = Array.from({ length: 40 }, (_, line) => part(`line${line};\n`));
      server.stream(completions, events, 30);
      await connect();
      const lines = {
        mode: 'single',
        linePrefix: '',
        tabSize: 2,
        singleLineLimitMs: 9e9,
        singleLineHardLimitMs: 9e9,
        blockLimitMs: 9e9,
      } as const;
      const params = completionRequest({ stop: { maxTokens: 64, lines } });
      const result = await rig.client.generate(params, never);
      assert.equal(result.text, 'line0;');
      assert.equal(result.stopReason, 'lineEnd');
      assert.equal(result.tokens.reuseUnknown, true);
      await eventually(() => server.callsTo(completions)[0]?.wasCut === true, 'it is cut');
    });

    it('takes a token of another part of the prompt for the model’s end', async () => {
      server.stream(completions, [part('a = 1'), part('<|file_sep|>b.ts\nlet'), part('', 'stop')]);
      await connect();
      const result = await rig.client.generate(completionRequest(), never);
      assert.deepEqual([result.text, result.stopReason], ['a = 1', 'endOfGeneration']);
    });

    it('knows the token limit from a full context', async () => {
      await connect();
      server.stream(completions, [part('a', 'length'), usage(9, 16)]);
      assert.equal((await rig.client.generate(completionRequest(), never)).stopReason, 'maxTokens');
      server.stream(completions, [part('a', 'length'), usage(9, 3)]);
      assert.equal(
        (await rig.client.generate(completionRequest(), never)).stopReason,
        'contextFull',
      );
    });

    it('begins with another token on request', async () => {
      server.answers.set(completions, (response, { body }) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const isLookUp = body['logprobs'] === 5;
        const ranked = { first: -0.2, second: -1, rare: -9 };
        const choice = isLookUp
          ? { text: 'first', finish_reason: 'length', logprobs: { top_logprobs: [ranked] } }
          : { text: ' rest', finish_reason: 'stop' };
        response.end(JSON.stringify({ choices: [choice] }));
      });
      await connect();
      const ask = (firstTokenRank: number): Promise<{ text: string }> =>
        rig.client.generate(completionRequest({ firstTokenRank }), never);
      assert.equal((await ask(1)).text, 'second rest');
      assert.match(String(server.calls.at(-1)?.body['prompt']), /<\|fim_middle\|>second$/);
      // too unlikely to be meant, and beyond what can be asked for
      assert.equal((await ask(2)).text, '');
      assert.equal((await ask(7)).text, '');
    });

    it('asks llama.cpp by its own infill where only that knows the tokens', async () => {
      server.models('llamacpp', [{ id: 'mine' }]);
      const timings = { cache_n: 6, prompt_n: 4, predicted_n: 2 };
      server.stream('/infill', [
        { content: 'let', stop: false, timings },
        { content: ' x', stop: false, timings },
        { content: '', stop: true, stop_type: 'limit', timings },
      ]);
      await connect();
      const result = await rig.client.generate(
        completionRequest({ stop: { maxTokens: 2 } }),
        never,
      );
      assert.equal(result.text, 'let x');
      assert.equal(result.stopReason, 'maxTokens');
      assert.deepEqual(result.tokens, { prompt: 10, reused: 6, prefilled: 4, generated: 2 });
      assert.match(String(server.callsTo('/infill')[0]?.body['input_prefix']), /^export function/);
    });

    it('asks again without what the server refuses, and remembers it', async () => {
      server.answers.set(completions, (response, { body }) => {
        const isRefused = 'stream_options' in body;
        response.writeHead(isRefused ? 422 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(isRefused ? { detail: 'extra' } : part('ok', 'stop')));
      });
      await connect();
      assert.equal((await rig.client.generate(completionRequest(), never)).text, 'ok');
      assert.equal((await rig.client.generate(completionRequest(), never)).text, 'ok');
      assert.equal(server.callsTo(completions).length, 3);
    });
  });

  describe('chatting', () => {
    it('streams an answer', async () => {
      const events = ['It', ' is', ' 😀.'].map((text) => said(text));
      server.stream(chat, [...events, said('', 'stop'), usage(20, 4)]);
      await connect();
      const pieces: string[] = [];
      const result = await rig.client.generate(question(), never, (piece) => pieces.push(piece));
      assert.deepEqual(pieces, ['It', ' is', ' 😀.']);
      assert.equal(result.text, 'It is 😀.');
      assert.deepEqual(server.callsTo(chat)[0]?.body['messages'], [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'What is it?' },
      ]);
    });

    it('ends with the text so far and closes the connection when it is aborted', async () => {
      server.stream(
        chat,
        Array.from({ length: 200 }, () => said('word ')),
        20,
      );
      await connect();
      const abort = new AbortController();
      let pieces = 0;
      const result = await rig.client.generate(question(), abort.signal, () => {
        if (++pieces === 3) abort.abort();
      });
      assert.equal(result.stopReason, 'aborted');
      assert.match(result.text, /^word word word /);
      await eventually(() => server.callsTo(chat)[0]?.wasCut === true, 'the server hears of it');
    });

    it('waits for thoughts but shows none', async () => {
      const thought = { choices: [{ delta: { reasoning_content: 'hm' }, finish_reason: null }] };
      server.stream(chat, [thought, thought, said('Yes.'), said('', 'stop')]);
      await connect();
      assert.equal((await rig.client.generate(question(), never)).text, 'Yes.');
    });

    it('takes an answer that comes whole', async () => {
      server.json(chat, { choices: [{ message: { content: 'Yes.' }, finish_reason: 'stop' }] });
      await connect();
      const result = await rig.client.generate(question(), never);
      assert.equal(result.text, 'Yes.');
      assert.equal(
        result.phases.find(({ name }) => name === 'decode'),
        undefined,
      );
    });
  });

  describe('faults in an answer', () => {
    const streamed = (write: string, then: 'end' | 'destroy' | 'stall'): void => {
      server.answers.set(chat, async (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(write);
        await delay(30);
        if (then === 'end') response.end();
        if (then === 'destroy') response.destroy();
      });
    };
    const begun = `data: ${JSON.stringify(said('half'))}\n\n`;
    const faults: readonly [
      what: string,
      write: string,
      then: 'end' | 'destroy' | 'stall',
      words: RegExp,
    ][] = [
      ['a connection that is cut', begun, 'destroy', /was cut before the answer was complete/],
      ['half a stream that ends politely', begun, 'end', /was cut before/],
      ['half an event', `${begun}data: {"choices":[{"del`, 'end', /was cut before/],
      [
        'a stream that stalls',
        begun,
        'stall',
        /stopped in the middle of the answer \(waited 0\.3 s\)/,
      ],
      ['JSON of another kind', 'data: {"foo":1}\n\n', 'end', /does not know/],
      ['text that is no JSON', `${begun}data: oops\n\n`, 'destroy', /something else than JSON/],
      [
        'an error in the stream',
        `${begun}data: {"error":{"message":"CUDA out of memory","code":500}}\n\n`,
        'end',
        /failed \(in the stream\).*CUDA out of memory/,
      ],
      [
        'llama.cpp’s error in the stream',
        'error: {"code":500,"message":"slot"}\n\n',
        'end',
        /slot/,
      ],
    ];
    for (const [what, write, then, words] of faults) {
      it(`explains ${what}`, async () => {
        streamed(write, then);
        await connect();
        const error = await failure(question());
        assert.match(error.message, words);
        // it may work the next time
        assert.equal(rig.client.state.kind, 'ready');
      });
    }

    it('does not wait for ever for the first token, even if the server sends comments', async () => {
      server.answers.set(chat, async (response, call) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        while (!call.wasCut) {
          response.write(': ping\n\n');
          await delay(20);
        }
      });
      await connect({ firstTokenMs: 200 });
      assert.match((await failure(question())).message, /sent nothing within 0\.2 s/);
    });

    it('refuses a line without an end', async () => {
      rig.client.dispose();
      rig = remoteRig({ policy: { answerBytes: 100_000 } });
      streamed(`data: ${'x'.repeat(300_000)}`, 'stall');
      await connect();
      assert.match((await failure(question())).message, /more than an answer can have/);
    });

    it('does not fail for what comes after a complete answer', async () => {
      streamed(`data: ${JSON.stringify(said('done', 'stop'))}\n\n`, 'stall');
      await connect();
      assert.equal((await rig.client.generate(question(), never)).text, 'done');
    });

    it('knows a prompt that is too long', async () => {
      const message = "This model's maximum context length is 8192 tokens.";
      server.json(chat, { error: { message } }, 400);
      await connect();
      assert.equal((await failure(question())).reason, 'promptTooLong');
    });

    it('leaves a busy server alone for as long as it wants', async () => {
      server.json(chat, { error: { message: 'slow down' } }, 429, { 'retry-after': '60' });
      await connect();
      assert.match((await failure(question())).message, /429/);
      assert.match((await failure(completionRequest())).message, /again in \d+ s/);
      assert.equal(server.calls.length, 2, 'the list of models and one request');
    });

    it('says in its state that the key is wrong by now', async () => {
      await connect();
      server.json(chat, { error: { message: 'no' } }, 401);
      await failure(question());
      assert.equal(rig.client.state.kind, 'idle');
    });

    it('sends a request once more that met a closed connection, and only then', async () => {
      server.stream(chat, [said('yes', 'stop')]);
      await connect();
      await rig.client.generate(question(), never);
      let isFirst = true;
      const sound = server.answers.get(chat);
      server.answers.set(chat, (response, call, request) => {
        if (isFirst) {
          isFirst = false;
          // as a server does that had just closed the kept connection
          request.socket.resetAndDestroy();
          return;
        }
        void sound?.(response, call, request);
      });
      assert.equal((await rig.client.generate(question(), never)).text, 'yes');
    });
  });

  describe('routing', () => {
    const file = path.resolve('test/fixtures/remote/routing.json');
    const recorded = JSON.parse(readFileSync(file, 'utf8')) as Readonly<
      Record<'vllmWhole' | 'sglangStream', { answer: unknown; events: unknown[] }>
    >;
    const experts = { count: 8, usedPerToken: 2, sharedCount: 1 };

    it('fetches vLLM’s answers whole where the user wants their routing', async () => {
      server.json(completions, recorded.vllmWhole.answer);
      await connect({ routing: 'always', experts });
      const request = completionRequest();
      await rig.client.generate(request, never);
      assert.equal(server.callsTo(completions)[0]?.body['stream'], false);
      assert.equal(rig.traces[0]?.id, request.id);
      assert.deepEqual(rig.traces[0].trace.layers, [0, 1, 2]);
      const { state } = rig.client;
      assert.ok(state.kind === 'ready');
      assert.equal(state.model.routing.kind, 'measured');
      assert.deepEqual(state.model.file.experts?.moeLayers, [0, 1, 2]);
    });

    it('takes SGLang’s routing from the stream', async () => {
      server.models('sglang', [{ id: 'm', max_model_len: 4096 }]);
      server.stream(completions, recorded.sglangStream.events);
      await connect({ experts, fimFamily: 'qwen' });
      await rig.client.generate(completionRequest(), never);
      assert.equal(server.callsTo(completions)[0]?.body['return_routed_experts'], true);
      assert.deepEqual(rig.traces[0]?.trace.layers, [1, 2]);
    });

    it('says what is missing where the experts of the model are not known', async () => {
      server.json(completions, recorded.vllmWhole.answer);
      await connect({ routing: 'always' });
      await rig.client.generate(completionRequest(), never);
      assert.equal(rig.traces.length, 0);
      const { state } = rig.client;
      assert.ok(state.kind === 'ready' && state.model.routing.kind === 'notMeasurable');
      assert.match(state.model.routing.reason, /switchyard\.remote\.experts/);
    });

    it('names the flag that makes the server return it', async () => {
      await connect();
      const { state } = rig.client;
      assert.ok(state.kind === 'ready' && state.model.routing.kind === 'notMeasurable');
      assert.match(state.model.routing.reason, /--enable-return-routed-experts/);
    });

    it('asks for none while recording is off', async () => {
      server.json(completions, recorded.vllmWhole.answer);
      await connect({ routing: 'always', experts });
      await rig.client.setRecording(false);
      await rig.client.generate(completionRequest(), never);
      assert.equal(server.callsTo(completions)[0]?.body['stream'], true);
      assert.equal(rig.traces.length, 0);
    });
  });

  describe('counting tokens', () => {
    it('asks the server’s tokenizer', async () => {
      server.json('/tokenize', { count: 3, tokens: [1, 2, 3] });
      await connect();
      assert.equal(await rig.client.countTokens('let x'), 3);
    });

    it('estimates where there is none, and does not ask twice', async () => {
      await connect();
      assert.equal(await rig.client.countTokens('123456789'), 3);
      assert.equal(await rig.client.countTokens('123456'), 2);
      assert.equal(server.callsTo('/tokenize').length, 1);
    });
  });

  it('leaves work ahead of the user when the user asks', async () => {
    server.stream(
      completions,
      Array.from({ length: 100 }, () => part('x ')),
      20,
    );
    await connect();
    const ahead = rig.client.generate(completionRequest({ priority: 'ahead' }), never);
    await eventually(() => server.callsTo(completions).length === 1, 'it is asked');
    server.stream(completions, [part('user', 'stop')]);
    assert.equal((await rig.client.generate(completionRequest(), never)).text, 'user');
    assert.equal((await ahead).stopReason, 'aborted');
  });

  it('ends running requests when another endpoint is chosen', async () => {
    server.stream(
      chat,
      Array.from({ length: 100 }, () => said('x ')),
      20,
    );
    await connect();
    const running = rig.client.generate(question(), never);
    await eventually(() => server.callsTo(chat).length === 1, 'it is asked');
    rig.client.setEndpoint(undefined);
    assert.equal((await running).stopReason, 'aborted');
    assert.equal(rig.client.state.kind, 'stopped');
  });

  it('logs neither key nor text', async () => {
    server.json(chat, { error: { message: 'bad prompt: What is it?' } }, 400);
    await connect();
    await failure(question());
    const logged = JSON.stringify(rig.log.entries.filter(({ level }) => level !== 'trace'));
    assert.ok(!logged.includes('the-key'));
    assert.ok(!logged.includes('What is it?'));
    assert.ok(logged.includes('rejected, 400'), logged);
  });
});
