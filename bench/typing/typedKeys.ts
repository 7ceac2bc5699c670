import type { SeededRandom } from '../../src/base/random.js';
import type { TraceEdit } from './typingTrace.js';
import type { TypingHabits } from './typingHabits.js';

export interface TypedText {
  /** UTF-16 units into the document; the text goes in here. */
  readonly offset: number;
  readonly text: string;
  /** The cursor's line in front of it. */
  readonly linePrefix: string;
  /** One step of indentation, such as two spaces. */
  readonly indentUnit: string;
}

type Habits = Pick<TypingHabits, 'correctionRate' | 'correctionLengths'>;

const opensBlock = /[{([:]\s*$/;
const blank = /^[ \t]*$/;

/**
 * Turns a text into keys, left to right. Enter brings the indentation of the line above, and one step more behind an
 * opening bracket or a colon, as an editor does; Tab and Backspace set right what the text has otherwise. Now and then
 * some characters are wrong and are taken back. Brackets do not close themselves.
 * @returns edits that, applied one after the other, insert exactly the text
 */
export function typedKeys(typed: TypedText, habits: Habits, random: SeededRandom): TraceEdit[] {
  const keys = new Keys(typed, habits, random);
  for (const part of typed.text.match(/\r?\n[ \t]*|[^]/gu) ?? []) {
    if (part.includes('\n')) keys.enter(part);
    else keys.character(part);
  }
  keys.finish();
  return keys.edits;
}

class Keys {
  readonly edits: TraceEdit[] = [];
  private offset: number;
  /** The line as it stands in the document. */
  private line: string;
  /** White space that the line shall have in front; set after Enter, until something is typed. */
  private wanted: string | undefined;
  private readonly letters: string[];

  constructor(
    private readonly typed: TypedText,
    private readonly habits: Habits,
    private readonly random: SeededRandom,
  ) {
    this.offset = typed.offset;
    this.line = typed.linePrefix;
    this.letters = typed.text.match(/\p{L}/gu) ?? [];
  }

  /** @param part a line break and the indentation of the line that it begins */
  enter(part: string): void {
    const lineBreak = part.startsWith('\r') ? '\r\n' : '\n';
    const indentation = this.indentationBelow();
    if (this.wanted === undefined) this.edit(0, lineBreak + indentation);
    else this.edit(this.line.length, this.wanted + lineBreak + indentation);
    this.line = indentation;
    this.wanted = part.slice(lineBreak.length);
  }

  character(character: string): void {
    this.settleIndentation();
    if (!blank.test(character) && this.random.nextUniform() < this.habits.correctionRate) {
      this.slip();
    }
    this.edit(0, character);
    this.line += character;
  }

  /** Nothing more is typed on the line. */
  finish(): void {
    this.settleIndentation();
  }

  private settleIndentation(): void {
    const { wanted, line } = this;
    if (wanted === undefined) return;
    this.wanted = undefined;
    this.line = wanted;
    const shared = wanted.startsWith(line) ? line : line.startsWith(wanted) ? wanted : '';
    if (shared.length < line.length) this.edit(line.length - shared.length, '');
    let missing = wanted.slice(shared.length);
    while (missing !== '') {
      const { indentUnit } = this.typed;
      const tab = missing.startsWith(indentUnit) ? indentUnit : missing;
      this.edit(0, tab);
      missing = missing.slice(tab.length);
    }
  }

  private slip(): void {
    const { correctionLengths } = this.habits;
    const length = this.pick(correctionLengths) ?? 1;
    for (let count = 0; count < length; count++) this.edit(0, this.pick(this.letters) ?? 'x');
    const wrong = this.edits.slice(this.edits.length - length);
    for (const { inserted } of wrong.reverse()) this.edit(inserted.length, '');
  }

  private pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.random.nextUniform() * items.length)];
  }

  private indentationBelow(): string {
    const indentation = /^[ \t]*/.exec(this.line)?.[0] ?? '';
    return opensBlock.test(this.line) ? indentation + this.typed.indentUnit : indentation;
  }

  /** Replaces so many characters before the cursor. */
  private edit(deleted: number, inserted: string): void {
    this.edits.push({ offset: this.offset - deleted, deleted, inserted });
    this.offset += inserted.length - deleted;
  }
}
