const dotsOnly = /^(?:\/\/|#|--|\/\*|<!--|%|;)?\s*(?:\.{3,}|…)\s*(?:\*\/|-->)?$/;
const comment = /^(?:\/\/|#|--|\/\*|<!--|\{\s*\/\*|%|;)/;
const words =
  /\b(?:rest|remaining|remainder|existing|unchanged|same|omitted|as before|previous|other|your)\b/i;

/**
 * Whether a line of an answer only says that lines were left out, such as `// … rest of the code`.
 * @param languageId in Python three dots alone are code
 */
export function isElision(line: string, languageId: string): boolean {
  const text = line.trim();
  if (text === '...' && languageId === 'python') return false;
  if (dotsOnly.test(text)) return true;
  return comment.test(text) && words.test(text) && /\.{3}|…/.test(text);
}
