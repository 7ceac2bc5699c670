import type { SlashCommand } from '../../../protocol/chatView.js';
import type { Translate } from '../../../base/translate.js';
import type { MentionKind } from './mentions.js';
import type { RequestKind } from '../../../protocol/requestRecord.js';

export interface ChatCommand {
  readonly name: string;
  /** For the list; translated when shown. */
  readonly description: string;
  /** What the model is told, in front of the user's own words. */
  readonly instruction: string;
  /** The question of a command that came without one. */
  readonly defaultQuestion: string;
  readonly kind: RequestKind;
  /** What the command is about, attached by itself unless the user removes it. */
  readonly context?: MentionKind;
}

export const chatCommands: readonly ChatCommand[] = [
  {
    name: 'explain',
    description: 'Explain the attached code',
    instruction:
      'Explain what the code does and how, for a developer who has not seen it. Begin with one sentence on its purpose.',
    defaultQuestion: 'What does this code do?',
    kind: 'explain',
  },
  {
    name: 'fix',
    description: 'Find and fix what is wrong in the attached code',
    instruction:
      'Find what is wrong in the code. Say in one sentence what the cause is, then give the corrected code in one fenced block.',
    defaultQuestion: 'What is wrong here?',
    kind: 'fix',
  },
  {
    name: 'debug',
    description: 'Find out why the program stopped or the test failed',
    instruction:
      'A program stopped or a test failed, as the context shows. Say in one sentence what the likely cause is and where, as `path:line`. Then explain step by step how it came to this, and give the corrected code in one fenced block.',
    defaultQuestion: 'Why did this fail?',
    kind: 'debug',
  },
  {
    name: 'refactor',
    description: 'Make the attached code clearer without changing what it does',
    instruction:
      'Rewrite the code so that it is clearer and does exactly the same. Give the new code in one fenced block, then say what changed.',
    defaultQuestion: 'How can this be clearer?',
    kind: 'refactor',
  },
  {
    name: 'doc',
    description: 'Write the documentation comment of the attached code',
    instruction:
      'Write the documentation comment in the usual style of the language. Give the code with the comment in one fenced block.',
    defaultQuestion: 'Document this code.',
    kind: 'chat',
  },
  {
    name: 'tests',
    description: 'Write tests for the attached code',
    instruction:
      'Write unit tests with the test framework that the project uses. Cover the usual case, the edge cases and the errors. Give them in one fenced block.',
    defaultQuestion: 'Test this code.',
    kind: 'chat',
  },
  {
    name: 'sql',
    description: 'Write an SQL query',
    instruction:
      'Write one SQL query for the tables in the context. Give it in one fenced block with the language sql, then explain it in a sentence.',
    defaultQuestion: 'Which query fits here?',
    kind: 'chat',
  },
  {
    name: 'commit',
    description: 'Write a commit message for the changes',
    instruction:
      'Write a commit message: a subject in the imperative of at most 72 characters, an empty line, then what changed and why. Give only the message, in one fenced block.',
    defaultQuestion: 'Describe these changes.',
    kind: 'chat',
    context: 'changes',
  },
];

/** The commands in the user's language, for the view. */
export function slashCommands(t: Translate): SlashCommand[] {
  return chatCommands.map(({ name, description }) => ({ name, description: t(description) }));
}

export function commandNamed(name: string | undefined): ChatCommand | undefined {
  return chatCommands.find((command) => command.name === name);
}

/** Takes a known command off the start of a question; any other slash is part of the question, such as a path's. */
export function splitCommand(text: string): {
  readonly command?: string;
  readonly question: string;
} {
  const match = /^\s*\/([a-z]+)(?=\s|$)([\s\S]*)$/.exec(text);
  const command = commandNamed(match?.[1]);
  if (!command) return { question: text.trim() };
  return { command: command.name, question: (match?.[2] ?? '').trim() };
}
