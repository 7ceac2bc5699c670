import { errorMessage } from '../../base/errorMessage.js';
import type { BackendName, BackendVerdict } from '../../protocol/backend.js';
import type { EngineLog } from '../engineLog.js';
import type { SelfTestResult } from './selfTestProcess.js';
import type { VerdictStore } from './verdictStore.js';

export interface BackendLadderOptions {
  /** Fastest first; the last is the CPU. */
  readonly rungs: readonly BackendName[];
  readonly isInstalled: (backend: BackendName) => boolean;
  readonly fingerprint: () => Promise<string>;
  readonly selfTest: (backend: BackendName, signal: AbortSignal) => Promise<SelfTestResult>;
  readonly store: VerdictStore;
  readonly log: EngineLog;
}

/**
 * Finds the fastest backend that really decodes here. That a backend's library loads proves little (a CUDA build can
 * load, name the GPU and abort the process at its first kernel), so each is tried once in a throw-away process and the
 * verdict is remembered for this driver, these devices and this library.
 */
export class BackendLadder {
  constructor(private readonly options: BackendLadderOptions) {}

  /**
   * @param requested `auto`, or the only backend to try before the CPU
   * @returns the verdicts from the top of the ladder down to the first usable backend, which is the last element
   */
  async climbDown(requested: BackendName | 'auto', signal: AbortSignal): Promise<BackendVerdict[]> {
    const { rungs } = this.options;
    const wanted =
      requested === 'auto' ? rungs : rungs.filter((rung) => rung === requested || rung === 'cpu');
    const verdicts: BackendVerdict[] = [];
    if (requested !== 'auto' && !rungs.includes(requested)) {
      verdicts.push(unusable(requested, 'it does not exist on this platform'));
    }
    for (const backend of wanted) {
      signal.throwIfAborted();
      const verdict = await this.judge(backend, signal);
      verdicts.push(verdict);
      if (verdict.usable) return verdicts;
    }
    return verdicts;
  }

  /** Remembers that a backend failed outside the self-test: the process died on it, or a real model would not load. */
  async condemn(backend: BackendName, reason: string): Promise<void> {
    if (backend === 'cpu') return;
    await this.remember(backend, await this.options.fingerprint(), false, reason);
  }

  private async judge(backend: BackendName, signal: AbortSignal): Promise<BackendVerdict> {
    if (backend === 'cpu') {
      return { backend, usable: true, reason: 'always available', remembered: false };
    }
    if (!this.options.isInstalled(backend)) {
      return { ...unusable(backend, 'its binaries are not installed'), absent: true };
    }
    const fingerprint = await this.options.fingerprint();
    const stored = await this.options.store.find(backend, fingerprint);
    if (stored) {
      return { backend, usable: stored.usable, reason: stored.reason, remembered: true };
    }
    return this.test(backend, fingerprint, signal);
  }

  private async test(
    backend: BackendName,
    fingerprint: string,
    signal: AbortSignal,
  ): Promise<BackendVerdict> {
    const { log, selfTest } = this.options;
    log.info(`testing the ${backend} backend in a process of its own`);
    let result: SelfTestResult;
    try {
      result = await selfTest(backend, signal);
    } catch (error) {
      signal.throwIfAborted();
      // No verdict on the backend, so nothing to remember: a full disk or a missing temporary folder.
      const reason = `its self-test could not be run (${errorMessage(error)})`;
      log.warn(`${backend}: ${reason}`);
      return unusable(backend, reason);
    }
    const reason = result.passed
      ? `self-test passed on ${result.deviceNames.join(', ') || 'an unnamed device'}`
      : result.reason;
    log.info(
      `${backend}: ${result.passed ? 'usable' : 'not usable'} after ${Math.round(result.durationMs)} ms: ${reason}`,
    );
    await this.remember(backend, fingerprint, result.passed, reason);
    return { backend, usable: result.passed, reason, remembered: false };
  }

  private async remember(
    backend: BackendName,
    fingerprint: string,
    usable: boolean,
    reason: string,
  ): Promise<void> {
    const written = await this.options.store.remember({ backend, fingerprint, usable, reason });
    if (!written)
      this.options.log.warn('the backend verdict could not be saved; it is tested again next time');
  }
}

function unusable(backend: BackendName, reason: string): BackendVerdict {
  return { backend, usable: false, reason, remembered: false };
}
