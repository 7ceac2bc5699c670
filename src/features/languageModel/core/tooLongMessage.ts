import type { Translate } from '../../../base/translate.js';
import type { LoadedModel } from '../../../protocol/engineProtocol.js';
import { agentPromptTokens, isTooSmallForAgent, modelWindow } from './modelWindow.js';

/** What a user can do about a request that is longer than the model's context. */
export function tooLongMessage(promptTokens: number, model: LoadedModel, t: Translate): string {
  const { contextSize, file } = model;
  const count = (tokens: number): string => tokens.toLocaleString('en');
  const sentences = [
    t(
      'This request has about {0} tokens, but {1} is loaded with a context of {2}, of which {3} are for the request.',
      count(promptTokens),
      file.name,
      count(contextSize),
      count(modelWindow(contextSize).maxInputTokens),
    ),
  ];
  if (isTooSmallForAgent(contextSize)) {
    sentences.push(
      t(
        'VS Code’s agent alone sends about {0} tokens before your question: use @switchyard or the Switchyard chat, which fit their questions to the model.',
        count(agentPromptTokens),
      ),
    );
  }
  sentences.push(
    contextSize < file.trainedContextSize
      ? t(
          'Or raise “Switchyard › Engine: Context Size” (this model takes up to {0}), or choose a model with a longer context.',
          count(file.trainedContextSize),
        )
      : t('Or choose a model with a longer context (“Switchyard: Choose Model…”).'),
  );
  return sentences.join(' ');
}
