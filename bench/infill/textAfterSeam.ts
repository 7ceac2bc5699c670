/**
 * What a continuation adds at a cursor before which white space stands that the model was not shown and so wrote again.
 * @param generated continues the text before that white space
 * @param seam the white space; where it has line breaks, only the indentation that the cursor lacks is kept
 */
export function textAfterSeam(generated: string, seam: string): string {
  const leading = /^\s*/.exec(generated)?.[0] ?? '';
  if (!seam.includes('\n') || !leading.includes('\n')) {
    return generated.startsWith(seam) ? generated.slice(seam.length) : generated;
  }
  const standing = lastLine(seam);
  const written = lastLine(leading);
  const missing = written.startsWith(standing) ? written.slice(standing.length) : '';
  return missing + generated.slice(leading.length);
}

function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}
