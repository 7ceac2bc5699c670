interface NumberedMessage {
  readonly type: string;
  readonly sequence: number;
  /** Of a snapshot: the protocol that the host speaks. */
  readonly version?: number;
}

/** `missed`: one before it is gone, so the view needs a snapshot; `ignored`: not to be understood. */
export type Verdict = 'inOrder' | 'missed' | 'ignored';

/** Watches the numbers of the host's messages: a snapshot, then changes without a gap. */
export class MessageSequence {
  /** Undefined until there is a snapshot to change. */
  private last: number | undefined;

  /** @param version of the protocol that the view speaks */
  constructor(private readonly version: number) {}

  judge(message: NumberedMessage): Verdict {
    if (message.type === 'snapshot') {
      if (message.version !== this.version) return 'ignored';
    } else if (this.last === undefined) {
      return 'ignored';
    } else if (message.sequence !== this.last + 1) {
      this.last = undefined;
      return 'missed';
    }
    this.last = message.sequence;
    return 'inOrder';
  }
}
