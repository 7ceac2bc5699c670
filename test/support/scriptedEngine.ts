/**
 * An engine process whose answers are written down: it speaks the real protocol over a real fork, but what a "model"
 * says comes from a JSON file, so that tests of what happens around an answer do not depend on a model's luck. The
 * extension starts it only outside a released extension, and only where SWITCHYARD_ENGINE_FILE names it.
 *
 * SWITCHYARD_SCRIPT_FILE names the script: a JSON array of {@link ScriptedAnswer}. It is read anew for every request,
 * so a test may change it at any time. What the model was asked is appended to the same path with `.asked.jsonl`.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
} from 'vscode-jsonrpc/node';
import type { CancellationToken } from 'vscode-jsonrpc/node';
import type { Stop } from '../../src/generation/lineStop.js';
import { StopRules } from '../../src/generation/stopRules.js';
import { engineErrorCode } from '../../src/protocol/engineErrors.js';
import { engineProtocolVersion } from '../../src/protocol/engineProtocol.js';
import type {
  EngineRequests,
  GenerateParams,
  GenerateResult,
  LoadedModel,
} from '../../src/protocol/engineProtocol.js';
import type { StopReason } from '../../src/protocol/requestRecord.js';
import type { ScriptedAnswer } from './scriptedAnswer.js';

const modelName = 'Scripted answers (no model)';
const charactersPerToken = 4;

const connection = createMessageConnection(
  new IPCMessageReader(process),
  new IPCMessageWriter(process),
);

function onRequest<N extends keyof EngineRequests>(
  name: N,
  handle: (
    params: EngineRequests[N]['params'],
    token: CancellationToken,
  ) => EngineRequests[N]['result'] | Promise<EngineRequests[N]['result']>,
): void {
  connection.onRequest(
    name,
    async (params: EngineRequests[N]['params'], token: CancellationToken) => handle(params, token),
  );
}

function loadedModel(path: string, contextSize: number): LoadedModel {
  return {
    file: {
      path,
      name: modelName,
      architecture: 'scripted',
      sizeBytes: 0,
      parameterCount: 0,
      layerCount: 0,
      trainedContextSize: contextSize,
      chatTemplate: { toolCalls: 'json' },
    },
    contextSize,
    fim: 'trained',
    contextFiles: true,
    chat: true,
    backend: { backend: 'cpu', deviceNames: [], ladder: [], threads: 1, gpuLayers: 0 },
    loadMs: 0,
    routing: { kind: 'notMeasurable', reason: 'These answers are written down, not computed.' },
    notices: [],
  };
}

function script(): readonly ScriptedAnswer[] {
  const file = process.env['SWITCHYARD_SCRIPT_FILE'];
  return file === undefined
    ? []
    : (JSON.parse(readFileSync(file, 'utf8')) as readonly ScriptedAnswer[]);
}

function noteAsked(params: GenerateParams): void {
  const file = process.env['SWITCHYARD_SCRIPT_FILE'];
  if (file !== undefined) appendFileSync(`${file}.asked.jsonl`, `${JSON.stringify(params)}\n`);
}

/** All that the model reads, system text and earlier turns included. */
function promptText({ prompt }: GenerateParams): string {
  switch (prompt.kind) {
    case 'chat':
    case 'toolChat':
      return prompt.messages.map(({ text }) => text).join('\n');
    case 'text':
      return prompt.text;
    case 'fim':
      return prompt.prefix + prompt.suffix;
  }
}

function answerTo(params: GenerateParams): ScriptedAnswer {
  const { prompt } = params;
  const text = prompt.kind === 'fim' ? `${prompt.prefix}‸${prompt.suffix}` : promptText(params);
  const fitting = script().find(
    ({ when, completions }) =>
      (completions === undefined) === (prompt.kind !== 'fim') &&
      (when === undefined || new RegExp(when).test(text)),
  );
  if (prompt.kind !== 'fim') return fitting ?? { answer: 'The script has no answer to this.' };
  return { ...fitting, answer: fitting?.completions?.[params.firstTokenRank ?? 0] ?? '' };
}

async function generate(params: GenerateParams, token: CancellationToken): Promise<GenerateResult> {
  noteAsked(params);
  const scripted = answerTo(params);
  if (scripted.crash === true) process.exit(1);
  if (scripted.error !== undefined) {
    throw new ResponseError(engineErrorCode, scripted.error, { reason: 'internal' });
  }
  const { pieceLength = 12, pieceDelayMs = 5 } = scripted;
  const rules = new StopRules(params.stop, []);
  let text = '';
  let sentLength = 0;
  const send = async (length: number): Promise<void> => {
    const piece = text.slice(sentLength, length);
    if (piece === '') return;
    sentLength = length;
    await connection.sendNotification('generated', { id: params.id, text: piece });
  };
  const stop = (): Stop | undefined => rules.check(text, tokenCount(text), 0);
  const write = async (piece: string): Promise<void> => {
    text += piece;
    await send(stop()?.length ?? rules.settledLength(text));
    await delay(pieceDelayMs);
  };
  const isOver = (): boolean => token.isCancellationRequested || stop() !== undefined;
  await delay(scripted.firstDelayMs ?? 0);
  do {
    for (let at = 0; at < scripted.answer.length && !isOver(); at += pieceLength) {
      await write(scripted.answer.slice(at, at + pieceLength));
    }
    if (scripted.answer === '') break;
  } while (scripted.endless === true && !isOver());
  const reason = token.isCancellationRequested ? 'aborted' : 'endOfGeneration';
  const end = stop() ?? { length: text.length, reason };
  await send(end.length);
  return result(params, text.slice(0, end.length), end.reason);
}

function tokenCount(text: string): number {
  return Math.ceil(text.length / charactersPerToken);
}

function result(params: GenerateParams, text: string, stopReason: StopReason): GenerateResult {
  const generated = tokenCount(text);
  const prompt = tokenCount(promptText(params));
  return {
    text,
    stopReason,
    tokens: { prompt, reused: 0, prefilled: prompt, generated },
    phases: [],
    model: modelName,
    backend: 'cpu',
  };
}

onRequest('initialize', () => ({
  protocolVersion: engineProtocolVersion,
  processId: process.pid,
  nodeVersion: process.version,
  runtimeVersion: 'scripted',
}));
onRequest('inspectModel', ({ path }) => loadedModel(path, 8_192).file);
onRequest('planModel', () => {
  const message = 'Written-down answers need no memory plan.';
  throw new ResponseError(engineErrorCode, message, { reason: 'unsupportedGguf' });
});
onRequest('loadModel', ({ path, contextSize }) => loadedModel(path, contextSize));
onRequest('unloadModel', () => null);
onRequest('generate', generate);
onRequest('countTokens', ({ text }) => tokenCount(text));
onRequest('setRecording', () => null);
onRequest('resources', () => ({}));
onRequest('heartbeat', () => null);
connection.listen();
process.on('disconnect', () => process.exit(0));
