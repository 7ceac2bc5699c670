import type { Clock } from '../../../base/clock.js';
import type { Disposable } from '../../../base/disposable.js';
import type { Translate } from '../../../base/translate.js';
import type { LoadedModel } from '../../../protocol/engineProtocol.js';
import type { EngineState } from '../../../protocol/engineState.js';
import { ChatFailure } from './chatFailure.js';
import type { ChatEngine } from './chatEngine.js';

/** A window that has just opened has not begun to load yet; longer than this nothing is on its way. */
const graceMs = 5_000;

/**
 * The loaded model, when there is one: a question may be asked while it loads or while the engine starts again.
 * @throws {ChatFailure} where none will come without the user; or the signal's reason
 */
export function readyModel(
  engine: Pick<ChatEngine, 'state' | 'onDidChangeState'>,
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
        reject(new Error('The question was taken back.'));
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

function failureOf(state: EngineState, t: Translate): ChatFailure | undefined {
  if (state.kind === 'crashed') {
    return new ChatFailure(
      t('The engine ended too often and is not started again by itself ({0}).', state.cause),
      'restartEngine',
    );
  }
  if (state.kind !== 'idle' || !state.error) return undefined;
  return new ChatFailure(state.error.message, 'chooseModel');
}

function noModel(t: Translate): ChatFailure {
  return new ChatFailure(t('No model is loaded. Choose a model file first.'), 'chooseModel');
}
