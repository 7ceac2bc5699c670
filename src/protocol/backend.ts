/** A GPU backend or the CPU, in the words of the settings and the views. */
export const backendNames = ['cuda', 'vulkan', 'metal', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

/** Where a model computes: a backend of this machine, or another machine. */
export type ComputePlace = BackendName | 'remote';

/** How a backend came to be used, or not. */
export interface BackendVerdict {
  readonly backend: BackendName;
  readonly usable: boolean;
  /** One sentence; for an unusable backend what went wrong. */
  readonly reason: string;
  /** True when an earlier self-test's verdict was taken from the cache. */
  readonly remembered: boolean;
  /** True where there was nothing to test, as its binaries are not installed; absent = false. */
  readonly absent?: boolean;
}

export interface BackendReport {
  readonly backend: ComputePlace;
  readonly deviceNames: readonly string[];
  /** The ladder from its top to the rung in use. */
  readonly ladder: readonly BackendVerdict[];
  readonly threads: number;
  readonly gpuLayers: number;
}
