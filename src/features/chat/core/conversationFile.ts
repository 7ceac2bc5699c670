import * as v from 'valibot';
import { attachmentKinds } from '../../../protocol/chatView.js';
import type { ChatConversation } from './conversation.js';
import { keepKinds } from './historyPlan.js';

/** Raised with every change of the files that an older reader would misread. */
const schemaVersion = 1;

const text = v.string();
const count = v.pipe(v.number(), v.minValue(0));
const line = v.pipe(v.number(), v.integer(), v.minValue(1));
const optionalText = v.exactOptional(text);

const link = v.object({
  uri: text,
  path: text,
  range: v.exactOptional(v.object({ startLine: line, endLine: line })),
});

const section = v.object({
  link: v.exactOptional(link),
  title: text,
  symbols: v.array(text),
  languageId: optionalText,
  text,
  isCut: v.exactOptional(v.boolean()),
  attachmentId: optionalText,
});

const attached = v.object({
  attachment: v.object({
    id: text,
    kind: v.picklist(attachmentKinds),
    label: text,
    link: v.exactOptional(link),
    tokens: v.exactOptional(count),
    warning: optionalText,
    suggested: v.exactOptional(v.boolean()),
  }),
  sections: v.array(section),
  mention: optionalText,
});

const state = v.variant('kind', [
  v.object({
    kind: v.literal('waiting'),
    step: v.picklist(['retrieval', 'model', 'queue', 'prefill']),
  }),
  v.object({ kind: v.literal('streaming') }),
  v.object({ kind: v.literal('done') }),
  v.object({ kind: v.literal('stopped') }),
  v.object({ kind: v.literal('interrupted'), reason: text }),
  v.object({ kind: v.literal('cutShort'), reason: v.picklist(['maxTokens', 'contextFull']) }),
  v.object({
    kind: v.literal('failed'),
    message: text,
    action: v.exactOptional(
      v.picklist(['restartEngine', 'showLog', 'chooseModel', 'changeEndpoint', 'shorten']),
    ),
  }),
]);

const turn = v.object({
  id: text,
  question: text,
  command: optionalText,
  answer: text,
  state,
  askedAtMs: count,
  requestId: optionalText,
  model: optionalText,
  ttftMs: v.exactOptional(count),
  tokensPerSecond: v.exactOptional(count),
  notices: v.array(text),
  attached: v.array(attached),
  sent: v.array(section),
  keep: v.picklist(keepKinds),
});

const file = v.object({
  schemaVersion: v.literal(schemaVersion),
  conversation: v.object({
    id: text,
    title: text,
    titleIsChosen: v.boolean(),
    updatedAtMs: count,
    turns: v.array(turn),
    summary: v.exactOptional(v.object({ text, turnIds: v.array(text) })),
  }),
});

export function writeConversation(conversation: ChatConversation): string {
  return JSON.stringify({ schemaVersion, conversation });
}

/** @returns undefined where the text is not a conversation of this version, whatever it is */
export function readConversation(content: string): ChatConversation | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch {
    return undefined;
  }
  const result = v.safeParse(file, parsed);
  return result.success ? result.output.conversation : undefined;
}
