import { isBlank } from '../../../base/indentation.js';
import type { CodeBlock } from '../../../base/text/codeBlocks.js';
import { diffHunks } from '../../../base/text/diffHunks.js';
import type { LineRange } from '../../../base/text/lineRange.js';
import type { CodePlacement, CodePlacements } from '../../../base/placement/placeCode.js';
import { placeCode } from '../../../base/placement/placeCode.js';
import { replaceLines } from '../../../base/text/replaceLines.js';
import { textLines } from '../../../base/text/textLines.js';
import { answerBlocks } from './answerBlocks.js';
import { commentsOnly } from './commentsOnly.js';
import type { ProposedFile, UnplacedReason } from './editOutcome.js';
import type { EditTask } from './editTask.js';
import type { FileLines } from './fileLines.js';
import { withLines } from './fileLines.js';
import { placeDocumentation } from './placeDocumentation.js';
import { placeTests } from './placeTests.js';

export type Reading =
  /** Ways in which the answer can be meant, the most likely first; each changes something. */
  | { readonly kind: 'candidates'; readonly candidates: readonly (readonly ProposedFile[])[] }
  | { readonly kind: 'unplaced'; readonly reason: UnplacedReason; readonly code: string }
  | { readonly kind: 'prose' };

const maxCandidates = 3;
/** An answer with so many of the shown lines has come to their end. */
const completeShare = 0.5;

/** Reads a model's answers to one task. */
export class AnswerReader {
  private readonly file: FileLines;
  private readonly others: readonly FileLines[];
  private readonly excerptLines: readonly string[];

  /** @param excerpt lines of the task's file that the model was given to change */
  constructor(
    private readonly task: EditTask,
    private readonly excerpt: LineRange,
  ) {
    this.file = withLines(task.file);
    this.others = (task.otherFiles ?? []).map(withLines);
    this.excerptLines = this.file.lines.slice(excerpt.startLine, excerpt.endLine);
  }

  /** @param isCut the answer ended before the model was done */
  read(answer: string, isCut: boolean): Reading {
    const blocks = answerBlocks(answer, this.excerptLines);
    const usable = isCut ? blocks.filter(({ isClosed }) => isClosed) : blocks;
    const last = blocks.at(-1);
    if (!last) return { kind: 'prose' };
    if (usable.length === 0) return { kind: 'unplaced', reason: 'incomplete', code: last.code };
    if (this.task.kind === 'tests') return this.readTests(usable);
    return this.readEdits(usable);
  }

  /** Whether what a model wrote so far holds all of the code in its new version; less of it may be one part of several. */
  isComplete(answer: string): boolean {
    if (this.others.length > 0) return false;
    if (this.read(answer, true).kind !== 'candidates') return false;
    const written = answerBlocks(answer, this.excerptLines).map(({ code }) => code.split('\n'));
    const shown = this.excerptLines.filter((line) => !isBlank(line)).length;
    const least = this.task.kind === 'tests' ? 1 : shown * completeShare;
    return written.flat().filter((line) => !isBlank(line)).length >= least;
  }

  /** The file with the code so far in its place. */
  readPartial(answer: string): { readonly uri: string; readonly after: string } | undefined {
    const block = answerBlocks(answer, this.excerptLines).at(-1);
    // a line that is being written is not yet one that could be recognised
    const code =
      block?.isClosed === false
        ? block.code.slice(0, block.code.lastIndexOf('\n') + 1)
        : block?.code;
    if (code === undefined || code.trim() === '') return undefined;
    const { kind, test } = this.task;
    if (kind === 'tests') {
      return test && { uri: test.file.uri, after: placeTests(test.file.text, code) };
    }
    const placed = this.place(this.file, this.excerpt, code, true);
    const [placement] = placed.kind === 'placed' ? placed.placements : [];
    return placement && { uri: this.file.uri, after: this.withPlacements([placement]) };
  }

  private readTests(blocks: readonly CodeBlock[]): Reading {
    const { test } = this.task;
    const longest = blocks.reduce((best, each) =>
      each.code.length > best.code.length ? each : best,
    );
    if (!test) return { kind: 'unplaced', reason: 'noPlace', code: longest.code };
    const proposed = proposedFile(test.file, placeTests(test.file.text, longest.code), test.isNew);
    return proposed
      ? { kind: 'candidates', candidates: [[proposed]] }
      : { kind: 'unplaced', reason: 'noChange', code: longest.code };
  }

  private readEdits(blocks: readonly CodeBlock[]): Reading {
    const others = this.others.flatMap((file) => {
      const own = blocks.filter((block) => isNamed(file, block));
      const placements = own.flatMap((block) => {
        const placed = this.place(
          file,
          { startLine: 0, endLine: file.lines.length },
          block.code,
          false,
        );
        return placed.kind === 'placed' ? placed.placements.slice(0, 1) : [];
      });
      return proposedFile(file, withAll(file, placements)) ?? [];
    });
    const mine = blocks.filter((block) => !this.others.some((file) => isNamed(file, block)));
    const read = this.readMain(mine);
    if (read.kind === 'candidates') {
      return { ...read, candidates: read.candidates.map((files) => [...files, ...others]) };
    }
    return others.length > 0 ? { kind: 'candidates', candidates: [others] } : read;
  }

  /** Blocks that fit nowhere, such as examples of use, do not matter when another fits. */
  private readMain(blocks: readonly CodeBlock[]): Reading {
    const placed = blocks.map((block) => this.place(this.file, this.excerpt, block.code, false));
    const changing = placed.flatMap((each) => {
      const placements = each.kind === 'placed' ? each.placements : [];
      const useful = placements.filter((placement) => this.changes(placement));
      return useful.length > 0 ? [useful] : [];
    });
    const candidates = this.candidatesOf(changing);
    if (candidates.length > 0) return { kind: 'candidates', candidates };
    const code = blocks.at(-1)?.code ?? '';
    return { kind: 'unplaced', reason: reasonOf(placed), code };
  }

  private candidatesOf(changing: readonly (readonly CodePlacement[])[]): ProposedFile[][] {
    const last = changing.at(-1) ?? [];
    const texts = last.slice(0, maxCandidates).map((placement) => {
      // what a later block says of the same lines counts
      const apart = [placement];
      for (const [earlier] of changing.slice(0, -1).toReversed()) {
        if (earlier && !apart.some((each) => collide(each, earlier))) apart.push(earlier);
      }
      return this.withPlacements(apart);
    });
    return [...new Set(texts)].flatMap((after) => {
      const proposed = proposedFile(this.file, after);
      return proposed ? [[proposed]] : [];
    });
  }

  private changes(placement: CodePlacement): boolean {
    return this.withPlacements([placement]) !== this.file.text;
  }

  private withPlacements(placements: readonly CodePlacement[]): string {
    const after = withAll(this.file, placements);
    return this.task.kind === 'document'
      ? commentsOnly(this.file.text, after, this.file.languageId)
      : after;
  }

  private place(
    file: FileLines,
    range: LineRange,
    code: string,
    isPartial: boolean,
  ): CodePlacements {
    const request = { text: file, languageId: file.languageId, range, code, isPartial };
    const comment = this.task.kind === 'document' ? placeDocumentation(request) : undefined;
    return comment ? { kind: 'placed', placements: [comment] } : placeCode(request);
  }
}

function withAll(file: FileLines, placements: readonly CodePlacement[]): string {
  // from the end, so that lines in front keep their numbers
  const ordered = placements.toSorted((one, other) => other.range.startLine - one.range.startLine);
  let { text } = file;
  for (const { range, lines } of ordered) {
    text = replaceLines(text === file.text ? file.lines : textLines(text), range, lines);
  }
  return text;
}

function proposedFile(
  { uri, path, languageId, text }: Pick<FileLines, 'uri' | 'path' | 'languageId' | 'text'>,
  after: string,
  isNew = false,
): ProposedFile | undefined {
  if (after === text) return undefined;
  return { uri, path, languageId, isNew, before: text, after, hunks: diffHunks(text, after) };
}

function isNamed({ path }: FileLines, block: CodeBlock): boolean {
  if (block.path === undefined) return false;
  const named = block.path.replaceAll('\\', '/').replace(/^\.?\//, '');
  return path === named || path.endsWith(`/${named}`);
}

function collide({ range: one }: CodePlacement, { range: other }: CodePlacement): boolean {
  return one.startLine <= other.endLine && other.startLine <= one.endLine;
}

function reasonOf(placed: readonly CodePlacements[]): UnplacedReason {
  const kinds = placed.map(({ kind }) => kind);
  if (kinds.includes('placed')) return 'noChange';
  const reasons = ['overwrites', 'elided'] as const;
  return reasons.find((reason) => kinds.includes(reason)) ?? 'noPlace';
}
