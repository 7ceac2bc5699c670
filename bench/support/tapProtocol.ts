import type { BackendName } from '../../src/protocol/engineProtocol.js';

/** What a measuring process has loaded in front of llama.cpp: the routing tap, or llama.cpp's own eval callback. */
export type Interposer = 'tap' | 'evalCallback';

export interface OpenTapProcess {
  readonly interposer: Interposer;
  readonly addonFile: string;
  readonly modelPath: string;
  readonly backend: BackendName;
  readonly threads: number;
}

export interface MeasureTap {
  readonly phase: 'prefill' | 'decode';
  /** Tap on or off; an eval callback cannot be taken out again. */
  readonly enabled: boolean;
  /** Makes prompts differ. */
  readonly seed: number;
}

export type TapProcessRequest =
  ({ readonly kind: 'open' } & OpenTapProcess) | ({ readonly kind: 'measure' } & MeasureTap);

export type TapProcessAnswer =
  | { readonly kind: 'opened'; readonly deviceNames: readonly string[] }
  | {
      readonly kind: 'measured';
      readonly tokensPerSecond: number;
      /** Token rows that the interposer read in this measurement. */
      readonly rows: number;
    }
  | { readonly kind: 'failed'; readonly message: string };
