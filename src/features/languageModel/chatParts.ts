import * as vscode from 'vscode';
import type { ChatPart, ChatRequestMessage } from './core/chatPart.js';

/** Data that says something to a reader of text; the rest are marks for other providers, such as for their caches. */
const textTypes = /^(?:text\/|application\/json$)/;

/** A message of VS Code's as this feature's core reads it. */
export function chatRequestMessage({
  role,
  content,
}: Pick<vscode.LanguageModelChatRequestMessage, 'role' | 'content'>): ChatRequestMessage {
  return {
    role: roleOf(role),
    parts: content.flatMap(chatPart),
  };
}

/** VS Code's own agent sends its instructions so; the stable API has no name for it. */
const systemRole = 3;

function roleOf(role: number): ChatRequestMessage['role'] {
  if (role === systemRole) return 'system';
  const assistant: number = vscode.LanguageModelChatMessageRole.Assistant;
  return role === assistant ? 'assistant' : 'user';
}

function chatPart(part: unknown): ChatPart[] {
  if (part instanceof vscode.LanguageModelTextPart) return [{ kind: 'text', text: part.value }];
  if (part instanceof vscode.LanguageModelToolCallPart) {
    const { callId, name } = part;
    return [{ kind: 'call', callId, name, input: { ...part.input } }];
  }
  if (part instanceof vscode.LanguageModelToolResultPart) {
    const text = part.content.map(resultText).join('\n');
    return [{ kind: 'result', callId: part.callId, text }];
  }
  return part instanceof vscode.LanguageModelDataPart ? dataPart(part) : [];
}

function resultText(part: unknown): string {
  if (part instanceof vscode.LanguageModelPromptTsxPart) return JSON.stringify(part.value);
  return chatPart(part)
    .map((one) => (one.kind === 'text' ? one.text : ''))
    .join('');
}

function dataPart({ mimeType, data }: vscode.LanguageModelDataPart): ChatPart[] {
  if (mimeType.startsWith('image/')) return [{ kind: 'image' }];
  return textTypes.test(mimeType) ? [{ kind: 'text', text: new TextDecoder().decode(data) }] : [];
}
