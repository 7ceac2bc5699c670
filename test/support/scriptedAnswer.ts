/** One answer of {@link file://./scriptedEngine.ts}. The first that fits the prompt is given. */
export interface ScriptedAnswer {
  /** Regular expression that the prompt's text has to match; absent fits every chat prompt. */
  readonly when?: string;
  /** A tool is called as the format `json` writes it: `<tool_call>{"name": …, "arguments": {…}}</tool_call>`. */
  readonly answer: string;
  /**
   * Answers fill-in-the-middle prompts instead: the texts by the rank of their first tokens. `when` is then looked for in
   * the text around the cursor, which is marked by ‸.
   */
  readonly completions?: readonly string[];
  /** Milliseconds before the first piece. */
  readonly firstDelayMs?: number;
  /** Characters of a streamed piece, and milliseconds after each. */
  readonly pieceLength?: number;
  readonly pieceDelayMs?: number;
  /** Begins again at its end, until it is stopped or the token limit is reached. */
  readonly endless?: boolean;
  /** Refuses with this sentence instead. */
  readonly error?: string;
  /** Ends the process instead. */
  readonly crash?: boolean;
}
