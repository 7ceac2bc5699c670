/** Place of each token's chip, in CSS pixels from the strip's top left corner. Grows as tokens arrive. */
export interface TokenChip {
  readonly xPx: number;
  readonly widthPx: number;
  readonly row: number;
  /** What is drawn: the token's text with its white space made visible. */
  readonly label: string;
}

interface TokenForm {
  readonly label: string;
  readonly widthPx: number;
  /** Whether a new row begins after it. */
  readonly breaks: boolean;
}

const chipGapPx = 2;
const paddingPx = 3;
const minWidthPx = 12;
/** Longer labels are cut; the whole text is in the tip. */
const maxLabelLength = 60;

/** Lays chips out like text: from left to right, a new row after a line break or where the width ends. */
export class TokenStripLayout {
  readonly chips: TokenChip[] = [];
  /** First chip of each row. */
  readonly rowStarts: number[] = [];
  private xPx = 0;
  /** Tokens repeat, so that measuring each text once is enough. */
  private readonly forms = new Map<string, TokenForm>();

  /**
   * @param widthPx width of the strip
   * @param measure width of a label in CSS pixels
   */
  constructor(
    readonly widthPx: number,
    private readonly measure: (label: string) => number,
  ) {}

  get rowCount(): number {
    return this.rowStarts.length;
  }

  /** Lays out the texts from the first that is not yet laid out. */
  extend(texts: readonly string[]): void {
    for (let index = this.chips.length; index < texts.length; index++) {
      const { label, widthPx, breaks } = this.formOf(texts[index] ?? '');
      if (this.rowCount === 0 || (this.xPx > 0 && this.xPx + widthPx > this.widthPx)) {
        this.rowStarts.push(index);
        this.xPx = 0;
      }
      this.chips.push({ xPx: this.xPx, widthPx, row: this.rowCount - 1, label });
      this.xPx += widthPx + chipGapPx;
      // the row begins with the next token, which may not be there yet
      if (breaks) this.xPx = this.widthPx + 1;
    }
  }

  /** The chip at a point of a row, or undefined. */
  chipAt(row: number, xPx: number): number | undefined {
    const start = this.rowStarts[row];
    if (start === undefined) return undefined;
    const end = this.rowStarts[row + 1] ?? this.chips.length;
    for (let index = start; index < end; index++) {
      const chip = this.chips[index];
      if (chip && xPx >= chip.xPx && xPx < chip.xPx + chip.widthPx) return index;
    }
    return undefined;
  }

  /** The chip in a neighbouring row that is nearest to the given one. */
  vertical(index: number, rows: number): number {
    const chip = this.chips[index];
    if (!chip) return index;
    const row = Math.min(this.rowCount - 1, Math.max(0, chip.row + rows));
    const start = this.rowStarts[row] ?? 0;
    const end = this.rowStarts[row + 1] ?? this.chips.length;
    let nearest = start;
    for (let other = start; other < end; other++) {
      if (distance(this.chips[other], chip) < distance(this.chips[nearest], chip)) nearest = other;
    }
    return nearest;
  }

  private formOf(text: string): TokenForm {
    const known = this.forms.get(text);
    if (known) return known;
    const label = visibleText(text);
    const widthPx = Math.max(minWidthPx, this.measure(label) + 2 * paddingPx);
    const form = { label, widthPx, breaks: text.includes('\n') };
    this.forms.set(text, form);
    return form;
  }
}

function distance(one: TokenChip | undefined, other: TokenChip): number {
  if (!one) return Infinity;
  return Math.abs(one.xPx + one.widthPx / 2 - other.xPx - other.widthPx / 2);
}

/** White space and control characters as signs. */
export function visibleText(text: string): string {
  const shown = text
    .replaceAll('\r', '')
    .replaceAll('\n', '⏎')
    .replaceAll('\t', '⇥')
    .replaceAll(' ', '·')
    // eslint-disable-next-line no-control-regex -- these are what is looked for
    .replaceAll(/[\u0000-\u001f\u007f]/g, '␦');
  if (shown === '') return '∅';
  return shown.length > maxLabelLength ? `${shown.slice(0, maxLabelLength)}…` : shown;
}
