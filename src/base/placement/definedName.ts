/** Longer lines are not written by people. */
const maxLineLength = 400;

const name = String.raw`([\p{L}_$#][\p{L}\p{N}_$]*[?!]?)`;
const keyword =
  'class|def|enum|fn|func|fun|function|impl|interface|macro|module|namespace|object|protocol|record|struct|sub|trait|type|union';
const modifiers =
  '(?:(?:abstract|async|const|data|declare|default|export|extern|final|inline|internal|open|override|partial|private|protected|pub(?:\\([^)]*\\))?|public|readonly|sealed|static|suspend|unsafe|virtual)\\s+)*';

const byKeyword = new RegExp(
  `^${modifiers}(?:${keyword})\\b\\s*\\*?\\s*(?:\\([^)]*\\)\\s*)?${name}`,
  'u',
);
const byAssignment = new RegExp(
  `^${modifiers}(?:(?:const|let|var|val|static|readonly)\\s+)?${name}\\s*(?::[^=]*(?:=>[^=]*)*)?=\\s*(?:async\\s*)?` +
    '(?:(?:function|class|lambda)\\b|(?:\\([^;]*\\)(?:\\s*:[^=]*)?|[\\p{L}\\p{N}_$]+)\\s*=>|\\($)',
  'u',
);
const byParameters = new RegExp(
  `^(?:@\\S+\\s+)*((?:[\\p{L}\\p{N}_$<>\\[\\],.?&*:~]+\\s+)*)[*&~]*${name}\\s*(?:<[^>]*>)?\\(`,
  'u',
);
const notNames = new Set(
  'assert await case catch class def delete do elif else fn for foreach fun func function if in lock match new not of or raise return sizeof super switch this throw try typeof unless until using when where while with yield'.split(
    ' ',
  ),
);

/**
 * The name that a header defines, of a function, method, class or the like, in any of the usual languages; a variable
 * counts where it holds a function. Undefined for any other line.
 * @param header one line, with those joined to it that end its parameters
 */
export function definedName(header: string): string | undefined {
  const text = header.trim();
  if (text.length > maxLineLength) return undefined;
  const found = byKeyword.exec(text)?.[1] ?? byAssignment.exec(text)?.[1];
  return found ?? nameOfMethod(text);
}

/** A method has no word of its own before its name, but parameters and then a body, other than a call. */
function nameOfMethod(text: string): string | undefined {
  const [head, before = '', found = ''] = byParameters.exec(text) ?? [];
  if (head === undefined || notNames.has(found)) return undefined;
  if (before.split(/\s+/).some((word) => notNames.has(word))) return undefined;
  const behind = behindParameters(text, head.length);
  return behind !== undefined && /^[^=;"'`]*\{/.test(behind) ? found : undefined;
}

/** @param from behind the opening bracket. @returns undefined where it is not closed */
function behindParameters(text: string, from: number): string | undefined {
  let depth = 1;
  for (let index = from; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return text.slice(index + 1);
  }
  return undefined;
}
