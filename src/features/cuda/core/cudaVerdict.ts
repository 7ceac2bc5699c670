import type { BackendReport } from '../../../protocol/backend.js';

/** What a loaded model says about CUDA. */
export type CudaVerdict =
  | { readonly kind: 'inUse'; readonly deviceNames: readonly string[] }
  /** CUDA was wanted and its self-test failed. */
  | { readonly kind: 'failed'; readonly reason: string; readonly usedInstead: string }
  /** Something else is used and would be, until CUDA is added. */
  | { readonly kind: 'absent' }
  /** The user has chosen another backend, or the model is computed elsewhere. */
  | { readonly kind: 'notAsked' };

/** Reads the ladder of backends that the engine climbed down. @param isStaged whether CUDA was added */
export function cudaVerdict(
  { backend, deviceNames, ladder }: BackendReport,
  isStaged: boolean,
): CudaVerdict {
  if (backend === 'cuda') return { kind: 'inUse', deviceNames };
  const verdict = ladder.find((one) => one.backend === 'cuda');
  if (!verdict || verdict.usable) return { kind: 'notAsked' };
  if (verdict.absent !== true)
    return { kind: 'failed', reason: verdict.reason, usedInstead: backend };
  // CUDA that was added while this engine ran is used by the next one
  return { kind: isStaged ? 'notAsked' : 'absent' };
}
