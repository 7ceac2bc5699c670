import type { Node } from '@vscode/tree-sitter-wasm';

/** Nodes whose children are statements or members: what begins there ends there. */
const container =
  /^(?:program|module|source_file|translation_unit|compilation_unit|stylesheet|then|do|else)$|block|body|declaration_list|statement_list|compound_statement/;

/**
 * Where the syntax ends that a text begins or goes on with, comments before it included.
 * @param root of the tree of the text in its place
 * @param source what was parsed
 * @param start where the text begins in it @param end where the text ends
 * @returns an offset in the source between both, at a line's end; undefined where the text does not go beyond it, or
 * where it does not fit the grammar
 */
export function scopeEnd(
  root: Node,
  source: string,
  start: number,
  end: number,
): number | undefined {
  const node = begunBefore(root, source, start) ?? begunAt(root, source, start, end);
  if (!node || node.hasError) return undefined;
  const lineEnd = source.indexOf('\n', node.endIndex);
  const cut = lineEnd === -1 ? source.length : lineEnd;
  const isInside = cut > start && cut < end && source.slice(cut, end).trim() !== '';
  return isInside ? cut : undefined;
}

/** What the line before the text has begun, when it goes on in the text. */
function begunBefore(root: Node, source: string, start: number): Node | undefined {
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  const linePrefix = source.slice(lineStart, start);
  if (linePrefix.trim() === '') return undefined;
  const node = statementAt(root, lineStart + linePrefix.search(/\S/));
  return node && node.endIndex > start ? node : undefined;
}

function begunAt(root: Node, source: string, start: number, end: number): Node | undefined {
  const offset = source.slice(start, end).search(/\S/);
  let node = offset === -1 ? undefined : statementAt(root, start + offset);
  while (node?.type.includes('comment')) node = node.nextNamedSibling ?? undefined;
  return node;
}

/** The largest node that begins at a place, up to a list of statements. */
function statementAt(root: Node, offset: number): Node | undefined {
  let node = root.descendantForIndex(offset) ?? undefined;
  for (let parent = node?.parent; parent; parent = parent.parent) {
    const begins = parent.startIndex === node?.startIndex;
    if (!begins || parent.parent === null || container.test(parent.type)) break;
    node = parent;
  }
  return node;
}
