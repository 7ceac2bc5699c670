import path from 'node:path';

/**
 * The end of a WHERE clause that keeps to files or folders; the table `files` is `f` in it.
 * @param within absolute paths; empty = everywhere
 */
export function placesCondition(within: readonly string[]): string {
  if (within.length === 0) return '';
  return `AND (${within.map(() => '(f.path = ? OR substr(f.path, 1, ?) = ?)').join(' OR ')})`;
}

/** The values of {@link placesCondition}'s parameters. */
export function placesValues(within: readonly string[]): (string | number)[] {
  return within.flatMap((one) => [one, one.length + 1, one + path.sep]);
}
