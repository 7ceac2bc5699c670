import type { Disposable } from '../../../../base/disposable.js';
import type { DocumentChange, OutcomeTracker } from '../outcomeTracker.js';
import { isOneKey } from '../outcomeTracker.js';
import type { AdaptiveWait } from './adaptiveWait.js';

/** Tells the trigger what the user types and what becomes of suggestions. */
export class TypingFeedback implements Disposable {
  private readonly subscription: Disposable;

  constructor(
    private readonly wait: AdaptiveWait,
    private readonly outcomes: OutcomeTracker,
    onTaken: () => void,
  ) {
    this.subscription = outcomes.onFeedback((feedback) => {
      if (feedback.kind === 'taken') {
        wait.accepted();
        onTaken();
      } else {
        wait.dismissed(feedback.visibleMs);
      }
    });
  }

  documentChanged(uri: string, changes: readonly DocumentChange[]): void {
    const [change] = changes;
    const isKey = change !== undefined && changes.length === 1 && isKeystroke(change.text);
    if (isKey) this.wait.keyTyped();
    // An acceptance that shows in the change comes after a key, of which it may look like one.
    this.outcomes.documentChanged(uri, changes);
  }

  dispose(): void {
    this.subscription.dispose();
  }
}

/** One character, a pair that the editor completes, a line end, or a deletion. */
function isKeystroke(text: string): boolean {
  return text === '' || isOneKey(text.replaceAll('\r\n', '\n')) || /^[([{"'`<].$/.test(text);
}
