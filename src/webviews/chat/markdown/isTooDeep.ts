/** Quotes in quotes, which take the square of their depth to read; nobody writes so many. */
const deepQuote = /^(?:[ \t]*>){50}/m;

/** Whether a text is nested so deeply that it is shown as it stands. */
export function isTooDeep(text: string): boolean {
  return deepQuote.test(text);
}
