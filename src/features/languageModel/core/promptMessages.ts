import type { ChatMessage, ToolCall, ToolChatMessage } from '../../../protocol/engineProtocol.js';
import type { ChatPart, ChatRequestMessage } from './chatPart.js';

const imageText = '[An image, which this model cannot see.]';

/**
 * VS Code's messages as a chat template takes them: system text once and first, each tool's result as a message of its
 * own behind the message that asked for it. Results that answer no call are read as the user's text, as templates
 * refuse them.
 */
export function toolMessages(messages: readonly ChatRequestMessage[]): readonly ToolChatMessage[] {
  const calls = new Map<string, ToolCall>();
  const turns = messages
    .filter(({ role }) => role !== 'system')
    .flatMap((message) => turnMessages(message, calls));
  return [...systemMessages(messages), ...turns];
}

/** The same for a model that calls no tools: earlier calls and their results are told in words. */
export function plainMessages(messages: readonly ChatRequestMessage[]): readonly ChatMessage[] {
  const turns = messages
    .filter(({ role }) => role !== 'system')
    .map(({ role, parts }): ChatMessage => {
      const text = parts.map(plainText).join('\n\n');
      return { role, text };
    });
  return [...systemMessages(messages), ...joined(turns.filter(({ text }) => text !== ''))];
}

/** All that a message says, for counting its tokens. */
export function messageText({ parts }: ChatRequestMessage): string {
  return parts.map(plainText).join('\n');
}

function systemMessages(messages: readonly ChatRequestMessage[]): readonly ChatMessage[] {
  const text = messages
    .filter(({ role }) => role === 'system')
    .map(messageText)
    .join('\n\n');
  return text === '' ? [] : [{ role: 'system', text }];
}

function turnMessages(
  { role, parts }: ChatRequestMessage,
  calls: Map<string, ToolCall>,
): readonly ToolChatMessage[] {
  if (role === 'assistant') return assistantMessages(parts, calls);
  const results: ToolChatMessage[] = [];
  const rest: ChatPart[] = [];
  for (const part of parts) {
    const call = part.kind === 'result' ? calls.get(part.callId) : undefined;
    if (part.kind === 'result' && call) {
      results.push({ role: 'tool', callId: part.callId, name: call.name, text: part.text });
    } else {
      rest.push(part);
    }
  }
  const text = textOf(rest);
  return text === '' ? results : [...results, { role: 'user', text }];
}

function assistantMessages(
  parts: readonly ChatPart[],
  calls: Map<string, ToolCall>,
): readonly ToolChatMessage[] {
  const text = textOf(parts.filter(({ kind }) => kind !== 'call'));
  const toolCalls = parts.flatMap((part): ToolCall[] =>
    part.kind === 'call' ? [{ id: part.callId, name: part.name, arguments: part.input }] : [],
  );
  for (const call of toolCalls) calls.set(call.id, call);
  if (toolCalls.length > 0) return [{ role: 'assistant', text, toolCalls }];
  return text === '' ? [] : [{ role: 'assistant', text }];
}

/** Templates of models without tools want the roles in turn. */
function joined(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const result: ChatMessage[] = [];
  for (const message of messages) {
    const last = result.at(-1);
    if (last?.role === message.role) {
      result[result.length - 1] = { ...last, text: `${last.text}\n\n${message.text}` };
    } else {
      result.push(message);
    }
  }
  return result;
}

function textOf(parts: readonly ChatPart[]): string {
  return parts.map(plainText).join('');
}

function plainText(part: ChatPart): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'image':
      return imageText;
    case 'call':
      return `Called the tool ${part.name} with ${JSON.stringify(part.input)}`;
    case 'result':
      return `The tool answered:\n${part.text}`;
  }
}
