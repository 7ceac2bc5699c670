/** A part of a prompt. Only the template's own words may hold special tokens. */
export interface PromptPiece {
  readonly text: string;
  readonly isTemplate: boolean;
}

/** Words that can be no special token, and that templates compare with, such as a schema's types. */
const plainWords = /^[\w$. -]*$/;

/**
 * The quotation mark tells how often a template encoded the text around it as JSON: it gets a backslash each time, and
 * backslashes double.
 */
const placeholder = /\uE000(\\*)"(\d+)\1"\uE001/g;

/** Puts marks in place of texts while a template is rendered, so that what they say is never taken for the template's. */
export class HiddenTexts {
  private readonly texts: string[] = [];

  /** @returns what to give to the template in the text's place */
  hide(text: string): string {
    if (text === '') return '';
    this.texts.push(text);
    return `\uE000"${this.texts.length - 1}"\uE001`;
  }

  /** The same value with all texts hidden that could hold a special token, names of properties included. */
  hideWithin(value: unknown): unknown {
    if (typeof value === 'string') return plainWords.test(value) ? value : this.hide(value);
    if (Array.isArray(value)) return value.map((one) => this.hideWithin(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [
        plainWords.test(key) ? key : this.hide(key),
        this.hideWithin(one),
      ]),
    );
  }

  /** Cuts what the template gave at the marks and puts the texts back, encoded as the template encoded the marks. */
  pieces(rendered: string): readonly PromptPiece[] {
    const pieces: PromptPiece[] = [];
    let end = 0;
    for (const match of rendered.matchAll(placeholder)) {
      const [mark, backslashes = '', index] = match;
      pieces.push({ text: rendered.slice(end, match.index), isTemplate: true });
      const text = this.texts[Number(index)] ?? '';
      pieces.push({ text: encoded(text, Math.log2(backslashes.length + 1)), isTemplate: false });
      end = match.index + mark.length;
    }
    pieces.push({ text: rendered.slice(end), isTemplate: true });
    return pieces.filter(({ text }) => text !== '');
  }
}

/** @param times how often the text stands in a JSON string that stands in a JSON string … */
function encoded(text: string, times: number): string {
  return times < 1 ? text : encoded(JSON.stringify(text).slice(1, -1), times - 1);
}
