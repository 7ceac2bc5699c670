import { parseJson } from '../../../../base/parseJson.js';
import { checkCall, isObject } from './checkCall.js';
import type { CallSyntax } from './taggedReader.js';

const closing = '</tool_call>';

/** `<tool_call>{"name": "search", "arguments": {"query": "x"}}</tool_call>`, as Qwen and Granite write calls. */
export const jsonCall: CallSyntax = {
  findEnd(body) {
    for (let from = 0; ;) {
      const start = body.indexOf(closing, from);
      if (start === -1) return undefined;
      if (!isInString(body, start)) return { start, end: start + closing.length };
      from = start + closing.length;
    }
  },
  parse(body, tools) {
    const value = parseJson(body);
    return isObject(value) ? checkCall(value['name'], argumentsOf(value), tools) : undefined;
  },
};

/** A tool without parameters may be called without arguments. */
function argumentsOf({ arguments: values }: Readonly<Record<string, unknown>>): unknown {
  return values ?? {};
}

/** JSON strings hold no line feeds, so that one that never ends cannot swallow everything. */
function isInString(text: string, position: number): boolean {
  let isOpen = false;
  for (let at = 0; at < position; at += 1) {
    const character = text[at];
    if (character === '\n') isOpen = false;
    else if (character === '"') isOpen = !isOpen;
    else if (character === '\\' && isOpen) at += 1;
  }
  return isOpen;
}
