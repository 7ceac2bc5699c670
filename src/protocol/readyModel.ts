import type { Clock } from '../base/clock.js';
import type { Disposable } from '../base/disposable.js';
import type { Event } from '../base/event.js';
import type { Translate } from '../base/translate.js';
import { EngineError } from './engineErrors.js';
import type { LoadedModel } from './engineProtocol.js';
import type { EngineState } from './engineState.js';

/** A window that has just opened has not begun to load yet; longer than this nothing is on its way. */
const graceMs = 5_000;

/** The part of an engine that tells how it is. */
export interface WatchedEngine {
  readonly state: EngineState;
  readonly onDidChangeState: Event<EngineState>;
}

/**
 * The loaded model, when there is one: a request may be made while it loads or while the engine starts again.
 * @throws {EngineError} where none will come without the user; or the signal's reason
 */
export function readyModel(
  engine: WatchedEngine,
  clock: Clock,
  t: Translate,
  signal: AbortSignal,
): Promise<LoadedModel> {
  return new Promise((resolve, reject) => {
    let grace: Disposable | undefined;
    const end = (settle: () => void): void => {
      grace?.dispose();
      subscription.dispose();
      signal.removeEventListener('abort', onAbort);
      settle();
    };
    const onAbort = (): void => {
      end(() => {
        reject(new Error('The request was taken back.'));
      });
    };
    const look = (state: EngineState): void => {
      const failure = failureOf(state, t);
      if (state.kind === 'ready') {
        end(() => {
          resolve(state.model);
        });
      } else if (failure) {
        end(() => {
          reject(failure);
        });
      } else if (state.kind === 'stopped' || state.kind === 'idle') {
        grace ??= clock.setTimer(graceMs, () => {
          end(() => {
            reject(noModel(t));
          });
        });
      } else {
        grace?.dispose();
        grace = undefined;
      }
    };
    const subscription = engine.onDidChangeState(look);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    else look(engine.state);
  });
}

function failureOf(state: EngineState, t: Translate): EngineError | undefined {
  if (state.kind === 'crashed') {
    return new EngineError(
      'engineGone',
      t('The engine ended too often and is not started again by itself ({0}).', state.cause),
    );
  }
  if (state.kind !== 'idle' || !state.error) return undefined;
  return new EngineError(state.error.reason, state.error.message);
}

function noModel(t: Translate): EngineError {
  return new EngineError('noModel', t('No model is loaded. Choose a model file first.'));
}
