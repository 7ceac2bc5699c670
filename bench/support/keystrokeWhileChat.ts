import { codeText } from '../../test/support/engine/codeText.js';
import { completionRequest, textRequest } from '../../test/support/engine/requests.js';
import type { TestEngine } from '../../test/support/engine/startEngine.js';
import type { PairedRatio } from './pairs.js';
import { pairedRatio } from './pairs.js';

/** Long enough to stream during the whole measurement of one keystroke. */
const answerTokens = 1_500;
const completionTokens = 12;
const never = new AbortController().signal;

/**
 * How much longer a keystroke's completion takes while an answer streams in the chat's lane: milliseconds from the
 * request to its result, with over without. Each keystroke adds one character to the same document.
 * @throws Error where the answer ended before the keystroke was measured
 */
export async function keystrokeWhileChat(
  { client }: TestEngine,
  pairs: number,
): Promise<PairedRatio> {
  let typed = `${codeText(6, 40)}\n  const total = `;
  const suffix = `\n}\n${codeText(5, 8)}\n`;
  const keystrokeMs = async (): Promise<number> => {
    typed += 'p';
    const startMs = performance.now();
    await client.generate(
      completionRequest({
        prompt: { kind: 'fim', prefix: typed, suffix },
        stop: { maxTokens: completionTokens },
      }),
      never,
    );
    return performance.now() - startMs;
  };
  const keystrokeBesideAnswerMs = async (pair: number): Promise<number> => {
    const controller = new AbortController();
    const answered = { early: false };
    let begun = (): void => undefined;
    const streaming = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const answer = client
      .generate(
        textRequest(codeText(7000 + pair, 6), answerTokens, {
          kind: 'chat',
          lane: 'chat',
          stream: true,
          temperature: 1,
          seed: pair,
        }),
        controller.signal,
        () => {
          begun();
        },
      )
      .finally(() => {
        answered.early = true;
        begun();
      });
    await streaming;
    const measuredMs = await keystrokeMs();
    const { early } = answered;
    controller.abort();
    await answer;
    if (early) throw new Error('The answer ended before the keystroke was measured.');
    return measuredMs;
  };
  await keystrokeMs();
  return pairedRatio(pairs, keystrokeBesideAnswerMs, keystrokeMs);
}
