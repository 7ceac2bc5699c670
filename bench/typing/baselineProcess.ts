/** node-llama-cpp's own infilling in a process of its own. Forked by bench/typing/baselineModel.ts. */
import process from 'node:process';
import { LlamaCompletion } from 'node-llama-cpp';
import { errorMessage } from '../../src/base/errorMessage.js';
import { loadRawModel } from '../support/loadRawModel.js';
import type { BaselineAnswer, BaselineRequest } from './baselineProtocol.js';

let completion: LlamaCompletion | undefined;
const running = new Map<number, AbortController>();

process.on('message', (request: BaselineRequest) => {
  const id = request.kind === 'complete' ? { id: request.id } : {};
  handle(request).then(
    (answer) => {
      if (answer) send(answer);
    },
    (error: unknown) => {
      send({ kind: 'failed', ...id, message: errorMessage(error) });
    },
  );
});
process.on('disconnect', () => process.exit(0));

function send(answer: BaselineAnswer): void {
  process.send?.(answer);
}

async function handle(request: BaselineRequest): Promise<BaselineAnswer | undefined> {
  switch (request.kind) {
    case 'open': {
      const model = await loadRawModel(request.modelPath, request.threads);
      const context = await model.createContext({ contextSize: request.contextSize });
      completion = new LlamaCompletion({ contextSequence: context.getSequence() });
      return { kind: 'opened' };
    }
    case 'complete':
      return complete(request);
    case 'abort':
      running.get(request.id)?.abort();
      return undefined;
  }
}

async function complete({
  id,
  prefix,
  suffix,
  maxTokens,
}: Extract<BaselineRequest, { kind: 'complete' }>): Promise<BaselineAnswer> {
  if (!completion) throw new Error('No model is open.');
  const controller = new AbortController();
  const { signal } = controller;
  running.set(id, controller);
  try {
    const options = { maxTokens, temperature: 0, signal };
    const text = await completion.generateInfillCompletion(prefix, suffix, options);
    return { kind: 'completed', id, text };
  } catch (error) {
    if (!signal.aborted) throw error;
    return { kind: 'completed', id };
  } finally {
    running.delete(id);
  }
}
