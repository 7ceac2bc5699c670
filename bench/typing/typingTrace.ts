import type { GitProject } from '../support/gitProject.js';

/** One replacement; `offset` and `deleted` are UTF-16 units of the text before it. */
export interface TraceEdit {
  readonly offset: number;
  readonly deleted: number;
  readonly inserted: string;
}

/** What one key, paste or command did to the document. */
export interface TraceStep {
  /** Milliseconds on the trace's own time axis; never goes back. */
  readonly atMs: number;
  /** Applied one after the other. */
  readonly edits: readonly TraceEdit[];
}

/** An editing session in one file. */
export interface TypingTrace {
  readonly id: string;
  /** `recorded`: someone typed this, then. `synthetic`: a commit turned into keystrokes, with timings of recorded ones. */
  readonly kind: 'recorded' | 'synthetic';
  /** VS Code's language id. */
  readonly language: string;
  /** In its workspace, with forward slashes. */
  readonly path: string;
  /** As it was before the session; absent where nothing but the file is known. */
  readonly project?: GitProject;
  /** The document before the first step. */
  readonly text: string;
  readonly steps: readonly TraceStep[];
}

export function applyEdit(text: string, { offset, deleted, inserted }: TraceEdit): string {
  return text.slice(0, offset) + inserted + text.slice(offset + deleted);
}

export function applyStep(text: string, { edits }: TraceStep): string {
  return edits.reduce(applyEdit, text);
}
