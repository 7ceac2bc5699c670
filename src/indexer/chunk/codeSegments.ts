import type { Node } from '@vscode/tree-sitter-wasm';
import { definitionNames, unwrap } from './definitionNames.js';
import type { Segment } from './segment.js';
import type { RowRange, SourceLines } from './sourceLines.js';
import { maxTokens } from './sourceLines.js';

/** Nesting beyond this is generated code; its lines are cut without a look inside. */
const maxDepth = 24;

/** A statement or definition with the comments before it. */
interface Unit extends RowRange {
  readonly nodes: readonly Node[];
}

/**
 * One segment for each definition or statement of a file, covering all its rows in order. A definition that is too large
 * for one chunk is taken apart, and its name goes to the trail of its parts.
 */
export function codeSegments(source: SourceLines, root: Node): Segment[] {
  const whole = { startRow: 0, endRow: source.lastRow };
  return covering(whole, [], segmentsWithin(source, root, [], 0));
}

function segmentsWithin(
  source: SourceLines,
  parent: Node,
  trail: readonly string[],
  depth: number,
): Segment[] {
  return unitsOf(parent, source.lastRow).flatMap((unit) => segmentsOf(source, unit, trail, depth));
}

function segmentsOf(
  source: SourceLines,
  unit: Unit,
  trail: readonly string[],
  depth: number,
): Segment[] {
  const symbols = unit.nodes.flatMap(definitionNames);
  const { startRow, endRow } = unit;
  const whole: Segment = { startRow, endRow, trail, symbols };
  if (source.tokens(unit) <= maxTokens || depth >= maxDepth) return [whole];
  const container = largestContainer(unit.nodes);
  if (!container) return [whole];
  const [name] = symbols;
  const innerTrail = name === undefined ? trail : [...trail, name];
  const inner = segmentsWithin(source, container, innerTrail, depth + 1);
  if (inner.length < 2) return [whole];
  const [first, ...rest] = covering(unit, innerTrail, inner);
  // the head names what is defined, and stands for it where the parts are searched
  return first ? [{ ...first, symbols: [...symbols, ...first.symbols] }, ...rest] : [whole];
}

/** Stretches segments over the rows between and around them, such as braces and blank lines. */
function covering(
  rows: RowRange,
  trail: readonly string[],
  segments: readonly Segment[],
): Segment[] {
  if (segments.length === 0) return [{ ...rows, trail, symbols: [] }];
  return segments.map((segment, index) => ({
    ...segment,
    startRow: index === 0 ? rows.startRow : segment.startRow,
    endRow: (segments[index + 1]?.startRow ?? rows.endRow + 1) - 1,
  }));
}

/** Groups a node's children by rows: a comment goes with what follows it, what shares a row stays together. */
function unitsOf(parent: Node, lastRow: number): Unit[] {
  const units: { startRow: number; endRow: number; nodes: Node[] }[] = [];
  let commentRow: number | undefined;
  for (const child of parent.namedChildren) {
    if (!child) continue;
    const { startRow, endRow } = rowsOf(child, lastRow);
    const last = units.at(-1);
    if (last && startRow <= last.endRow) {
      last.endRow = Math.max(last.endRow, endRow);
      if (!isComment(child)) last.nodes.push(child);
    } else if (isComment(child)) {
      commentRow ??= startRow;
    } else {
      units.push({ startRow: commentRow ?? startRow, endRow, nodes: [child] });
      commentRow = undefined;
    }
  }
  return units;
}

function rowsOf(node: Node, lastRow: number): RowRange {
  const { row: startRow } = node.startPosition;
  const { row, column } = node.endPosition;
  const endRow = column === 0 && row > startRow ? row - 1 : row;
  return { startRow: Math.min(startRow, lastRow), endRow: Math.min(endRow, lastRow) };
}

function isComment(node: Node): boolean {
  return /comment|attribute_item|^decorator$/.test(node.type);
}

/** The first node on the way to the largest part that has several children over several rows. */
function largestContainer(nodes: readonly Node[]): Node | undefined {
  let current = largest(nodes.map(unwrap));
  for (let depth = 0; current && depth < maxDepth; depth++) {
    const body = current.childForFieldName('body');
    const children: Node[] = (body ?? current).namedChildren.filter((child) => child !== null);
    const tall = children.filter((child) => height(child) > 0);
    if (body && children.length > 1) return body;
    if (tall.length > 1 || children.length > 8) return current;
    current = body ?? largest(tall);
  }
  return undefined;
}

function largest(nodes: readonly Node[]): Node | undefined {
  return nodes.reduce<Node | undefined>(
    (best, node) => (!best || height(node) > height(best) ? node : best),
    undefined,
  );
}

function height(node: Node): number {
  return node.endPosition.row - node.startPosition.row;
}
