/**
 * The paths that fit what was typed, best first: its characters stand in the path in their order. File names weigh more
 * than folders, whole words more than scattered characters, short paths more than long ones.
 * @param paths with forward slashes; the first of two alike stays first
 */
export function rankPaths(paths: readonly string[], typed: string, limit: number): string[] {
  const text = typed.toLowerCase().replaceAll('\\', '/').replace(/\s+/g, '');
  if (text === '') return paths.slice(0, limit);
  return paths
    .map((path) => ({ path, score: scoreOf(path.toLowerCase(), text) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || one.path.length - other.path.length)
    .slice(0, limit)
    .map(({ path }) => path);
}

function scoreOf(path: string, text: string): number {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === text) return 6;
  if (name.startsWith(text)) return 5;
  if (name.includes(text)) return 4;
  if (path.includes(text)) return 3;
  if (isSubsequence(name, text)) return 2;
  return isSubsequence(path, text) ? 1 : 0;
}

function isSubsequence(path: string, text: string): boolean {
  let at = 0;
  for (const character of text) {
    at = path.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
