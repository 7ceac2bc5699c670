/** Memory of one kind, in bytes. */
export interface MemoryUse {
  readonly usedBytes: number;
  readonly totalBytes: number;
}

/** What the engine process knows about the machine; each part is absent where it cannot be read. */
export interface EngineResources {
  readonly deviceMemory?: MemoryUse;
  readonly systemMemory?: MemoryUse;
  /** Resident memory of the engine process. */
  readonly residentBytes?: number;
  /** MoE layers whose routed experts are in system memory. */
  readonly expertLayersOnCpu?: number;
}
