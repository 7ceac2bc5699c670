import type { ChatConversation, ChatTurn } from './conversation.js';
import { sectionTitle } from './promptText.js';

/** A conversation as a Markdown document: questions, what they were asked about, answers and how they ended. */
export function exportMarkdown(conversation: ChatConversation): string {
  const title = conversation.title === '' ? 'Conversation' : conversation.title;
  const turns = conversation.turns.map(turnMarkdown);
  return `${[`# ${oneLine(title)}`, ...turns].join('\n\n')}\n`;
}

function turnMarkdown(turn: ChatTurn): string {
  const { command, question, answer, sent, model, askedAtMs } = turn;
  const asked = `${command === undefined ? '' : `/${command} `}${question}`.trim();
  const parts = [`## Question`, quoted(asked)];
  if (sent.length > 0) {
    const sources = sent.map((section, index) => `${index + 1}. ${sectionTitle(section)}`);
    parts.push(['Sources sent with it:', '', ...sources].join('\n'));
  }
  const day = new Date(askedAtMs).toISOString();
  parts.push(`## Answer`, answer === '' ? '(none)' : answer.trimEnd());
  const ending = endingOf(turn);
  parts.push(`*${[model, day, ending].filter((part) => part !== undefined).join(' · ')}*`);
  return parts.join('\n\n');
}

function endingOf({ state }: ChatTurn): string | undefined {
  switch (state.kind) {
    case 'done':
      return undefined;
    case 'waiting':
    case 'streaming':
      return 'still being written';
    case 'stopped':
      return 'stopped';
    case 'interrupted':
      return `interrupted: ${state.reason}`;
    case 'cutShort':
      return state.reason === 'maxTokens' ? 'cut at the token limit' : 'cut: the window was full';
    case 'failed':
      return `failed: ${state.message}`;
  }
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
