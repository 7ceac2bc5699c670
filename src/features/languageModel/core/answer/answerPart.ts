/** A piece of a model's answer, as it was written or understood. */
export type AnswerPart =
  | { readonly kind: 'text'; readonly text: string }
  /** What the model writes to itself before it answers. */
  | { readonly kind: 'thought'; readonly text: string }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly arguments: Readonly<Record<string, unknown>>;
      /** As the model wrote it, marks included. */
      readonly text: string;
    };

/** A call as it was written, which stays text where it cannot be made. */
export function callOrText(
  call: Pick<Extract<AnswerPart, { kind: 'call' }>, 'name' | 'arguments'> | undefined,
  text: string,
): AnswerPart {
  return call ? { kind: 'call', ...call, text } : { kind: 'text', text };
}

/** Takes an answer apart while it streams in. All parts' texts together are the answer but for the format's marks. */
export interface AnswerReader {
  /** @returns what can no longer turn out to be something else */
  push(piece: string): readonly AnswerPart[];
  /** @returns the rest; an unfinished call is text */
  end(): readonly AnswerPart[];
}
