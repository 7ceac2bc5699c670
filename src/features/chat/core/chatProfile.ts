import { dataRule, smallParameters, smallSystemText } from '../../../base/text/systemText.js';

/** How a model of some size is talked to: a small one follows few instructions and loses itself in long contexts. */
export interface ChatProfile {
  readonly systemText: string;
  /** Most excerpts that retrieval adds to a question. */
  readonly maxExcerpts: number;
  /** Share of the context window that they may take. */
  readonly excerptShare: number;
  readonly temperature: number;
  /** Small models go round in circles where they have nothing more to say. */
  readonly avoidsRepeats: boolean;
}

const small: ChatProfile = {
  systemText: smallSystemText,
  maxExcerpts: 3,
  excerptShare: 0.3,
  temperature: 0.2,
  avoidsRepeats: true,
};

const usual: ChatProfile = {
  systemText: [
    'You are Switchyard, a coding assistant inside an editor. Be correct, concrete and brief; answer in the language of the question.',
    dataRule,
    'Refer to numbered context as [1], [2]. If it does not hold the answer, say so instead of guessing.',
    'Put code into fenced blocks with the language.',
  ].join('\n'),
  maxExcerpts: 6,
  excerptShare: 0.4,
  temperature: 0.2,
  avoidsRepeats: false,
};

/** Below this window the excerpts of a large model would leave no room for a conversation. */
const smallContextTokens = 3_072;

export function chatProfile(model: {
  readonly parameterCount: number;
  readonly contextSize: number;
}): ChatProfile {
  if (model.parameterCount < smallParameters) return small;
  if (model.contextSize >= smallContextTokens) return usual;
  return { ...usual, maxExcerpts: small.maxExcerpts, excerptShare: small.excerptShare };
}

/** @param instructions the user's own; they come last, where a model heeds them most */
export function systemText(profile: ChatProfile, instructions: string): string {
  const own = instructions.trim();
  return own === '' ? profile.systemText : `${profile.systemText}\n\n${own}`;
}
