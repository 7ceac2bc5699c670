import type { Definition } from './definitions.js';
import { definitionsIn, isSameDefinition } from './definitions.js';
import type { LineRange } from '../text/lineRange.js';

/** What code defines, and where a text defines the same. */
export interface CodeTarget {
  /** Lines of the text that the code is to be compared with first. */
  readonly range: LineRange;
  readonly code: readonly string[];
  /** The code defines what these lines define, so that it is a version of them however much it differs. */
  readonly isSameName: boolean;
}

const importLine = /^(?:import|from|use|using|require|package|#include|@?export\s*\{)\b/;

/**
 * Names say where code belongs: a function goes to the definition of its name, wherever that is, and is taken out of a
 * class that only the answer has put around it.
 * @param expected where the code is expected
 */
export function codeTarget(
  contents: readonly string[],
  expected: LineRange,
  code: readonly string[],
): CodeTarget {
  const given = definitionsIn(code);
  const nowhere = { range: expected, code, isSameName: false };
  if (given.length === 0) return nowhere;
  const wanted = definitionsIn(contents, expected).filter(({ depth }) => depth === 0);
  const found = wanted.filter((each) => given.some((other) => isSameDefinition(each, other)));
  if (found.length > 0) {
    const range = found.reduce((all, each) => around(all, each.range), expected);
    return { range, code: unwrapped(contents, wanted, given, code), isSameName: true };
  }
  const range = placeOf(contents, expected, given);
  return range ? { range, code, isSameName: true } : nowhere;
}

/** The definition of the only function that the code holds; the nearest one of that name. */
function placeOf(
  contents: readonly string[],
  expected: LineRange,
  given: readonly Definition[],
): LineRange | undefined {
  const inner = given.filter(
    (each) => !given.some((other) => other !== each && holds(each.range, other.range)),
  );
  const [only] = inner;
  if (!only || inner.length > 1) return undefined;
  const distance = ({ range }: Definition): number =>
    Math.abs(range.startLine - expected.startLine);
  const [nearest] = definitionsIn(contents)
    .filter((each) => isSameDefinition(each, only))
    .sort((one, other) => distance(one) - distance(other));
  return nearest?.range;
}

/** A class around nothing but the function that was asked for, where the text has no such class. */
function unwrapped(
  contents: readonly string[],
  wanted: readonly Definition[],
  given: readonly Definition[],
  code: readonly string[],
): readonly string[] {
  const [outer, inner, ...others] = given;
  const [only] = wanted;
  if (!outer || !only || inner?.name !== only.name || others.length > 0) return code;
  if (wanted.length > 1 || !holds(outer.range, inner.range)) return code;
  const rest = code.filter(
    (line, index) =>
      line.trim() !== '' && (index < outer.range.startLine || index >= outer.range.endLine),
  );
  if (!rest.every((line) => importLine.test(line))) return code;
  if (definitionsIn(contents).some(({ name }) => name === outer.name)) return code;
  return code.slice(inner.range.startLine, inner.range.endLine);
}

function around(one: LineRange, other: LineRange): LineRange {
  return {
    startLine: Math.min(one.startLine, other.startLine),
    endLine: Math.max(one.endLine, other.endLine),
  };
}

function holds(outer: LineRange, inner: LineRange): boolean {
  return outer.startLine <= inner.startLine && inner.endLine <= outer.endLine;
}
