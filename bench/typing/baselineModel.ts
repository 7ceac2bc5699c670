import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { BaselineAnswer, BaselineRequest } from './baselineProtocol.js';

/** Fills holes with the raw library. */
export interface InfillModel {
  /** @returns undefined after an abort. @throws Error when the library fails */
  complete(
    prefix: string,
    suffix: string,
    maxTokens: number,
    signal: AbortSignal,
  ): Promise<string | undefined>;
}

interface Waiting {
  readonly resolve: (text: string | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** The raw library in its process. */
export class BaselineModel implements InfillModel {
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  private constructor(private readonly process: ChildProcess) {
    process.on('message', (answer: BaselineAnswer) => {
      this.settle(answer);
    });
    process.once('exit', (code) => {
      for (const { reject } of this.waiting.values()) {
        reject(new Error(`The baseline's process ended with status ${code ?? 'none'}.`));
      }
    });
  }

  /** @param processFile the bundle of bench/typing/baselineProcess.ts */
  static async open(
    processFile: string,
    model: Omit<Extract<BaselineRequest, { kind: 'open' }>, 'kind'>,
  ): Promise<BaselineModel> {
    const child = fork(processFile, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const ended = once(child, 'exit').then(() => {
      throw new Error("The baseline's process ended before it had a model.");
    });
    child.send({ kind: 'open', ...model } satisfies BaselineRequest);
    const [answer] = (await Promise.race([once(child, 'message'), ended])) as [BaselineAnswer];
    ended.catch(() => undefined);
    if (answer.kind === 'failed') {
      child.kill();
      throw new Error(answer.message);
    }
    return new BaselineModel(child);
  }

  complete(
    prefix: string,
    suffix: string,
    maxTokens: number,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const id = ++this.lastId;
    this.send({ kind: 'complete', id, prefix, suffix, maxTokens });
    const onAbort = (): void => {
      this.send({ kind: 'abort', id });
    };
    signal.addEventListener('abort', onAbort, { once: true });
    return new Promise<string | undefined>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
    }).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  }

  dispose(): void {
    this.process.disconnect();
  }

  private settle(answer: BaselineAnswer): void {
    if (answer.kind === 'opened' || answer.id === undefined) return;
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if (answer.kind === 'completed') waiting?.resolve(answer.text);
    else waiting?.reject(new Error(answer.message));
  }

  private send(request: BaselineRequest): void {
    this.process.send(request);
  }
}
