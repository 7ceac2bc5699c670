import * as v from 'valibot';
import type { ModelFileInfo } from '../../protocol/modelFile.js';
import { ChatTemplate } from './chatTemplate.js';

const tokenizerMetadata = v.object({ chat_template: v.pipe(v.string(), v.nonEmpty()) });

/**
 * What a model's chat template can do.
 * @param metadata the GGUF's keys below `tokenizer`
 * @returns undefined where there is no template
 */
export function chatTemplateAbility(metadata: unknown): ModelFileInfo['chatTemplate'] {
  const read = v.safeParse(tokenizerMetadata, metadata);
  if (!read.success) return undefined;
  const toolCalls = toolCallsOf(read.output.chat_template);
  return toolCalls === undefined ? {} : { toolCalls };
}

function toolCallsOf(source: string): ChatTemplate['toolCalls'] {
  try {
    return new ChatTemplate(source).toolCalls;
  } catch {
    // llama.cpp may know the template by its beginnings, although it cannot be parsed here
    return undefined;
  }
}
