/** A sequence of a context, both by index in the order of creation. */
export interface LaneRef {
  readonly context: number;
  readonly sequence: number;
}

/** What the scenario process does with llama.cpp; see scenarioProcess.mjs. */
export type ScenarioStep =
  /** Evaluates tokens without asking for any output. */
  | { readonly do: 'prefill'; readonly at: LaneRef; readonly tokens: readonly number[] }
  /** Evaluates tokens in one call, with output at the given indices. */
  | {
      readonly do: 'evaluate';
      readonly at: LaneRef;
      readonly tokens: readonly number[];
      readonly outputIndices: readonly number[];
    }
  /** Decodes given tokens one after the other, each with output. */
  | { readonly do: 'decode'; readonly at: LaneRef; readonly tokens: readonly number[] }
  /** Evaluates a prompt and generates greedily. */
  | {
      readonly do: 'generate';
      readonly at: LaneRef;
      readonly tokens: readonly number[];
      readonly count: number;
    }
  /** Drops the tokens of a sequence from a position on. */
  | { readonly do: 'erase'; readonly at: LaneRef; readonly fromPosition: number }
  /** Runs lanes at the same time, each lane's steps in order. */
  | { readonly do: 'together'; readonly lanes: readonly (readonly ScenarioStep[])[] }
  | { readonly do: 'setEnabled'; readonly enabled: boolean }
  | { readonly do: 'tag'; readonly at: LaneRef; readonly tag: number }
  | { readonly do: 'recreateContext'; readonly context: number };

export interface ScenarioContext {
  readonly sequences: number;
  readonly batchSize: number;
  readonly contextSize: number;
}

/** Cases that share a process and a model; each has contexts of its own. */
export interface Scenario {
  readonly modelPath: string;
  readonly contexts: readonly ScenarioContext[];
  readonly cases: Readonly<Record<string, readonly ScenarioStep[]>>;
  /** Also read with llama.cpp's eval callback; true unless said otherwise. */
  readonly withReader?: boolean;
  readonly enabledAtStart?: boolean;
  readonly ringCapacityBytes?: number;
  readonly expertsOnCpu?: 'all' | { readonly firstLayers: number };
  readonly useMmap?: boolean;
  /** A GPU backend to put every layer on; the CPU unless said otherwise. */
  readonly gpu?: 'cuda' | 'vulkan' | 'metal';
}

/** A token that the scenario gave to llama.cpp while the tap was on. */
export interface FedToken {
  readonly contextId: number;
  readonly sequenceId: number;
  readonly position: number;
  readonly token: number;
  readonly tag: number;
}

/** A micro-batch as the tap handed it over. */
export interface MeasuredBatch {
  readonly contextId: number;
  readonly decodeIndex: number;
  readonly rowCount: number;
  readonly expertCount: number;
  readonly expertsPerToken: number;
  readonly layers: readonly number[];
  readonly ids: readonly number[];
  readonly tokens: readonly number[];
  readonly positions: readonly number[];
  readonly sequenceIds: readonly number[];
  readonly tags: readonly number[];
  readonly outputs: readonly number[];
}

/** A graph as the eval callback saw it. */
export interface ReadGraph {
  readonly tokens: readonly number[];
  readonly positions: readonly number[];
  readonly outputRows: readonly number[];
  readonly layers: readonly {
    readonly layer: number;
    readonly rowCount: number;
    readonly expertsPerToken: number;
    readonly ids: readonly number[];
  }[];
}

export interface ScenarioContextInfo {
  readonly id: number;
  readonly contextSize: number;
  readonly batchSize: number;
  readonly sequenceCount: number;
  readonly moeLayers: readonly number[];
  readonly expertCount: number;
  readonly expertsPerToken: number;
}

/** What one case did. */
export interface CaseResult {
  readonly fed: readonly FedToken[];
  readonly batches: readonly MeasuredBatch[];
  readonly graphs: readonly ReadGraph[];
  /** Tokens of each generate step, in order. */
  readonly generated: readonly (readonly number[])[];
  readonly contexts: readonly ScenarioContextInfo[];
  /** Where the expert weights of the first context's model are. */
  readonly placement: readonly {
    readonly name: string;
    readonly bufferType: string;
    readonly isSystemMemory: boolean;
    readonly sizeBytes: number;
  }[];
  /** What each counter of the tap grew by; sizes and counts of live objects as they are. */
  readonly stats: Readonly<Record<string, number>>;
}

export interface ScenarioResult {
  readonly cases: Readonly<Record<string, CaseResult>>;
  /** What llama.cpp logged about overridden placement. */
  readonly overrideLog: readonly string[];
  readonly status: { readonly state: string; readonly reason?: string };
  /** After every context is disposed of. */
  readonly finalStats: Readonly<Record<string, number>>;
}
