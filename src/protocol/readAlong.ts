import { repetitionStart } from '../base/text/repetition.js';
import type { Engine } from './engine.js';
import type { GenerateParams, GenerateResult } from './engineProtocol.js';

/** Who reads an answer while it is written. */
export interface TextListener {
  /** Called with each piece, and with all of the text up to its end. */
  onText(piece: string, text: string): void;
  /** Whether the text holds all that is needed; what a model writes after that only takes time. Absent = never. */
  isEnough?(text: string): boolean;
}

export interface ReadAnswer {
  readonly result: GenerateResult;
  /** All that was listened to: without what came after a repetition or after enough. */
  readonly text: string;
  /** What the text should keep of itself where it began to repeat itself. */
  readonly loopLength: number | undefined;
  readonly isEnough: boolean;
}

/** Has an answer streamed and ends it where it repeats itself, as a small model may never end by itself, or is enough. */
export async function readAlong(
  engine: Pick<Engine, 'generate'>,
  params: GenerateParams,
  listener: TextListener,
  signal: AbortSignal,
): Promise<ReadAnswer> {
  const done = new AbortController();
  let text = '';
  let loopLength: number | undefined;
  let isEnough = false;
  const take = (piece: string): void => {
    if (piece === '' || done.signal.aborted) return;
    text += piece;
    loopLength = repetitionStart(text);
    isEnough = listener.isEnough?.(text) ?? false;
    listener.onText(piece, text);
    if (loopLength !== undefined || isEnough) done.abort();
  };
  const either = AbortSignal.any([signal, done.signal]);
  const result = await engine.generate({ ...params, stream: true }, either, take);
  // text that a stop rule could still have taken back was not streamed
  take(result.text.slice(text.length));
  return { result, text, loopLength, isEnough };
}
