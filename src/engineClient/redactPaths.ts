/** A quoted absolute path up to its quote, or a bare one up to the next white space. POSIX, Windows and file URLs. */
const absolutePath =
  /(["'`])(?:file:\/\/|[A-Za-z]:[\\/]|\\\\|\/)(?:(?!\1).)*\1|(?<![\w.:/\\])(?:file:\/\/|[A-Za-z]:[\\/]|\\\\|\/)[^\s"'`]+/g;

/** Replaces absolute paths by a placeholder, as paths are kept out of the log above trace level. */
export function redactPaths(line: string): string {
  return line.replace(absolutePath, '<path>');
}
