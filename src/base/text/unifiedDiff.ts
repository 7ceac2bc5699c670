import { createTwoFilesPatch } from 'diff';

/** A change as `diff -u` prints it; line ends are those of the texts. */
export function unifiedDiff(path: string, before: string, after: string): string {
  const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, '', '', {
    context: 3,
  });
  return patch.replace(/^=+\n/, '');
}
