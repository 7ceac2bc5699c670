/**
 * What the extension host and the chat view say to each other. The host owns the conversations; the view draws them. The
 * host sends a snapshot when the view shows, then batches of changes with running numbers; a view that misses a number
 * asks for a new snapshot. Text of an answer is sent as Markdown; only the view turns it into (sanitised) HTML.
 */
import * as v from 'valibot';

/** Raised with every incompatible change of the messages. */
export const chatViewVersion = 1;

/** Something the user asked to send along with a question; `failure` is a stopped program or a failed test. */
export const attachmentKinds = [
  'file',
  'folder',
  'symbol',
  'selection',
  'problems',
  'terminalSelection',
  'workspace',
  'changes',
  'paste',
  'failure',
] as const;
export type AttachmentKind = (typeof attachmentKinds)[number];

/** Lines count from 1; `endLine` is the last one of the range. */
export interface SourceRange {
  readonly startLine: number;
  readonly endLine: number;
}

/** A place that an answer rests on, or that an attachment stands for. The view gives it back to open it. */
export interface SourceLink {
  /** URI of the document as a string. */
  readonly uri: string;
  /** Path to show, relative to its workspace folder. */
  readonly path: string;
  readonly range?: SourceRange;
}

export interface Attachment {
  readonly id: string;
  readonly kind: AttachmentKind;
  /** Short name for the chip, such as `cart.ts:12–30`. */
  readonly label: string;
  readonly link?: SourceLink;
  /** Tokens of its text by the loaded model; absent until counted. */
  readonly tokens?: number;
  /** Why it will be cut or cannot be sent; one sentence. */
  readonly warning?: string;
  /** Proposed by what the editor shows, not chosen by the user: sent like the others unless the user removes it. */
  readonly suggested?: boolean;
}

/** What was found in the workspace for one question. */
export interface Citation {
  /** Number by which the answer refers to it, from 1. */
  readonly number: number;
  readonly link: SourceLink;
  /** Trail of enclosing symbols, outermost first. */
  readonly symbols: readonly string[];
}

export type TurnState =
  | { readonly kind: 'waiting'; readonly step: 'retrieval' | 'model' | 'queue' | 'prefill' }
  | { readonly kind: 'streaming' }
  | { readonly kind: 'done' }
  /** The user stopped it. The text so far is kept and can be continued. */
  | { readonly kind: 'stopped' }
  /** The window was reloaded or the engine died in mid-answer. The text so far is kept and can be continued. */
  | { readonly kind: 'interrupted'; readonly reason: string }
  /** The answer reached the token limit or the end of the context window. It can be continued where there is room. */
  | { readonly kind: 'cutShort'; readonly reason: 'maxTokens' | 'contextFull' }
  | {
      readonly kind: 'failed';
      readonly message: string;
      /** What the view offers beside trying again. */
      readonly action?: 'restartEngine' | 'showLog' | 'chooseModel' | 'changeEndpoint' | 'shorten';
    };

/** A question and its answer. */
export interface Turn {
  readonly id: string;
  /** Without the slash command; to edit it, show `/command question`. */
  readonly question: string;
  /** Slash command without its slash. */
  readonly command?: string;
  readonly attachments: readonly Attachment[];
  /** Markdown. */
  readonly answer: string;
  readonly citations: readonly Citation[];
  readonly state: TurnState;
  /** Milliseconds since the Unix epoch. */
  readonly askedAtMs: number;
  /** Id of the request in the Experts view; absent before the engine was asked. */
  readonly requestId?: string;
  readonly model?: string;
  /** Milliseconds to the first token, and generated tokens per second; present once measured. */
  readonly ttftMs?: number;
  readonly tokensPerSecond?: number;
  /** Sentences for the user, such as that the index was still partial or that older turns no longer fit. */
  readonly notices: readonly string[];
  /** The window no longer holds this turn: it is shown, but the model does not see it. */
  readonly outsideWindow: boolean;
}

export interface ConversationSummary {
  readonly id: string;
  readonly title: string;
  /** Milliseconds since the Unix epoch. */
  readonly updatedAtMs: number;
  readonly turnCount: number;
}

export interface Conversation {
  readonly id: string;
  readonly title: string;
  readonly turns: readonly Turn[];
  /** What the model wrote about turns that its window no longer holds; it reads this in their place. */
  readonly summary?: {
    readonly text: string;
    /** Questions and answers that it stands for. */
    readonly messageCount: number;
  };
}

/** What the next question would fill of the model's context window, in tokens. */
export interface WindowUse {
  readonly contextSize: number;
  readonly instructions: number;
  readonly history: number;
  readonly attachments: number;
  readonly question: number;
  /** Kept free for the answer. */
  readonly answer: number;
}

/** Whether a question can be answered now. */
export type ChatAvailability =
  | { readonly kind: 'ready'; readonly model: string }
  | {
      readonly kind: 'notReady';
      /** One sentence; a question asked now waits where `waits` is true. */
      readonly detail: string;
      readonly waits: boolean;
      readonly action?: 'restartEngine' | 'showLog' | 'chooseModel' | 'changeEndpoint';
    };

/** The workspace index in the words of the chat view. */
export interface IndexNote {
  readonly kind: 'none' | 'indexing' | 'ready' | 'disabled' | 'failed';
  readonly detail: string;
  /** 0 to 1 while indexing. */
  readonly fraction?: number;
}

export interface SlashCommand {
  /** Without the slash. */
  readonly name: string;
  readonly description: string;
}

/** One line of the list that opens on `@`. */
export interface MentionSuggestion {
  readonly kind: AttachmentKind;
  /** Text that stands in the question, such as `@file:src/cart.ts`. */
  readonly insertText: string;
  readonly label: string;
  readonly detail?: string;
  /** Goes on with further suggestions, such as `@file` does with the files. */
  readonly continues: boolean;
}

export interface ChatSnapshot {
  readonly conversation: Conversation;
  readonly conversations: readonly ConversationSummary[];
  readonly availability: ChatAvailability;
  readonly index: IndexNote;
  readonly commands: readonly SlashCommand[];
  /** Attachments of the question that is being written. */
  readonly attachments: readonly Attachment[];
  readonly window?: WindowUse;
  /** Text to put into the input box, such as from "Ask about the selection". */
  readonly draft?: string;
}

export type ChatChange =
  /** Another conversation is shown, or turns were removed. */
  | { readonly kind: 'conversation'; readonly conversation: Conversation }
  | { readonly kind: 'conversations'; readonly conversations: readonly ConversationSummary[] }
  /** A turn is new or has changed in more than its text. */
  | { readonly kind: 'turn'; readonly turn: Turn }
  /** Markdown appended to the answer of a streaming turn. */
  | { readonly kind: 'answerText'; readonly turnId: string; readonly text: string }
  | { readonly kind: 'availability'; readonly availability: ChatAvailability }
  | { readonly kind: 'index'; readonly index: IndexNote }
  | { readonly kind: 'attachments'; readonly attachments: readonly Attachment[] }
  | { readonly kind: 'window'; readonly window: WindowUse | undefined }
  | {
      readonly kind: 'mentions';
      /** That of the `mentions` request it answers. */
      readonly query: string;
      readonly suggestions: readonly MentionSuggestion[];
    }
  /** Puts text into the input box and the focus there. */
  | { readonly kind: 'draft'; readonly text: string }
  | { readonly kind: 'focusInput' }
  /** Conversations that match a search, best first; the answer to `searchConversations`. */
  | {
      readonly kind: 'found';
      readonly query: string;
      readonly conversations: readonly ConversationSummary[];
    }
  /** For the status line and the screen reader. */
  | { readonly kind: 'notice'; readonly text: string };

export type ToChatView =
  | {
      readonly type: 'snapshot';
      /** {@link chatViewVersion} of the host. */
      readonly version: number;
      readonly sequence: number;
      readonly state: ChatSnapshot;
    }
  | {
      readonly type: 'changes';
      /** One more than that of the message before. */
      readonly sequence: number;
      readonly changes: readonly ChatChange[];
    };

/** What can be done with a code block of an answer. */
export const codeActions = ['copy', 'insertAtCursor', 'applyToFile', 'newFile'] as const;
export type CodeAction = (typeof codeActions)[number];

/** Longest question, in characters (UTF-16 code units), that the host takes; a longer paste becomes an attachment. */
export const maxQuestionLength = 20_000;
/** Longest text that a paste attachment may have. */
export const maxPasteLength = 2_000_000;
/** Longest code block of an answer. */
export const maxCodeLength = 1_000_000;

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const line = v.pipe(v.number(), v.integer(), v.minValue(1));
const sourceLink = v.strictObject({
  uri: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)),
  path: v.pipe(v.string(), v.maxLength(4096)),
  range: v.optional(v.strictObject({ startLine: line, endLine: line })),
});

/** Everything the view may ask of the host. */
export const fromChatView = v.variant('type', [
  /** The view has started, or has missed a message; the host answers with a snapshot. */
  v.strictObject({ type: v.literal('ready'), version: v.literal(chatViewVersion) }),
  /** Ask; the attachments are those that the host holds for the draft. */
  v.strictObject({
    type: v.literal('ask'),
    question: v.pipe(v.string(), v.maxLength(maxQuestionLength)),
  }),
  v.strictObject({ type: v.literal('stop') }),
  /** Ask the same question again; later turns are removed. */
  v.strictObject({ type: v.literal('retry'), turnId: id }),
  /** Go on with an answer that was stopped, interrupted or cut short. */
  v.strictObject({ type: v.literal('continue'), turnId: id }),
  /** Replace the question and ask again; later turns are removed. */
  v.strictObject({
    type: v.literal('editQuestion'),
    turnId: id,
    question: v.pipe(v.string(), v.maxLength(maxQuestionLength)),
  }),
  v.strictObject({ type: v.literal('newConversation') }),
  v.strictObject({ type: v.literal('openConversation'), conversationId: id }),
  v.strictObject({ type: v.literal('deleteConversation'), conversationId: id }),
  v.strictObject({
    type: v.literal('renameConversation'),
    conversationId: id,
    title: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  }),
  v.strictObject({
    type: v.literal('searchConversations'),
    query: v.pipe(v.string(), v.maxLength(200)),
  }),
  v.strictObject({ type: v.literal('exportConversation'), conversationId: id }),
  /** The text of the input box changed: the host recounts the window (debounced by the view). */
  v.strictObject({
    type: v.literal('draftChanged'),
    text: v.pipe(v.string(), v.maxLength(maxQuestionLength)),
  }),
  /** Suggestions for what stands after `@`. */
  v.strictObject({ type: v.literal('mentions'), query: v.pipe(v.string(), v.maxLength(400)) }),
  /** Attach what a chosen suggestion names. */
  v.strictObject({ type: v.literal('attach'), mention: v.pipe(v.string(), v.maxLength(4200)) }),
  /** Attach a text that is too long for the question. */
  v.strictObject({
    type: v.literal('attachPaste'),
    text: v.pipe(v.string(), v.minLength(1), v.maxLength(maxPasteLength)),
  }),
  v.strictObject({ type: v.literal('detach'), attachmentId: id }),
  v.strictObject({ type: v.literal('openLink'), link: sourceLink }),
  /** A link of the answer's Markdown: `path:line` of the workspace, or a web address, which the host asks about. */
  v.strictObject({
    type: v.literal('openHref'),
    href: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)),
  }),
  /** A code block of an answer as it stands there; the host takes only text that the answer holds. */
  v.strictObject({
    type: v.literal('code'),
    action: v.picklist(codeActions),
    turnId: id,
    text: v.pipe(v.string(), v.maxLength(maxCodeLength)),
    /** The info string of the block's fence, such as `ts`. */
    language: v.optional(v.pipe(v.string(), v.maxLength(100))),
  }),
  v.strictObject({ type: v.literal('copyAnswer'), turnId: id }),
  /** Put the answer to `/commit` into the Source Control view. */
  v.strictObject({ type: v.literal('useCommitMessage'), turnId: id }),
  v.strictObject({ type: v.literal('showRouting'), turnId: id }),
  v.strictObject({
    type: v.literal('act'),
    action: v.picklist([
      'restartEngine',
      'showLog',
      'chooseModel',
      'changeEndpoint',
      'rebuildIndex',
    ]),
  }),
]);
export type FromChatView = v.InferOutput<typeof fromChatView>;
