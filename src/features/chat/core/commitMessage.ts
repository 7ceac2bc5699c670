import { codeBlocks } from '../../../base/text/codeBlocks.js';
import { withoutThoughts } from '../../../base/text/withoutThoughts.js';

/**
 * The commit message in an answer to `/commit`: the first fenced block, or, as small models forget the fence, all of
 * it without a line of introduction.
 * @returns undefined where there is none
 */
export function commitMessage(answer: string): string | undefined {
  const text = withoutThoughts(answer);
  const [block] = codeBlocks(text).filter(({ code }) => code.trim() !== '');
  const message = block?.code ?? text.replace(/^[^\n]*:[ \t]*\n+(?=\S)/, '');
  const tidy = message
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .join('\n')
    .trim()
    .replace(/^(["'`])([^\n]*)\1$/, '$2');
  return tidy === '' ? undefined : tidy;
}
