import { isBlank } from '../base/indentation.js';

/**
 * What holds a block together, and so which lines at its own indentation still belong to it: `bracket` its closing
 * bracket, `colon` clauses such as `else:`, `word` clauses and an end word, `indent` nothing but deeper lines.
 */
export type BlockKind = 'bracket' | 'colon' | 'word' | 'indent';

const commentLine = /^\s*(?:\/\/|#(?:\s|!|$)|\/\*|--\s|;;)/;
const commentStart = /^\s*\/\*+\s*$/;
const commentMiddle = /^\s*\*(?:\s|\/|$)/;
const annotation = /^\s*(?:@[\w.]+(?:\(.*\))?|#!?\[.*\])\s*$/;
const trailingComment = /\s+(?:\/\/|#\s).*$/;

const endsInBracket = /[{([](?:\s*\|[^|]*\|)?$/;
const openTag = /^\s*<[A-Za-z](?!.*<\/)(?!.*\/>$)/;
const endsInWord = /\b(?:then|do|else|begin|try|finally)(?:\s*\|[^|]*\|)?$/;
const startsWithWord = new RegExp(
  '^\\s*(?:(?:export|public|private|protected|static|async|local|abstract|final|pub) )*' +
    '(?:if|unless|while|until|for|foreach|switch|case|when|else|elsif|elif|elseif|rescue|ensure|catch|' +
    'def|class|module|struct|interface|enum|namespace|function)\\b',
);
const isWhole = /(?:[;},]|\bend)$/;
const endsInOperator = /(?:=>|->|=|&&|\|\||\\|(?<!\+)\+)$/;

/** @returns the kind of block that a line opens; undefined for a line that is complete in itself */
export function openedBlock(line: string): BlockKind | undefined {
  if (commentStart.test(line)) return 'indent';
  if (commentLine.test(line)) return undefined;
  const code = line.replace(trailingComment, '').trimEnd();
  if (endsInBracket.test(code) || openBrackets(code) > 0 || openTag.test(code)) return 'bracket';
  if (code.endsWith(':')) return 'colon';
  if (endsInWord.test(code) || (startsWithWord.test(code) && !isWhole.test(code))) return 'word';
  return endsInOperator.test(code) ? 'indent' : undefined;
}

const docstring = /^\s*[rbfu]{0,2}("""|''')(?!.*\1)\s*[^\s)\]},;]/i;
const literal = /(?:[=(,:[{]|\breturn)\s*[\w.]*(`|"""|''')(?!.*\1)/;

/** @returns the quotes that end the string over several lines which the line opens */
export function openedString(line: string): string | undefined {
  if (commentLine.test(line)) return undefined;
  return (docstring.exec(line) ?? literal.exec(line))?.[1];
}

const chain = /^\??\.\w/;
const closingBracket = /^(?:[}\])]|<\/|\/?>)/;
const endWord = /^(?:end|fi|done|esac)\b/;
/** What may still become a chain or a closing tag. */
const undecidedSymbol = /^(?:\??\.?|[</])$/;
/** Labels stand at the level of their `switch` or class in Go, C and C++, and of their `case` in Ruby. */
const label = /^(?:case|default|public|private|protected|when|in)\b/;
const wordsAfterClose = ['else', 'catch', 'finally'];
const words: Readonly<Record<BlockKind, readonly string[]>> = {
  bracket: [...wordsAfterClose, 'case', 'default', 'public', 'private', 'protected'],
  colon: ['elif', 'else', 'except', 'finally'],
  word: [
    ...['end', 'fi', 'done', 'esac', 'else', 'elsif', 'elseif', 'elif', 'when', 'in'],
    ...['rescue', 'ensure', 'then', 'do', 'catch', 'finally'],
  ],
  indent: [],
};

/** A block on its way from line to line. */
export interface BlockState {
  readonly kind: BlockKind;
  /** Its closing bracket or end word has come. */
  readonly closed: boolean;
}

/** Whether a line at the block's own indentation belongs to it. */
export function continuesBlock(line: string, state: BlockState): boolean {
  const content = line.trimStart();
  if (chain.test(content)) return true;
  const firstWord = /^\w+/.exec(content)?.[0];
  if (firstWord !== undefined) return clauseWords(state).includes(firstWord);
  if (state.closed) return false;
  return state.kind === 'word' ? content.startsWith('{') : closesByBracket(content, state);
}

/** @returns the block after a whole line at its own indentation that belongs to it, such as `} else {` or `):` */
export function afterClause(line: string, state: BlockState): BlockState {
  const content = line.trimStart();
  if (label.test(content)) return state;
  const reopened = openedBlock(line);
  if (reopened) return { kind: reopened, closed: false };
  const closes = closesByBracket(content, state) || endWord.test(content);
  return { ...state, closed: state.closed || closes };
}

/** True while a line that is still being written may yet become one that continues the block. */
export function isUndecided(line: string, state: BlockState): boolean {
  const content = line.trimStart();
  return (
    undecidedSymbol.test(content) || clauseWords(state).some((word) => word.startsWith(content))
  );
}

/** A line that only introduces the next one: a comment, a decorator, an attribute. */
export function introducesNext(line: string, isAfterAnother: boolean): boolean {
  if (isBlank(line)) return false;
  return (
    commentLine.test(line) || annotation.test(line) || (isAfterAnother && commentMiddle.test(line))
  );
}

function openBrackets(code: string): number {
  let depth = 0;
  for (const character of code) {
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
  }
  return depth;
}

function clauseWords({ kind, closed }: BlockState): readonly string[] {
  if (!closed) return words[kind];
  return kind === 'bracket' ? wordsAfterClose : [];
}

function closesByBracket(content: string, { kind }: BlockState): boolean {
  return kind === 'bracket' && closingBracket.test(content);
}
