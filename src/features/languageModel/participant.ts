import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { withSignal } from '../../platform/withSignal.js';
import type { SourceLink } from '../../protocol/chatView.js';
import type {
  GuestAnswer,
  GuestChat,
  GuestListener,
  GuestSource,
} from '../../protocol/guestChat.js';
import { guestHistory } from './guestHistory.js';
import { readReferences } from './promptReferences.js';

/** The participant's id in package.json. */
const participantId = 'switchyard.participant';

/** What is kept with an answer in VS Code's history. */
interface AnswerMetadata {
  readonly turnId: string;
  readonly answer: string;
}

/**
 * `@switchyard` in VS Code's chat: answers as the Switchyard chat does, with the workspace search and the loaded model.
 * It proposes no follow-up questions: a model that invents some would cost the time of an answer each time.
 */
export function createParticipant(chat: GuestChat): Disposable {
  const participant = vscode.chat.createChatParticipant(
    participantId,
    (request, context, stream, token) =>
      withSignal(token, (signal) => answer(chat, { request, context, stream, signal })),
  );
  participant.iconPath = new vscode.ThemeIcon('type-hierarchy');
  return participant;
}

interface Asked {
  readonly request: vscode.ChatRequest;
  readonly context: vscode.ChatContext;
  readonly stream: vscode.ChatResponseStream;
  readonly signal: AbortSignal;
}

async function answer(
  chat: GuestChat,
  { request, context, stream, signal }: Asked,
): Promise<vscode.ChatResult> {
  const { attachments, refusals } = await readReferences(request.references);
  const given = await chat.ask(
    {
      text: request.prompt,
      ...(request.command !== undefined && { command: request.command }),
      attachments,
      history: guestHistory(context.history),
    },
    listenerOf(stream),
    signal,
  );
  if (given.answer !== '') showSources(stream, given.sources);
  for (const notice of [...refusals, ...given.notices, ...endNotice(given)]) {
    stream.markdown(`\n\n*${notice}*`);
  }
  const metadata: AnswerMetadata = { turnId: given.id, answer: given.answer };
  return { ...errorOf(given), metadata: { ...metadata } };
}

function listenerOf(stream: vscode.ChatResponseStream): GuestListener {
  return {
    onStep: (step) => {
      const words = stepWords(step);
      if (words !== undefined) stream.progress(words);
    },
    onSources: (sources) => {
      for (const { link } of sources) stream.reference(locationOf(link));
    },
    onText: (text) => {
      stream.markdown(text);
    },
  };
}

function stepWords(step: Parameters<GuestListener['onStep']>[0]): string | undefined {
  const { t } = vscode.l10n;
  switch (step) {
    case 'model':
      return undefined;
    case 'retrieval':
      return t('Searching the workspace');
    case 'queue':
      return t('Waiting for another answer');
    case 'prefill':
      return t('Reading the question and its context');
  }
}

/** The numbers are those by which the answer refers to what it read. */
function showSources(stream: vscode.ChatResponseStream, sources: readonly GuestSource[]): void {
  if (sources.length === 0) return;
  stream.markdown(`\n\n${vscode.l10n.t('Read for this answer:')}\n`);
  for (const { number, link } of sources) {
    stream.markdown(`\n- \\[${number}\\] `);
    stream.anchor(locationOf(link), placeText(link));
  }
}

function placeText({ path, range }: SourceLink): string {
  if (!range) return path;
  const { startLine, endLine } = range;
  return startLine === endLine ? `${path}:${startLine}` : `${path}:${startLine}–${endLine}`;
}

function locationOf({ uri, range }: SourceLink): vscode.Location | vscode.Uri {
  const parsed = vscode.Uri.parse(uri);
  if (!range) return parsed;
  return new vscode.Location(
    parsed,
    new vscode.Range(range.startLine - 1, 0, range.endLine - 1, 0),
  );
}

function endNotice({ state }: GuestAnswer): string[] {
  const { t } = vscode.l10n;
  if (state.kind !== 'cutShort') return [];
  return [
    state.reason === 'maxTokens'
      ? t('The answer reached its limit of tokens (“Switchyard › Chat: Max Answer Tokens”).')
      : t('The answer reached the end of the model’s context.'),
  ];
}

function errorOf({ state }: GuestAnswer): Pick<vscode.ChatResult, 'errorDetails'> {
  if (state.kind === 'failed') return { errorDetails: { message: state.message } };
  if (state.kind === 'interrupted') return { errorDetails: { message: state.reason } };
  return {};
}
