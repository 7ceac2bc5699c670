import type { ToolDefinition } from '../../../../protocol/engineProtocol.js';
import type { AnswerPart, AnswerReader } from './answerPart.js';
import { callOrText } from './answerPart.js';
import { heldBack } from './heldBack.js';

/** How calls look between `<tool_call>` and its end. */
export interface CallSyntax {
  /** Where a call's end mark stands in the text behind its beginning; undefined while it has not come. */
  findEnd(body: string): { readonly start: number; readonly end: number } | undefined;
  /** @returns undefined where the body is no proper call of one of the tools */
  parse(
    body: string,
    tools: readonly ToolDefinition[],
  ): Pick<Extract<AnswerPart, { kind: 'call' }>, 'name' | 'arguments'> | undefined;
}

const callMark = '<tool_call>';
const thoughtMark = '<think>';
const thoughtEnd = '</think>';

type State = 'start' | 'thought' | 'text' | 'call';

/** Reads answers in which calls stand between tags, behind thoughts that stand at the beginning, if any. */
export class TaggedReader implements AnswerReader {
  private state: State = 'start';
  /** Not yet decided on. In the state `call` it begins behind the call's mark. */
  private rest = '';

  /** @param syntax undefined for a model that calls no tools */
  constructor(
    private readonly syntax: CallSyntax | undefined,
    private readonly tools: readonly ToolDefinition[],
  ) {}

  push(piece: string): readonly AnswerPart[] {
    this.rest += piece;
    const parts: AnswerPart[] = [];
    while (this.step(parts));
    return parts;
  }

  end(): readonly AnswerPart[] {
    const { state, rest } = this;
    this.rest = '';
    if (state === 'call') {
      // the end mark alone may be missing
      const call = this.syntax?.parse(rest, this.tools);
      const text = callMark + rest;
      return [callOrText(call, text)];
    }
    if (rest === '') return [];
    return [{ kind: state === 'thought' ? 'thought' : 'text', text: rest }];
  }

  /** @returns whether there may be more to take from what came so far */
  private step(parts: AnswerPart[]): boolean {
    switch (this.state) {
      case 'start':
        return this.readStart();
      case 'thought':
        return this.readThought(parts);
      case 'text':
        return this.readText(parts);
      case 'call':
        return this.readCall(parts);
    }
  }

  private readStart(): boolean {
    const begun = this.rest.trimStart();
    if (thoughtMark.startsWith(begun) && begun !== thoughtMark) return false;
    if (begun.startsWith(thoughtMark)) {
      this.rest = begun.slice(thoughtMark.length);
      this.state = 'thought';
    } else {
      this.state = 'text';
    }
    return true;
  }

  private readThought(parts: AnswerPart[]): boolean {
    const end = this.rest.indexOf(thoughtEnd);
    if (end === -1) {
      this.take(this.rest.length - heldBack(this.rest, thoughtEnd), 'thought', parts);
      return false;
    }
    this.take(end, 'thought', parts);
    this.rest = this.rest.slice(thoughtEnd.length);
    this.state = 'text';
    return true;
  }

  private readText(parts: AnswerPart[]): boolean {
    const mark = this.syntax ? this.rest.indexOf(callMark) : -1;
    if (mark === -1) {
      const held = this.syntax ? heldBack(this.rest, callMark) : 0;
      this.take(this.rest.length - held, 'text', parts);
      return false;
    }
    this.take(mark, 'text', parts);
    this.rest = this.rest.slice(callMark.length);
    this.state = 'call';
    return true;
  }

  private readCall(parts: AnswerPart[]): boolean {
    const end = this.syntax?.findEnd(this.rest);
    if (!end) return false;
    const call = this.syntax?.parse(this.rest.slice(0, end.start), this.tools);
    const text = callMark + this.rest.slice(0, end.end);
    parts.push(callOrText(call, text));
    this.rest = this.rest.slice(end.end);
    this.state = 'text';
    return true;
  }

  private take(length: number, kind: 'text' | 'thought', parts: AnswerPart[]): void {
    if (length > 0) parts.push({ kind, text: this.rest.slice(0, length) });
    this.rest = this.rest.slice(length);
  }
}
