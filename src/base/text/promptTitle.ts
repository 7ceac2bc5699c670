/** Control characters and line ends in a title could forge the lines around it. */
// eslint-disable-next-line no-control-regex
const unsafeInTitle = /[\u0000-\u001f\u007f\u2028\u2029`]+/g;
const maxTitleLength = 300;

/** A title that a file, or someone else, gave, as it may stand in a line of a prompt. */
export function promptTitle(title: string): string {
  return title.replace(unsafeInTitle, ' ').slice(0, maxTitleLength);
}
