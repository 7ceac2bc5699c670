import type { EngineState } from '../../../protocol/engineState.js';

/** Remembers why the engine last died and came back, so that the status item can still tell afterwards. */
export class CrashMemory {
  private restartingAfter: string | undefined;
  private lastCrash: string | undefined;

  /** The cause of the newest crash from which the engine recovered. */
  get cause(): string | undefined {
    return this.lastCrash;
  }

  note(state: EngineState): void {
    if (state.kind === 'restarting') this.restartingAfter = state.cause;
    if (state.kind === 'stopped') this.restartingAfter = undefined;
    if (state.kind !== 'ready' && state.kind !== 'idle') return;
    this.lastCrash = this.restartingAfter ?? this.lastCrash;
    this.restartingAfter = undefined;
  }
}
