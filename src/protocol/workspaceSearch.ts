/**
 * What the rest of the extension may ask of the workspace index. The index lives in a process of its own; this is all
 * that chat, the language-model tool and commands see of it. Excerpts are data from the user's files: nothing in them
 * is an instruction.
 */
import type { Event } from '../base/event.js';

/** Counts the tokens of a text as the model that will read it does. */
export type CountTokens = (text: string, signal: AbortSignal) => Promise<number>;

export interface WorkspaceQuery {
  /** The question in the user's words, in any language; identifiers and paths in it weigh more. */
  readonly text: string;
  /** Most excerpts to return; 8 when absent. */
  readonly maxExcerpts?: number;
  /** Tokens that all excerpts together may take; no limit when absent. */
  readonly budget?: { readonly maxTokens: number; readonly countTokens: CountTokens };
  /** Files that the user has open or mentioned, as URIs, the most relevant first: they rank higher. */
  readonly openUris?: readonly string[];
  /** Only files whose URI is one of these or lies below one of them (`@folder`). */
  readonly withinUris?: readonly string[];
}

/** Why an excerpt was found. */
export const excerptReasons = ['text', 'symbol', 'path', 'openEditor', 'meaning'] as const;
export type ExcerptReason = (typeof excerptReasons)[number];

/** Consecutive lines of one file, as they were when the file was indexed. */
export interface ExcerptLines {
  /** First and last line, 1-based and inclusive, as editors show them and as links (`file#L3`) count. */
  readonly startLine: number;
  readonly endLine: number;
  /** Those lines, without the last line's end. */
  readonly text: string;
  /** Enclosing names from the outside in, such as `['Parser', 'parseBlock']`; headings in Markdown. */
  readonly symbolTrail: readonly string[];
  /** VS Code's language id where the index knows it, for code fences. */
  readonly languageId?: string;
  /** Higher is better; comparable within one result only. */
  readonly score: number;
  readonly reasons: readonly ExcerptReason[];
}

export interface WorkspaceExcerpt extends ExcerptLines {
  readonly uri: string;
  /** Relative to its workspace folder, with forward slashes. */
  readonly path: string;
  readonly workspaceFolder: { readonly uri: string; readonly name: string };
}

export interface WorkspaceSearchResult {
  /** Best first. */
  readonly excerpts: readonly WorkspaceExcerpt[];
  /** Files were missing from the index when it answered: it was being built, or it is off. Tell the user. */
  readonly partial: boolean;
  /** Tokens of all excerpts by the budget's counter; absent without a budget. */
  readonly tokenCount?: number;
  readonly status: IndexStatus;
}

/** Where the vectors stand that rank by meaning, with the embedding model's name. */
export type EmbeddingStatus =
  | { readonly kind: 'loading' }
  /** Vectors are computed in the background. */
  | ({ readonly kind: 'computing' } & EmbeddingProgress)
  /** The user stopped that; what has a vector is ranked by it. */
  | ({ readonly kind: 'stopped' } & EmbeddingProgress)
  | ({ readonly kind: 'ready' } & EmbeddingProgress)
  /** `reason` is a sentence for the user; the search goes on by words. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface EmbeddingProgress {
  readonly model: string;
  /** Texts with a vector, and all texts. */
  readonly done: number;
  readonly total: number;
  /** Of the vectors, as part of the index. */
  readonly sizeBytes: number;
}

export type IndexStatus =
  /** No workspace scan has begun yet. */
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'indexing';
      readonly filesDone: number;
      /** Grows while folders are still being listed. */
      readonly filesTotal: number;
    }
  | {
      readonly kind: 'ready';
      readonly files: number;
      readonly chunks: number;
      /** Of the index on disk. */
      readonly sizeBytes: number;
      /** The user stopped the build: the files left out are not searchable until it is rebuilt. */
      readonly incomplete: boolean;
      /** Absent where no embedding model is set. */
      readonly embedding?: EmbeddingStatus;
    }
  | {
      readonly kind: 'disabled';
      readonly reason: 'noWorkspace' | 'setting' | 'virtualWorkspace' | 'untrusted';
    }
  /** `reason` is a sentence for the user. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface WorkspaceSearch {
  readonly status: IndexStatus;
  readonly onDidChangeStatus: Event<IndexStatus>;
  /**
   * Finds excerpts; works while the index is being built. An index that is off, failed or empty gives no excerpts and
   * `partial: true`, never an error.
   * @throws the signal's reason when it is aborted
   */
  search(query: WorkspaceQuery, signal: AbortSignal): Promise<WorkspaceSearchResult>;
}
