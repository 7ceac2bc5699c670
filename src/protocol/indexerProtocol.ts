/**
 * What the extension host and the index process say to each other: JSON-RPC over the fork's IPC channel. The process
 * checks everything that it is asked against these schemas, since it opens the paths that it is given.
 */
import * as v from 'valibot';
import type { ExcerptLines, IndexStatus } from './workspaceSearch.js';

/** Raised with every incompatible change; the handshake refuses another number. */
export const indexerProtocolVersion = 2;

/** Most paths in one `changed` request, which keeps every message small. */
export const maxChangedPaths = 500;

const absolutePath = v.pipe(v.string(), v.minLength(1), v.maxLength(32_768));
const globs = v.pipe(v.array(v.pipe(v.string(), v.maxLength(4_096))), v.maxLength(2_000));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const storeKinds = ['sqlite', 'minisearch'] as const;
export type StoreKind = (typeof storeKinds)[number];

/** Characters of a query that are read; a longer one, such as a pasted file, is cut. */
export const maxQueryCharacters = 100_000;

/** Longest text whose syntax is checked; a longer one takes the parser too long. */
export const maxParsedCharacters = 2_000_000;

/** Longest text before, in or behind a completion whose scope is looked for; a longer one takes too long for typing. */
export const maxScopeCharacters = 20_000;

const scopeText = v.pipe(v.string(), v.maxLength(maxScopeCharacters));

export const indexerRequestSchemas = {
  initialize: v.strictObject({
    protocolVersion: count,
    /** Folder of this workspace's index; made when it is missing. */
    storageDirectory: absolutePath,
    /** `auto`: SQLite where this Node has it. */
    store: v.picklist(['auto', ...storeKinds]),
  }),
  /** Tells what belongs to the index and starts to bring it up to date. */
  configure: v.strictObject({
    folders: v.array(v.strictObject({ path: absolutePath })),
    /** VS Code glob patterns, relative to each folder. */
    exclude: globs,
    maxFileSizeBytes: count,
    /** Index files that look like they hold secrets, too. */
    indexSecrets: v.boolean(),
    /** GGUF file of the embedding model; absent for a search by words alone. */
    embeddingModel: v.exactOptional(absolutePath),
  }),
  /** Files or folders that were created, changed, renamed (both paths) or deleted. */
  changed: v.strictObject({
    paths: v.pipe(v.array(absolutePath), v.maxLength(maxChangedPaths)),
  }),
  search: v.strictObject({
    text: v.pipe(v.string(), v.maxLength(maxQueryCharacters)),
    maxExcerpts: v.pipe(count, v.minValue(1), v.maxValue(200)),
    /** The most relevant first. */
    openPaths: v.pipe(v.array(absolutePath), v.maxLength(500)),
    /** Files or folders that the search is limited to; empty = everything. */
    withinPaths: v.pipe(v.array(absolutePath), v.maxLength(500)),
  }),
  /** Forgets the index and builds it again. */
  rebuild: v.null(),
  /** Stops the build that is running and the computing of vectors; what is indexed stays searchable. */
  cancelBuild: v.null(),
  /** Goes on with the vectors that a stop left out. */
  resumeEmbedding: v.null(),
  /** The engine works for the user now, or no longer: vectors wait meanwhile. */
  setBusy: v.strictObject({ busy: v.boolean() }),
  /** Files that are left out, and why. */
  skipped: v.strictObject({ limit: v.pipe(count, v.maxValue(10_000)) }),
  /** Counts the syntax errors of a text by its language's grammar. */
  syntax: v.strictObject({
    /** VS Code's language id. */
    languageId: v.pipe(v.string(), v.maxLength(200)),
    text: v.pipe(v.string(), v.maxLength(maxParsedCharacters)),
  }),
  /** Finds where the syntax ends that a text begins between two others. */
  scopeEnd: v.strictObject({
    languageId: v.pipe(v.string(), v.maxLength(200)),
    before: scopeText,
    text: scopeText,
    after: scopeText,
  }),
  heartbeat: v.null(),
} as const;

export interface IndexedExcerpt extends ExcerptLines {
  /** Absolute. */
  readonly path: string;
}

/** Why a file is not in the index. Files that ignore rules or settings exclude are not listed at all. */
export const skipReasons = ['secret', 'binary', 'tooLarge', 'minified', 'unreadable'] as const;
export type SkipReason = (typeof skipReasons)[number];

export interface IndexerResults {
  initialize: {
    readonly protocolVersion: number;
    readonly processId: number;
    readonly nodeVersion: string;
    readonly store: StoreKind;
  };
  configure: null;
  changed: null;
  search: { readonly excerpts: readonly IndexedExcerpt[]; readonly partial: boolean };
  rebuild: null;
  cancelBuild: null;
  resumeEmbedding: null;
  setBusy: null;
  skipped: {
    readonly total: number;
    readonly files: readonly { readonly path: string; readonly reason: SkipReason }[];
  };
  /** `errors` is null for a language without a grammar, or where parsing takes too long. */
  syntax: { readonly errors: number | null };
  /** A length of the text, or null where its scope does not end in it or no grammar can tell. */
  scopeEnd: { readonly length: number | null };
  heartbeat: null;
}

export type IndexerRequestName = keyof typeof indexerRequestSchemas;
export type IndexerParams<N extends IndexerRequestName> = v.InferOutput<
  (typeof indexerRequestSchemas)[N]
>;
export type IndexerConfiguration = IndexerParams<'configure'>;

/** Every change of the status, at most a few a second. */
export interface IndexerNotifications {
  status: IndexStatus;
}
