import assert from 'node:assert/strict';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { GenerateParams } from '../../src/protocol/engineProtocol.js';
import { EngineError } from '../../src/protocol/engineErrors.js';
import { HttpClient } from '../../src/remoteClient/http/httpClient.js';
import { RemoteConnection } from '../../src/remoteClient/remoteConnection.js';
import { RemoteGeneration } from '../../src/remoteClient/remoteGeneration.js';
import type { RemoteModel } from '../../src/remoteClient/remoteModel.js';
import { fimWay } from '../../src/remoteClient/remoteModel.js';
import { systemClock } from '../../src/base/clock.js';
import { completionRequest } from '../support/engine/requests.js';
import type { RemoteRig } from '../support/remote/remoteRig.js';
import { endpointAt, quickPolicy, remoteRig, settled } from '../support/remote/remoteRig.js';

/**
 * The remote client against llama.cpp's own HTTP server with the pocket model. `npm run test:remote` installs the server
 * and names its Python in SWITCHYARD_LLAMA_PYTHON.
 */
const python = process.env['SWITCHYARD_LLAMA_PYTHON'] ?? '';
const model = path.resolve('models/pocket/switchyard-pocket-00001-of-00003.gguf');
const alias = 'switchyard-pocket-moe';
const never = new AbortController().signal;

const question: GenerateParams = {
  ...completionRequest(),
  kind: 'chat',
  lane: 'chat',
  prompt: {
    kind: 'chat',
    messages: [{ role: 'user', text: 'Write a Python function that adds two numbers.' }],
  },
  stop: { maxTokens: 48 },
  stream: true,
};

describe('a real llama.cpp server', function () {
  this.timeout(120_000);
  let server: ChildProcessWithoutNullStreams;
  let address: string;
  let rig: RemoteRig;

  before(async () => {
    const program = path.resolve('test/remote/llamaServer.py');
    server = spawn(python, [program, model, alias, 'the-key']);
    let said = '';
    server.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2_000)));
    address = await new Promise<string>((resolve, reject) => {
      createInterface(server.stdout).once('line', resolve);
      server.once('error', reject);
      server.once('exit', (code) => {
        reject(new Error(`The server ended with ${String(code)}: ${said}`));
      });
    });
  });

  after(() => {
    server.stdin.end();
    server.kill();
  });

  beforeEach(() => {
    rig = remoteRig({ policy: { idleMs: 30_000, smallAnswerMs: 30_000 } });
  });

  afterEach(() => {
    rig.client.dispose();
  });

  async function connect(changes: Parameters<typeof endpointAt>[1] = {}): Promise<void> {
    rig.client.setEndpoint(endpointAt(address, { firstTokenMs: 60_000, ...changes }));
    const state = await settled(rig);
    assert.equal(state.kind, 'ready', JSON.stringify(state));
  }

  it('is known for what it is, with its context', async () => {
    await connect();
    const { state } = rig.client;
    assert.ok(state.kind === 'ready');
    assert.equal(state.model.remote?.software, 'llamaCpp');
    assert.equal(state.model.file.name, alias);
    assert.equal(state.model.fim, 'trained');
    assert.ok([2_048, 4_096].includes(state.model.contextSize), `${state.model.contextSize}`);
    assert.ok(state.model.file.parameterCount > 100_000_000);
    assert.ok(state.model.routing.kind === 'notMeasurable');
    assert.match(state.model.routing.reason, /returns no routing/);
  });

  const lines = {
    mode: 'single',
    linePrefix: '    return ',
    tabSize: 4,
    singleLineLimitMs: 9e9,
    singleLineHardLimitMs: 9e9,
    blockLimitMs: 9e9,
  } as const;
  const inPython = completionRequest({
    stream: true,
    prompt: {
      kind: 'fim',
      path: 'sum.py',
      prefix: 'def add(a, b):\n    """Adds two numbers."""\n    return ',
      suffix: '\n\nprint(add(1, 2))\n',
    },
    stop: { maxTokens: 24, lines },
  });

  it('completes code in the model’s layout and tells what it reused', async () => {
    await connect();
    const pieces: string[] = [];
    const first = await rig.client.generate(inPython, never, (piece) => pieces.push(piece));
    assert.match(first.text, /a \+ b/);
    assert.ok(!first.text.includes('\n'), first.text);
    assert.equal(pieces.join(''), first.text);
    assert.ok(first.tokens.prompt > 20 && first.tokens.generated > 0, JSON.stringify(first.tokens));
    const again = await rig.client.generate(inPython, never);
    assert.equal(again.text, first.text);
    assert.ok(again.tokens.reused > first.tokens.prompt / 2, JSON.stringify(again.tokens));
    assert.deepEqual(
      again.phases.map(({ name }) => name),
      ['network', 'firstToken', 'decode'],
    );
  });

  it('completes by its own infill where the model’s tokens are not known', async () => {
    const http = new HttpClient({ clock: systemClock, userAgent: 'test', policy: quickPolicy });
    const { address: at, ...endpoint } = endpointAt(address);
    const connection = new RemoteConnection(at, 'the-key', http, {
      clock: systemClock,
      policy: { ...quickPolicy, idleMs: 30_000 },
      firstTokenMs: 60_000,
    });
    const unnamed: RemoteModel = {
      id: alias,
      software: 'llamaCpp',
      contextSize: 2_048,
      fim: fimWay(['unnamed'], endpoint.fimFamily, 'llamaCpp'),
    };
    const parts = { model: unnamed, connection, clock: systemClock, onText: () => undefined };
    const wishes = { stream: true, routing: false };
    const { result } = await new RemoteGeneration(inPython, wishes, parts).run(never);
    http.dispose();
    assert.notEqual(result.text.trim(), '');
    assert.ok(result.tokens.prompt > 20 && result.tokens.generated > 0);
  });

  it('gives another beginning on request', async () => {
    await connect();
    const best = await rig.client.generate(inPython, never);
    const texts = new Set([best.text]);
    for (const firstTokenRank of [1, 2]) {
      const { text } = await rig.client.generate({ ...inPython, firstTokenRank }, never);
      if (text !== '') {
        assert.ok(!texts.has(text), text);
        texts.add(text);
      }
    }
    assert.ok(texts.size > 1, [...texts].join(' | '));
  });

  it('streams a chat answer', async () => {
    await connect();
    const pieces: string[] = [];
    const result = await rig.client.generate(question, never, (piece) => pieces.push(piece));
    assert.ok(pieces.length > 3, `${pieces.length} pieces`);
    assert.equal(pieces.join(''), result.text);
    assert.match(result.text, /def|return|\+/);
    assert.ok(result.tokens.prompt > 5 && result.tokens.generated > 3);
  });

  it('stops when it is asked to, and answers the next request at once', async () => {
    await connect();
    const abort = new AbortController();
    const long = { ...question, stop: { maxTokens: 2_000 } };
    let count = 0;
    const result = await rig.client.generate(long, abort.signal, () => {
      if (++count === 5) abort.abort();
    });
    assert.equal(result.stopReason, 'aborted');
    assert.ok(result.text !== '');
    const next = await rig.client.generate(inPython, never);
    assert.match(next.text, /a \+ b/);
  });

  it('counts by its tokenizer', async () => {
    await connect();
    const one = await rig.client.countTokens('def add(a, b):');
    assert.ok(one >= 4 && one <= 14, `${one}`);
    // the text of a special token is text
    assert.ok((await rig.client.countTokens('<|fim_prefix|>')) > 1);
  });

  it('says that a prompt is too long', async () => {
    await connect();
    const prompt = { kind: 'text', text: 'word '.repeat(9_000) } as const;
    await assert.rejects(rig.client.generate({ ...inPython, prompt }, never), (error) =>
      EngineError.is(error, 'promptTooLong'),
    );
  });

  it('refuses a wrong key', async () => {
    rig.client.dispose();
    rig = remoteRig({ key: 'wrong', policy: { smallAnswerMs: 30_000 } });
    rig.client.setEndpoint(endpointAt(address));
    const state = await settled(rig);
    if (state.kind === 'ready') {
      // some versions list their models to everybody
      await assert.rejects(rig.client.generate(inPython, never), (error) =>
        EngineError.is(error, 'remoteRefused'),
      );
    } else {
      assert.ok(state.kind === 'idle' && state.error?.reason === 'remoteRefused');
    }
  });
});
