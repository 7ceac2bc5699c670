/** Token counts as a server tells them. */
export interface ServerUsage {
  readonly promptTokens: number;
  readonly generatedTokens: number;
  /** Absent where the server does not tell. */
  readonly cachedTokens?: number;
}

/** A token and the natural logarithm of its probability. */
export interface RankedToken {
  readonly text: string;
  readonly logProbability: number;
}

/** Routing as it came, not looked at yet. */
export interface RawRouting {
  /** Of the prompt's tokens only (vLLM 0.21). */
  readonly prompt?: unknown;
  /** Of the whole sequence, or of the generated tokens where the prompt's stand apart. */
  readonly experts: unknown;
}

/** One part of an answer: an event of a stream, or all of an answer that came whole. */
export interface AnswerPiece {
  readonly text: string;
  /** It brought a token, be it without text for us, as the thoughts of a reasoning model. */
  readonly hasToken: boolean;
  /** The server's word for why generation ended. */
  readonly finish?: string;
  /** The end came by one of the texts that were to end it. */
  readonly matchedText?: boolean;
  readonly usage?: ServerUsage;
  /** Texts of the tokens in it, where they were asked for. */
  readonly tokenTexts?: readonly string[];
  /** The likeliest tokens in the place of its first one, the likeliest first, where they were asked for. */
  readonly ranked?: readonly RankedToken[];
  readonly routing?: RawRouting;
}
