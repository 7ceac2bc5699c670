export interface DeviceMemory {
  readonly name: string;
  readonly totalBytes: number;
  readonly freeBytes: number;
}

/** What a model can be spread over, as measured just now. */
export interface Machine {
  /** The GPUs of the backend in use; empty on the CPU. */
  readonly devices: readonly DeviceMemory[];
  readonly system: Omit<DeviceMemory, 'name'>;
  readonly physicalCores: number;
  /** Why experts cannot be kept in system memory while their layer is on a GPU; absent where they can. */
  readonly expertsObstacle?: string;
}
