/** Names in code, and the words of other text, each once; numbers are none. */
export function namesIn(text: string | undefined): ReadonlySet<string> {
  return new Set(text?.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu));
}
