import { parseJson } from '../../../../base/parseJson.js';
import type { ToolDefinition } from '../../../../protocol/engineProtocol.js';
import { checkCall, isObject, typesOf } from './checkCall.js';
import type { CallSyntax } from './taggedReader.js';

const closing = /<\/function>\s*<\/tool_call>/;
const whole = /^\s*<function=([^>\s]+)>([\s\S]*)<\/function>\s*$/;
const parameter = /^\s*<parameter=([^>\s]+)>\n?([\s\S]*?)\n?<\/parameter>(?=\s*(?:<parameter=|$))/;

/** `<tool_call><function=search><parameter=query>x</parameter></function></tool_call>`, as Qwen3-Coder writes calls. */
export const xmlCall: CallSyntax = {
  findEnd(body) {
    const match = closing.exec(body);
    if (!match) return undefined;
    // the function's own end belongs to the body
    const start = match.index + '</function>'.length;
    return { start, end: match.index + match[0].length };
  },
  parse(body, tools) {
    const [, name, rest] = whole.exec(body) ?? [];
    const tool = tools.find((one) => one.name === name);
    const texts = tool && parameters(rest ?? '');
    if (!texts) return undefined;
    return checkCall(name, typedValues(texts, tool), tools);
  },
};

/** @returns names and texts; undefined where there is something else between them, or a name twice */
function parameters(text: string): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  let rest = text;
  while (rest.trim() !== '') {
    const match = parameter.exec(rest);
    const [all = '', name = '', value = ''] = match ?? [];
    if (!match || found.has(name)) return undefined;
    found.set(name, value);
    rest = rest.slice(all.length);
  }
  return found;
}

/** The format writes all values as text; the tool's schema says which are meant otherwise. */
function typedValues(
  texts: ReadonlyMap<string, string>,
  { parameters: { properties } }: ToolDefinition,
): Readonly<Record<string, unknown>> {
  const schemas = isObject(properties) ? properties : {};
  return Object.fromEntries(
    [...texts].map(([name, text]) => {
      const types = Object.hasOwn(schemas, name) ? typesOf(schemas[name]) : undefined;
      return [name, types === undefined || types.includes('string') ? text : jsonOr(text)];
    }),
  );
}

function jsonOr(text: string): unknown {
  const value = parseJson(text);
  return value === undefined ? text : value;
}
