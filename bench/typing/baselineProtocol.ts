/** What the benchmark asks of the process that holds the raw library. */
export type BaselineRequest =
  | {
      readonly kind: 'open';
      readonly modelPath: string;
      /** In tokens. */
      readonly contextSize: number;
      readonly threads: number;
    }
  | {
      readonly kind: 'complete';
      readonly id: number;
      readonly prefix: string;
      readonly suffix: string;
      readonly maxTokens: number;
    }
  | { readonly kind: 'abort'; readonly id: number };

export type BaselineAnswer =
  | { readonly kind: 'opened' }
  /** `text` is absent after an abort. */
  | { readonly kind: 'completed'; readonly id: number; readonly text?: string }
  /** Without an id: the process could not begin. */
  | { readonly kind: 'failed'; readonly id?: number; readonly message: string };
