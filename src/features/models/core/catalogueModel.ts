/** A statement together with what it rests on. */
export interface Evidence {
  /** Where the facts come from, in words for the user. */
  readonly source: string;
  /**
   * True where we measured it ourselves, or where independent published records agree. What is false is shown as
   * unverified.
   */
  readonly verified: boolean;
}

/** One quantisation of a model that can be downloaded. */
export interface CatalogueFile {
  /** As in the file's name, such as `Q4_K_M`. */
  readonly quantisation: string;
  /** `owner/name` on Hugging Face. */
  readonly repository: string;
  /** Of the file, or of the first part, in the repository. */
  readonly path: string;
  /** Of all parts together. */
  readonly sizeBytes: number;
  /** In hexadecimal digits, where the file is one and its checksum is published. */
  readonly sha256?: string;
  readonly evidence: Evidence;
}

/** How the KV cache can be reused after a change of the prompt, which decides how fast the next keystroke is. */
export type CacheReuse =
  /** Up to any token. */
  | 'anyPrefix'
  /** Only where a checkpoint of the recurrent state was taken. */
  | 'checkpoints'
  /** Up to any token as long as the sliding window's whole cache is kept. */
  | 'slidingWindow';

export interface PromptLayout {
  /** Prefix before suffix, or suffix before prefix; the middle comes last in both. */
  readonly order: 'psm' | 'spm';
  /** What it was trained to see before that: nothing, the file's name, or parts of other files too. */
  readonly context: 'none' | 'fileHeader' | 'repository';
}

export interface CatalogueModel {
  /** Lower-case words with hyphens; never used for another model. */
  readonly id: string;
  readonly name: string;
  readonly maker: string;
  /** One sentence for the list: what it is good for. */
  readonly summary: string;
  readonly totalParameters: number;
  /** Used for each token. */
  readonly activeParameters: number;
  readonly experts: {
    readonly count: number;
    readonly usedPerToken: number;
    readonly sharedCount: number;
  };
  /** `trained`: the makers say so; `untrained`: tokens may exist, but nobody trained the model with them. */
  readonly fim: 'trained' | 'untrained';
  /** How a completion's prompt is laid out; absent where the model was not trained with one. */
  readonly promptLayout?: PromptLayout;
  /** Has a chat template. */
  readonly chat: boolean;
  readonly licence: { readonly name: string; readonly isOpenSource: boolean };
  /** Tokens of context that the makers name, without extrapolation. */
  readonly contextSize: number;
  readonly cacheReuse: CacheReuse;
  /** What the facts above rest on. */
  readonly evidence: Evidence;
  /** Quantisations, smallest first; empty for the model that comes with the extension. */
  readonly files: readonly CatalogueFile[];
}
