import type { ChatConversation } from './conversation.js';

/** @returns 0 unless every word stands somewhere in the conversation; more for words of the title and of questions */
export function matchScore(conversation: ChatConversation, query: string): number {
  const words = folded(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return 1;
  const title = folded(conversation.title);
  const questions = folded(conversation.turns.map(({ question }) => question).join('\n'));
  const answers = folded(conversation.turns.map(({ answer }) => answer).join('\n'));
  let score = 0;
  for (const word of words) {
    if (title.includes(word)) score += 4;
    else if (questions.includes(word)) score += 2;
    else if (answers.includes(word)) score += 1;
    else return 0;
  }
  return score;
}

function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}
