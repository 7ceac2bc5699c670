import type { ChatChange } from '../../../protocol/chatView.js';

/** Kinds of which only the last state within a batch matters. */
const lastCounts: ReadonlySet<ChatChange['kind']> = new Set<ChatChange['kind']>([
  'conversations',
  'availability',
  'index',
  'attachments',
  'window',
  'mentions',
  'found',
  'draft',
]);

/** Changes that wait to be sent, without those that a later one makes obsolete. */
export class ChangeBatch {
  private changes: ChatChange[] = [];

  get isEmpty(): boolean {
    return this.changes.length === 0;
  }

  add(change: ChatChange): void {
    if (change.kind === 'answerText') {
      this.append(change);
      return;
    }
    this.changes = this.changes.filter((earlier) => !isObsolete(earlier, change));
    this.changes.push(change);
  }

  /** @returns what waits, and empties the batch */
  take(): ChatChange[] {
    const { changes } = this;
    this.changes = [];
    return changes;
  }

  private append(change: Extract<ChatChange, { kind: 'answerText' }>): void {
    const last = this.changes.at(-1);
    if (last?.kind === 'answerText' && last.turnId === change.turnId) {
      this.changes[this.changes.length - 1] = { ...last, text: last.text + change.text };
    } else {
      this.changes.push(change);
    }
  }
}

function isObsolete(earlier: ChatChange, later: ChatChange): boolean {
  if (later.kind === 'conversation') {
    return ['conversation', 'turn', 'answerText'].includes(earlier.kind);
  }
  if (later.kind === 'turn') {
    // a turn comes with its whole text
    if (earlier.kind === 'turn') return earlier.turn.id === later.turn.id;
    return earlier.kind === 'answerText' && earlier.turnId === later.turn.id;
  }
  return earlier.kind === later.kind && lastCounts.has(later.kind);
}
