/** Most patterns that one with braces may stand for. */
const maxExpanded = 200;

/**
 * Turns a VS Code glob, as `files.exclude` has them, into the lines of an ignore file that mean the same. In a glob a
 * pattern without a slash means the top folder only; in an ignore file it means every folder.
 */
export function globToIgnoreLines(glob: string): string[] {
  return expandBraces(glob.trim().replaceAll('\\', '/'))
    .filter((pattern) => pattern !== '')
    .map((pattern) => {
      const anchored = pattern.startsWith('**/') || pattern.startsWith('/');
      return anchored ? pattern : `/${pattern.replace(/^\.\//, '')}`;
    });
}

function expandBraces(pattern: string): string[] {
  let patterns = new Set([pattern]);
  while (patterns.size <= maxExpanded) {
    const expanded = new Set([...patterns].flatMap(expandFirstBraces));
    if ([...expanded].every((one) => patterns.has(one))) return [...patterns];
    patterns = expanded;
  }
  return [];
}

function expandFirstBraces(pattern: string): string[] {
  // innermost braces first, so that nested ones come out in turn
  const match = /^(.*)\{([^{}]*,[^{}]*)\}(.*)$/.exec(pattern);
  if (!match) return [pattern];
  const [, before = '', choices = '', after = ''] = match;
  return choices.split(',').map((choice) => before + choice + after);
}
