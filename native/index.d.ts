/** What this addon was built for; the library that is loaded has to be the same. */
export interface TapPins {
  /** Version of the npm package node-llama-cpp. */
  readonly nodeLlamaCpp: string;
  /** Release of llama.cpp. */
  readonly llamaCpp: string;
}

export interface TapLibrary {
  /** File name of libllama. */
  readonly name: string;
  readonly llamaVersion: string;
  readonly ggmlVersion: string;
  readonly ggmlCommit: string;
}

export interface TapStatus {
  /** `waiting`: no llama.cpp library is loaded yet. `refused`: nothing is or will be measured, see `reason`. */
  readonly state: 'waiting' | 'ready' | 'refused';
  /** In a sentence without a full stop; only when refused. */
  readonly reason?: string;
  readonly library?: TapLibrary;
  /** Whether tokens are being measured now. */
  readonly enabled: boolean;
}

/**
 * The tokens of one micro-batch of llama.cpp and the experts that each was routed to. All arrays are views of one
 * ArrayBuffer; rows are in the order of the computation, which is not that of the batch.
 */
export interface TapBatch {
  /** {@link TapContext.id} */
  readonly contextId: number;
  /** Counts llama_decode calls of the process; a decode gives one batch or, when it is split, several. */
  readonly decodeIndex: number;
  readonly rowCount: number;
  /** Routed experts of a MoE layer. */
  readonly expertCount: number;
  readonly expertsPerToken: number;
  /** Numbers of the model's MoE layers, in the order of the second axis of `ids`. */
  readonly layers: Int32Array;
  /** Shape [rowCount, layers.length, expertsPerToken]; -1 where the layer did not compute the row. */
  readonly ids: Int16Array;
  /** Token of each row; -1 where llama.cpp was given an embedding. */
  readonly tokens: Int32Array;
  /** Position of each row in its sequence. */
  readonly positions: Int32Array;
  /** Sequence of each row; the first where a token belongs to several. */
  readonly sequenceIds: Int32Array;
  /** What {@link RoutingTap.setSequenceTag} last said of the row's sequence when its decode began; 0 is nothing. */
  readonly tags: Int32Array;
  /** 1 where the row produces output. */
  readonly outputs: Uint8Array;
}

/** A live llama_context with real buffers. */
export interface TapContext {
  /** Counts up from 1 in the order of creation, and is never used again. */
  readonly id: number;
  /** In tokens, of all sequences together. */
  readonly contextSize: number;
  readonly batchSize: number;
  readonly sequenceCount: number;
  /** Empty for a dense model. */
  readonly moeLayers: readonly number[];
  readonly expertCount: number;
  readonly expertsPerToken: number;
}

export interface ExpertTensor {
  /** As in the GGUF: blk.3.ffn_up_exps.weight. */
  readonly name: string;
  /** As llama.cpp calls it: CPU, CPU_Mapped, CPU_REPACK, CUDA0, Vulkan0 … */
  readonly bufferType: string;
  readonly isSystemMemory: boolean;
  readonly sizeBytes: number;
}

export interface GpuDevice {
  /** As the driver calls it: NVIDIA H100 80GB HBM3. */
  readonly name: string;
  /** Shares its memory with the system. */
  readonly isIntegrated: boolean;
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Totals since the addon was loaded; *Bytes and live* are current values. */
export interface TapStats {
  readonly decodes: number;
  readonly graphsTapped: number;
  readonly graphsMeasured: number;
  /** Token rows handed to the ring. */
  readonly rowsMeasured: number;
  /** Of these, rows that the full ring dropped, the oldest first. */
  readonly rowsOverflowed: number;
  /** Rows computed while on by a graph that was built while off; see README.md, "On and off". */
  readonly rowsUntapped: number;
  /** Rows computed outside of a known llama_decode. */
  readonly rowsUnattributed: number;
  /** Rows whose copies were given up: no room in flight, or the context was freed first. */
  readonly rowsAbandoned: number;
  /** Values read that are no expert of the model. Anything but 0 is a defect. */
  readonly idsInvalid: number;
  /** Layers whose rows could not be matched with tokens. Anything but 0 is a defect. */
  readonly layersUnmatched: number;
  /** Copies from a backend's memory to the host's: one for each backend that computes routing, and graph. */
  readonly hostCopies: number;
  /** Time that the addon's own code took of the threads that llama.cpp runs on. */
  readonly ownMicroseconds: number;
  /** Nodes of the graph that was computed last for a micro-batch, measured or not. */
  readonly graphNodes: number;
  /** Parts that the scheduler computes that graph in. */
  readonly graphSplits: number;
  /** Memory of the backends that graphs write the chosen experts to. */
  readonly tapBytes: number;
  /** Pinned host memory held, part of `stagingBytes`. */
  readonly pinnedBytes: number;
  readonly stagingBytes: number;
  readonly ringBytes: number;
  readonly ringCapacityBytes: number;
  readonly liveContexts: number;
  readonly liveSchedulers: number;
  /** Copies of llama.cpp that were seen; only the first is measured. */
  readonly librarySets: number;
}

/** The addon's exports. Must be loaded before node-llama-cpp, with RTLD_NOW | RTLD_GLOBAL; see README.md. */
export interface RoutingTap {
  readonly builtFor: TapPins;
  /** Hex SHA-256 of the sources that it was built from; see scripts/sourceHash.mjs. */
  readonly sourceHash: string;

  /** Checks the loaded library the first time that there is one. */
  status(): TapStatus;
  /** Starts or stops measuring. Stays off while refused. */
  setEnabled(enabled: boolean): void;
  /** How much may wait to be drained, in bytes; 64 MiB unless set. Throws a RangeError. */
  setRingCapacity(sizeBytes: number): void;
  /**
   * Takes what was measured, oldest first. A decode is complete here when node-llama-cpp's promise for it resolves.
   */
  drain(): TapBatch[];
  stats(): TapStats;
  /** In the order of creation. Contexts that node-llama-cpp makes only to estimate memory are left out. */
  contexts(): TapContext[];
  /** Where the expert weights of a context's model are; empty for a context that is not alive, or a dense model. */
  expertPlacement(contextId: number): ExpertTensor[];
  /** The GPUs of the measured library's backend, with their memory now; empty before there is one. */
  devices(): GpuDevice[];
  /**
   * Names what a sequence works on from its next decode on; decodes that have begun keep the earlier name. The tag is
   * 0 to 2^31 - 1. False when there is no such live context or sequence. Throws a RangeError.
   */
  setSequenceTag(contextId: number, sequenceId: number, tag: number): boolean;
  /**
   * Keeps the experts of the first layers, or of all, in system memory when a model is loaded after this; null leaves
   * placement to llama.cpp. Layers count from 0 and include dense ones.
   */
  setExpertsOnCpu(experts: null | 'all' | { readonly firstLayers: number }): void;
}
