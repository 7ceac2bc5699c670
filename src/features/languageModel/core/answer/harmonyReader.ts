import { parseJson } from '../../../../base/parseJson.js';
import type { ToolDefinition } from '../../../../protocol/engineProtocol.js';
import type { AnswerPart, AnswerReader } from './answerPart.js';
import { callOrText } from './answerPart.js';
import { checkCall } from './checkCall.js';
import { heldBack } from './heldBack.js';

const bodyMark = '<|message|>';
/** What ends a message; the first of them may also be left out before the next message. */
const endMarks = ['<|start|>', '<|end|>', '<|call|>', '<|return|>'];
const recipient = /to=functions\.([\w.-]+)/;
const channel = /<\|channel\|>\s*(\w+)/;

type Kind = 'text' | 'thought' | 'call';

/** Reads gpt-oss's answers: messages in channels, of which `analysis` is thinking and `commentary` can call tools. */
export class HarmonyReader implements AnswerReader {
  private rest = '';
  /** Of the message that is being read; undefined while its body has not begun. */
  private header: string | undefined;

  constructor(private readonly tools: readonly ToolDefinition[]) {}

  push(piece: string): readonly AnswerPart[] {
    this.rest += piece;
    const parts: AnswerPart[] = [];
    while (this.header === undefined ? this.readHeader() : this.readBody(this.header, parts));
    return parts;
  }

  end(): readonly AnswerPart[] {
    const { header, rest } = this;
    this.rest = '';
    this.header = undefined;
    if (header !== undefined) return this.parts(header, rest);
    // a header without a body says nothing, but words outside of any message do
    return rest === '' || rest.includes('<|') ? [] : [{ kind: 'text', text: rest }];
  }

  private readHeader(): boolean {
    const at = this.rest.indexOf(bodyMark);
    if (at === -1) return false;
    this.header = this.rest.slice(0, at);
    this.rest = this.rest.slice(at + bodyMark.length);
    return true;
  }

  private readBody(header: string, parts: AnswerPart[]): boolean {
    const found = endMarks
      .map((mark) => ({ mark, at: this.rest.indexOf(mark) }))
      .filter(({ at }) => at >= 0)
      .sort((one, other) => one.at - other.at)[0];
    if (!found) {
      if (kindOf(header) !== 'call') this.takeBody(header, parts);
      return false;
    }
    parts.push(...this.parts(header, this.rest.slice(0, found.at)));
    this.rest = this.rest.slice(found.at + found.mark.length);
    this.header = undefined;
    return true;
  }

  private takeBody(header: string, parts: AnswerPart[]): void {
    const length = this.rest.length - heldBack(this.rest, ...endMarks);
    parts.push(...this.parts(header, this.rest.slice(0, length)));
    this.rest = this.rest.slice(length);
  }

  private parts(header: string, text: string): readonly AnswerPart[] {
    const kind = kindOf(header);
    if (kind === 'call') return [this.call(header, text)];
    return text === '' ? [] : [{ kind, text }];
  }

  private call(header: string, body: string): AnswerPart {
    const [, name] = recipient.exec(header) ?? [];
    const text = header + bodyMark + body;
    const call = checkCall(name, parseJson(body), this.tools);
    return callOrText(call, text);
  }
}

function kindOf(header: string): Kind {
  if (recipient.test(header)) return 'call';
  return channel.exec(header)?.[1] === 'analysis' ? 'thought' : 'text';
}
