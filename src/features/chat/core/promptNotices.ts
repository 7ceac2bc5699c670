import type { Translate } from '../../../base/translate.js';
import type { ChatPrompt, PromptRequest } from './chatPrompt.js';

/** What the user should know about how a prompt came to fit: what was cut, and what the model no longer sees. */
export function promptNotices(
  prompt: ChatPrompt,
  { attached, history }: PromptRequest,
  t: Translate,
): string[] {
  const cut = attached
    .filter(({ attachment }) => prompt.shortenedIds.has(attachment.id))
    .map(({ attachment, sections }) =>
      sections.every((section) => prompt.sent.every((sent) => sent.title !== section.title))
        ? t('{0} did not fit the model’s context window and was left out.', attachment.label)
        : t('{0} was cut to fit the model’s context window.', attachment.label),
    );
  const dropped = history.filter(
    (turn, index) => prompt.keeps[index] === 'dropped' && turn.keep !== 'dropped',
  ).length;
  const brief = history.filter(
    (turn, index) =>
      prompt.keeps[index] === 'brief' && turn.keep === 'whole' && turn.sent.length > 0,
  ).length;
  return [
    ...cut,
    ...(dropped > 0
      ? [t('Earlier questions no longer fit the model’s context window: {0} left out.', dropped)]
      : []),
    ...(brief > 0
      ? [t('To make room, the context of earlier questions was left out: {0}.', brief)]
      : []),
  ];
}
