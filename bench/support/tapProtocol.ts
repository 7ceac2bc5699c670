import type { BackendName } from '../../src/protocol/backend.js';

/** What a measuring process has loaded in front of llama.cpp: the routing tap, or llama.cpp's own eval callback. */
export type Interposer = 'tap' | 'evalCallback';

export interface OpenTapProcess {
  readonly interposer: Interposer;
  readonly addonFile: string;
  readonly modelPath: string;
  readonly backend: BackendName;
  readonly threads: number;
  /** In tokens. */
  readonly contextSize: number;
}

export interface MeasureTap {
  readonly phase: 'prefill' | 'decode';
  /** Tap on or off; an eval callback cannot be taken out again. */
  readonly enabled: boolean;
  /** Makes prompts differ. */
  readonly seed: number;
  /** Tokens of a decode, the first ones untimed. */
  readonly decodeTokens: number;
}

/** What one llama_decode of a measurement took of the tap. */
export interface TapCost {
  /** Nodes and splits of the graph that was computed last. */
  readonly graphNodes: number;
  readonly graphSplits: number;
  /** Copies from a backend to the host, without llama.cpp's own. */
  readonly hostCopies: number;
  /** Microseconds in the addon's own code. */
  readonly ownUs: number;
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
      /** Absent for the eval callback. */
      readonly cost?: TapCost;
    }
  | { readonly kind: 'failed'; readonly message: string };
