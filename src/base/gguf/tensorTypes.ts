/** Tensor encodings that the writer can produce. */
export type TensorType = 'F32' | 'F16' | 'Q4_0' | 'Q8_0';

export interface TensorLayout {
  /** Number of the type in a GGUF file (`ggml_type` in ggml.h). */
  readonly ggmlType: number;
  /** Values that are encoded together; a row's length must be a multiple of it. */
  readonly blockLength: number;
  /** Bytes of one encoded block. */
  readonly blockSizeBytes: number;
}

export const tensorLayouts: Readonly<Record<TensorType, TensorLayout>> = {
  F32: { ggmlType: 0, blockLength: 1, blockSizeBytes: 4 },
  F16: { ggmlType: 1, blockLength: 1, blockSizeBytes: 2 },
  Q4_0: { ggmlType: 2, blockLength: 32, blockSizeBytes: 18 },
  Q8_0: { ggmlType: 8, blockLength: 32, blockSizeBytes: 34 },
};
