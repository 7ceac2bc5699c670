import { isBlank } from '../indentation.js';
import { blockEnd } from './blockEnd.js';
import { definedName } from './definedName.js';
import { columnsOf } from '../text/columns.js';
import type { LineRange } from '../text/lineRange.js';

/** A function, class or the like, from the line with its name to its end. */
export interface Definition {
  readonly name: string;
  readonly range: LineRange;
  /** Number of definitions around it. */
  readonly depth: number;
  /** Whether it has members rather than a body. */
  readonly isContainer: boolean;
  /** Whether its body begins behind a colon, as in Python, and not with a bracket or word. */
  readonly hasColon: boolean;
}

const maxHeaderLines = 12;
/** Words for what has members. */
const container =
  /\b(?:class|enum|impl|interface|module|namespace|object|protocol|record|struct|trait|union)\b/;

/**
 * The definitions that begin among some lines of a text, with the members of classes and the like, in their order; what
 * is defined inside a function is not among them. By words and indentation alone.
 */
export function definitionsIn(
  lines: readonly string[],
  { startLine, endLine }: LineRange = { startLine: 0, endLine: lines.length },
): Definition[] {
  const found: Definition[] = [];
  const around: LineRange[] = [];
  for (let line = startLine; line < endLine; line++) {
    const text = lines[line] ?? '';
    const header = isBlank(text) ? '' : headerAt(lines, line);
    const name = definedName(header);
    if (name === undefined) continue;
    while (around.length > 0 && (around.at(-1)?.endLine ?? 0) <= line) around.pop();
    const end = blockEnd(lines, line + 1, columnsOf(text));
    const range = { startLine: line, endLine: end };
    const hasColon = /:\s*(?:#.*)?$/.test(header);
    const isContainer = hasMembers(text);
    found.push({ name, range, depth: around.length, isContainer, hasColon });
    if (isContainer) around.push(range);
    else line = end - 1;
  }
  return found;
}

/** The same name in another kind of language is not the same. */
export function isSameDefinition(one: Definition, other: Definition): boolean {
  return one.name === other.name && one.hasColon === other.hasColon;
}

/** A line with those behind it that end its parameters. */
function headerAt(lines: readonly string[], line: number): string {
  let text = lines[line] ?? '';
  if (!/[(,]\s*$/.test(text)) return text;
  for (let next = line + 1; next < line + maxHeaderLines && isOpen(text); next++) {
    text = `${text.trimEnd()} ${lines[next]?.trim() ?? ''}`;
  }
  return text;
}

function isOpen(text: string): boolean {
  return text.split('(').length > text.split(')').length;
}

/** A function may take or give a `class`, but says so behind its name. */
function hasMembers(line: string): boolean {
  return container.test(line.replace(/[(={].*$/, ''));
}
