import type { ChangedFile, ChangeKind, OmissionReason } from './changedFile.js';
import type { ContextSection } from './contextSection.js';

/** A changed file with its changes as a diff, or why they are left out. */
export type ReadChange =
  | { readonly file: ChangedFile; readonly diff: string }
  | { readonly file: ChangedFile; readonly omitted: OmissionReason };

/** Longest diff of one file, in characters, before tokens are counted. */
const maxDiffLength = 40_000;
/** Changed files whose names are listed. */
const maxListed = 200;

const letters: Readonly<Record<ChangeKind, string>> = {
  added: 'A',
  modified: 'M',
  deleted: 'D',
  renamed: 'R',
  conflicted: 'U',
};

const omissions: Readonly<Record<OmissionReason, string>> = {
  secret: 'not shown: may hold secrets',
  machineMade: 'not shown: machine-made',
  binary: 'not shown: binary',
  tooLarge: 'not shown: too large',
  tooMany: 'not shown: too many files',
  unreadable: 'not shown: cannot be read',
};

/**
 * Changes as context: first all files by name, then each file's diff in a section of its own, so that each gets its
 * share of the window when not all of them fit.
 * @param title of the list, such as `Staged changes`
 */
export function changesContext(title: string, changes: readonly ReadChange[]): ContextSection[] {
  const lines = changes.slice(0, maxListed).map(listLine);
  const rest = changes.length - lines.length;
  if (rest > 0) lines.push(`and ${rest} more`);
  const list: ContextSection = { title, symbols: [], text: lines.join('\n') };
  return [list, ...changes.flatMap((change) => ('diff' in change ? [section(change)] : []))];
}

/** The part of a file's diff that says what changed: without the header that repeats its name. */
export function diffBody(diff: string): string {
  const start = diff.search(/^@@ /m);
  return start < 0 ? diff.trim() : diff.slice(start);
}

/** @returns whether git shows the file as a binary one */
export function isBinaryDiff(diff: string): boolean {
  return /^(?:Binary files .* differ|GIT binary patch)$/m.test(diff);
}

/** A new file as its own diff. */
export function addedLines(text: string): string {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return [`@@ -0,0 +1,${lines.length} @@`, ...lines.map((line) => `+${line}`)].join('\n');
}

function listLine(change: ReadChange): string {
  const { path, previousPath, kind } = change.file;
  const from = previousPath === undefined ? '' : `${previousPath} → `;
  const note = 'omitted' in change ? ` (${omissions[change.omitted]})` : '';
  return `${letters[kind]} ${from}${path}${note}`;
}

function section({ file, diff }: Extract<ReadChange, { readonly diff: string }>): ContextSection {
  const isCut = diff.length > maxDiffLength;
  const end = isCut ? diff.lastIndexOf('\n', maxDiffLength) : diff.length;
  return {
    ...(file.link && { link: file.link }),
    title: `${file.path} (${file.kind})`,
    symbols: [],
    languageId: 'diff',
    text: diff.slice(0, end > 0 ? end : maxDiffLength),
    ...(isCut && { isCut }),
  };
}
