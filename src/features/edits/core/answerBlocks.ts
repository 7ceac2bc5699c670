import { isBlank } from '../../../base/indentation.js';
import type { CodeBlock } from '../../../base/text/codeBlocks.js';
import { codeBlocks } from '../../../base/text/codeBlocks.js';
import { withoutThoughts } from '../../../base/text/withoutThoughts.js';

/** With so many lines in common, text without a fence is code. */
const minKnownShare = 0.5;
const minKnownLines = 2;

/**
 * The code of an answer: its fenced blocks, or, where a model forgot the fences, the part that reads like the given code.
 * @param excerpt lines that the model was given
 */
export function answerBlocks(answer: string, excerpt: readonly string[]): CodeBlock[] {
  const text = withoutThoughts(answer);
  const blocks = codeBlocks(text).filter(({ code }) => !isBlank(code));
  if (blocks.length > 0) return blocks.map(withoutDiffMarks);
  const code = unfenced(text.split(/\r\n|\r|\n/), excerpt);
  return code === undefined ? [] : [{ language: '', code, isClosed: true }];
}

function unfenced(lines: readonly string[], excerpt: readonly string[]): string | undefined {
  const known = new Set(excerpt.map((line) => line.trim()).filter((line) => line.length > 3));
  const isKnown = (line: string): boolean => known.has(line.trim());
  const start = lines.findIndex(isKnown);
  if (start < 0) return undefined;
  const end = lines.findLastIndex((line) => isKnown(line) || /^\s*[\])}]+;?\s*$/.test(line)) + 1;
  const code = lines.slice(start, end).filter((line) => !/^\s*(?:```|~~~)/.test(line));
  const found = code.filter(isKnown).length;
  const least = Math.min(minKnownLines, known.size);
  return found >= least && found >= code.filter((line) => !isBlank(line)).length * minKnownShare
    ? code.join('\n')
    : undefined;
}

/** A block that is a diff stands for what it makes of the code. */
function withoutDiffMarks(block: CodeBlock): CodeBlock {
  const lines = block.code.split('\n');
  const isNamed = /^(?:diff|patch)$/i.test(block.language);
  const body = lines.filter(
    (line) => !/^(?:@@|--- |\+\+\+ |diff --git|index [0-9a-f]{6,})/.test(line),
  );
  const isMarked =
    body.every((line) => /^[+\- ]|^$/.test(line)) &&
    body.some((line) => line.startsWith('+')) &&
    body.some((line) => line.startsWith('-'));
  if (!isNamed && !(isMarked && lines.some((line) => line.startsWith('@@')))) return block;
  const code = body
    .filter((line) => !line.startsWith('-'))
    .map((line) => line.replace(/^[+ ]/, ''))
    .join('\n');
  return { ...block, code };
}
