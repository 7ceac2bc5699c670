import type { ContextPlace } from './contextProvider.js';

/** In the order in which they stand in a prompt: what changes least comes first. */
export const contextSourceNames = ['imports', 'definitions', 'recent', 'similar'] as const;
export type ContextSourceName = (typeof contextSourceNames)[number];

/** Whole lines of a file, ending in LF. */
export interface ContextChunk {
  /** Relative to its workspace folder, with forward slashes. */
  readonly path: string;
  /** 0-based. */
  readonly startLine: number;
  readonly text: string;
}

/** One kind of text from other places. */
export interface ContextSource {
  readonly name: ContextSourceName;
  /** The most useful first; never of the document itself. Ends early, with what there is, when the signal is aborted. */
  find(place: ContextPlace, signal: AbortSignal): Promise<readonly ContextChunk[]>;
}

/** A file that the editor has open, or had. */
export interface OpenFile {
  readonly uri: string;
  readonly path: string;
  readonly languageId: string;
  /** Another number for another text. */
  readonly version: number;
  readonly lines: () => readonly string[];
}

/** Files of the workspace by their relative paths; what must not be sent anywhere is not there. */
export interface ProjectFiles {
  /** @returns the lines, or undefined where there is no such file */
  read(path: string, signal: AbortSignal): Promise<readonly string[] | undefined>;
}
