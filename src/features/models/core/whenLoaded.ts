import type { Clock } from '../../../base/clock.js';
import type { Translate } from '../../../base/translate.js';
import { EngineError } from '../../../protocol/engineErrors.js';
import type { LoadedModel } from '../../../protocol/engineProtocol.js';
import type { EngineState } from '../../../protocol/engineState.js';
import type { WatchedEngine } from '../../../protocol/readyModel.js';

export interface WhenLoadedOptions {
  readonly engine: WatchedEngine;
  readonly clock: Clock;
  readonly path: string;
  /** Of the model, for messages. */
  readonly name: string;
  readonly t: Translate;
  readonly signal: AbortSignal;
}

/** Milliseconds from the choice of a model to the beginning of its load, a changed setting's way included. */
const beginWithinMs = 15_000;

/**
 * Waits until a model that was just chosen is loaded. How long a load takes depends on its size; only its beginning has
 * a limit.
 * @throws a sentence for the user where it is not loaded; the signal's reason when it is aborted
 */
export function whenLoaded(options: WhenLoadedOptions): Promise<LoadedModel> {
  const { engine, clock, path, name, t, signal } = options;
  return new Promise((resolve, reject) => {
    let hasBegun = false;
    const end = (settle: () => void): void => {
      timer.dispose();
      subscription.dispose();
      signal.removeEventListener('abort', onAbort);
      settle();
    };
    const fail = (error: Error): void => {
      end(() => {
        reject(error);
      });
    };
    const onAbort = (): void => {
      fail(new Error(t('The request was taken back.')));
    };
    const look = (state: EngineState): void => {
      if (state.kind === 'ready' && state.model.file.path === path) {
        end(() => {
          resolve(state.model);
        });
      } else if (state.kind === 'loading' && state.path === path) {
        hasBegun = true;
      } else if (hasBegun) {
        const failure = failureOf(state, options);
        if (failure) fail(failure);
      }
    };
    const timer = clock.setTimer(beginWithinMs, () => {
      if (!hasBegun) {
        fail(
          new Error(
            t(
              '{0} was not loaded. Choose it with “Switchyard: Choose Model…”, which says why.',
              name,
            ),
          ),
        );
      }
    });
    const subscription = engine.onDidChangeState(look);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    else look(engine.state);
  });
}

/** @returns undefined while the load may still come to its end */
function failureOf(state: EngineState, { name, t }: WhenLoadedOptions): Error | undefined {
  switch (state.kind) {
    case 'idle':
      return state.error && new EngineError(state.error.reason, state.error.message);
    case 'crashed':
      return new EngineError(
        'engineGone',
        t('The engine ended too often and is not started again by itself ({0}).', state.cause),
      );
    case 'ready':
      return new Error(
        t('{0} could not be loaded; {1} is still in use.', name, state.model.file.name),
      );
    case 'loading':
      return new Error(t('Another model was chosen while {0} was being loaded.', name));
    case 'stopped':
    case 'starting':
    case 'restarting':
      return undefined;
  }
}
