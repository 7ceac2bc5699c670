export interface EditSettings {
  /** The user's own instructions, as in the chat; empty for none. */
  readonly instructions: string;
  readonly maxAnswerTokens: number;
  /** All attempts together, from when the model is ready. */
  readonly timeLimitMs: number;
}

export const defaultEditSettings: EditSettings = {
  instructions: '',
  maxAnswerTokens: 2_048,
  timeLimitMs: 120_000,
};
