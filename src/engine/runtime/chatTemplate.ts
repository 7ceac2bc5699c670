import { Template } from '@huggingface/jinja';
import { EngineError } from '../../protocol/engineErrors.js';
import type { ToolChatMessage, ToolDefinition } from '../../protocol/engineProtocol.js';
import type { ToolCallFormat } from '../../protocol/modelFile.js';
import { HiddenTexts } from './hiddenTexts.js';
import type { PromptPiece } from './hiddenTexts.js';

/** The special tokens that templates write by name. */
export interface TemplateTokens {
  readonly beginning: string;
  readonly end: string;
}

const noTokens: TemplateTokens = { beginning: '', end: '' };

/**
 * Models can be trained to think first. An agent's many short steps would each pay for that, and thoughts have no place
 * in what it is given, so templates that can are told to leave them out or to keep them short.
 */
const withoutThinking = { enable_thinking: false, reasoning_effort: 'low' };

const probeTool: ToolDefinition = {
  name: 'sy_probe',
  description: 'sy_purpose',
  parameters: { type: 'object', properties: { sy_key: { type: 'string' } }, required: ['sy_key'] },
};
const probeCall: readonly ToolChatMessage[] = [
  { role: 'user', text: 'sy_question' },
  {
    role: 'assistant',
    text: '',
    toolCalls: [{ id: 'sy0000001', name: probeTool.name, arguments: { sy_key: 'sy_value' } }],
  },
  { role: 'tool', callId: 'sy0000001', name: probeTool.name, text: 'sy_result' },
];

/** How each format looks where a template writes a call of the probe. */
const callFormats: readonly { readonly format: ToolCallFormat; readonly call: RegExp }[] = [
  { format: 'json', call: /<tool_call>\s*\{\s*"name":\s*"sy_probe",\s*"arguments":\s*\{/ },
  { format: 'xml', call: /<tool_call>\s*<function=sy_probe>\s*<parameter=sy_key>/ },
  { format: 'harmony', call: /to=functions\.sy_probe\b[^{]*<\|message\|>\{/ },
];

/** A model's own chat template (Jinja), for conversations with tools. */
export class ChatTemplate {
  private readonly template: Template;

  /** @throws where the text is no template */
  constructor(source: string) {
    this.template = new Template(source);
  }

  /** How the model calls tools; undefined where the template has none, or writes calls in an unknown way. */
  get toolCalls(): ToolCallFormat | undefined {
    try {
      const offered = textOf(this.render(probeCall.slice(0, 1), [probeTool]));
      if (!offered.includes(probeTool.name)) return undefined;
      const called = textOf(this.render(probeCall, [probeTool]));
      return callFormats.find(({ call }) => call.test(called))?.format;
    } catch {
      return undefined;
    }
  }

  /**
   * Lays a conversation out, up to where the model's answer begins.
   * @returns the template's own words and everybody else's texts, in order
   * @throws {EngineError} invalidRequest, where the template refuses the messages
   */
  render(
    messages: readonly ToolChatMessage[],
    tools: readonly ToolDefinition[],
    tokens = noTokens,
  ): readonly PromptPiece[] {
    const hidden = new HiddenTexts();
    try {
      const text = this.template.render({
        ...withoutThinking,
        messages: messages.map((message) => templateMessage(message, hidden)),
        ...(tools.length > 0 && { tools: tools.map((tool) => templateTool(tool, hidden)) }),
        add_generation_prompt: true,
        bos_token: tokens.beginning,
        eos_token: tokens.end,
      });
      return hidden.pieces(text);
    } catch (error) {
      throw new EngineError(
        'invalidRequest',
        'The model’s chat template cannot lay out these messages. Start a new conversation, or choose another model.',
        { cause: error },
      );
    }
  }
}

function templateMessage(message: ToolChatMessage, hidden: HiddenTexts): unknown {
  const { role } = message;
  const content = hidden.hide(message.text);
  if (role === 'tool') {
    return { role, content, name: message.name, tool_call_id: message.callId };
  }
  if (!('toolCalls' in message)) return { role, content };
  const toolCalls = message.toolCalls.map(({ id, name, arguments: values }) => ({
    id,
    type: 'function',
    function: { name, arguments: hidden.hideWithin(values) },
  }));
  return { role, content, tool_calls: toolCalls };
}

function templateTool(
  { name, description, parameters }: ToolDefinition,
  hidden: HiddenTexts,
): unknown {
  return {
    type: 'function',
    function: {
      name,
      description: hidden.hide(description),
      parameters: hidden.hideWithin(parameters),
    },
  };
}

function textOf(pieces: readonly PromptPiece[]): string {
  return pieces.map(({ text }) => text).join('');
}
