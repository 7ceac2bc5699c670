/** Longest language tag that is taken over; anything else than letters, digits and a few signs is no tag. */
const languageTag = /^[\w+#.-]{1,30}$/;

/**
 * The text as a fenced block that it cannot close: the fence is longer than any run of backticks in it.
 * @param language info string; left out where it is not a plain word
 */
export function fenced(text: string, language = ''): string {
  let longest = 2;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  const tag = languageTag.test(language) ? language : '';
  return `${fence}${tag}\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}`;
}
