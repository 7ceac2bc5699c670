/**
 * Tells whether VS Code globs, as `files.exclude` has them, match a path or a folder that it is in.
 * @returns a test for paths relative to their workspace folder, with forward slashes
 */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.flatMap((glob) => patternOf(glob) ?? []);
  return (path) => {
    const parts = path.split('/');
    return patterns.some((pattern) =>
      parts.some((_, index) => pattern.test(parts.slice(0, index + 1).join('/'))),
    );
  };
}

function patternOf(glob: string): RegExp | undefined {
  const signs = /\*\*\/|\/\*\*$|\*\*|\*|\?|\{|\}|,|\[!|\[|\]|[^]/g;
  let depth = 0;
  const parts = [...glob.trim().replaceAll('\\', '/').matchAll(signs)].map(([sign]) => {
    switch (sign) {
      case '**/':
        return '(?:.*/)?';
      case '/**':
        return '(?:/.*)?';
      case '**':
        return '.*';
      case '*':
        return '[^/]*';
      case '?':
        return '[^/]';
      case '{':
        depth++;
        return '(?:';
      case '}':
        depth--;
        return ')';
      case ',':
        return depth > 0 ? '|' : ',';
      case '[!':
        return '[^';
      case '[':
      case ']':
        return sign;
      default:
        return sign.replace(/[.+^$()|\\/]/g, '\\$&');
    }
  });
  try {
    return new RegExp(`^${parts.join('')}$`, 'u');
  } catch {
    // A glob that is none excludes nothing, as in VS Code.
    return undefined;
  }
}
