import { isBlank } from '../../../base/indentation.js';
import { isRemoteReason } from '../../../protocol/engineErrors.js';
import type { EngineState } from '../../../protocol/engineState.js';
import type { CompletionRequest, DocumentText } from './completionRequest.js';
import type { CompletionSettings } from './completionSettings.js';
import { isLanguageEnabled } from './completionSettings.js';
import type { SkipReason } from './skipReason.js';

const wordStart = /^[\p{L}\p{N}_$]/u;
/** What an editor or a habit puts right of the cursor before the text in between is written. */
const closingPunctuation = /^(?:[\s)\]}>"'`;,:]|=>|\{|\*\/|-->|\/>)*$/;
/** A document of at most this many blank characters holds nothing to complete from. */
const emptyDocumentCharacters = 200;

/** @returns why the engine shall not be asked, or undefined when it shall */
export function skipReason(
  request: CompletionRequest,
  settings: CompletionSettings,
  state: EngineState,
): SkipReason | undefined {
  return (
    settingsReason(request.document, settings) ??
    (request.cursorCount > 1 ? 'multipleCursors' : undefined) ??
    engineReason(state) ??
    suggestWidgetReason(request) ??
    (request.manual ? undefined : textReason(request))
  );
}

function settingsReason(
  document: DocumentText,
  settings: CompletionSettings,
): SkipReason | undefined {
  if (!settings.enabled) return 'disabled';
  if (!isLanguageEnabled(settings.languages, document.languageId)) return 'languageDisabled';
  if (document.lengthCharacters > settings.maxDocumentCharacters) return 'documentTooLarge';
  return undefined;
}

function engineReason(state: EngineState): SkipReason | undefined {
  switch (state.kind) {
    case 'ready':
      return state.model.fim === 'none' ? 'modelWithoutFim' : undefined;
    case 'stopped':
      return 'engineStopped';
    case 'starting':
      return 'engineStarting';
    case 'loading':
      return 'modelLoading';
    case 'idle':
      return state.error && isRemoteReason(state.error.reason) ? 'remoteUnusable' : 'noModel';
    case 'restarting':
      return 'engineRestarting';
    case 'crashed':
      return 'engineCrashed';
  }
}

/** VS Code shows a completion beside its suggest widget only when it extends the selected item. */
function suggestWidgetReason({
  document,
  position,
  selected,
}: CompletionRequest): SkipReason | undefined {
  if (!selected) return undefined;
  const typed = document.lineAt(position.line).slice(selected.startCharacter, position.character);
  const extendsTyped = selected.text.toLowerCase().startsWith(typed.toLowerCase());
  return extendsTyped && !/[\r\n]/.test(selected.text) ? undefined : 'suggestWidget';
}

function textReason({ document, position, selected }: CompletionRequest): SkipReason | undefined {
  const rest = document
    .lineAt(position.line)
    .slice(selected ? selected.endCharacter : position.character);
  if (wordStart.test(rest)) return 'wordRightOfCursor';
  if (!closingPunctuation.test(rest)) return 'textRightOfCursor';
  return isEmpty(document) ? 'emptyDocument' : undefined;
}

function isEmpty(document: DocumentText): boolean {
  if (document.lengthCharacters > emptyDocumentCharacters) return false;
  for (let line = 0; line < document.lineCount; line++) {
    if (!isBlank(document.lineAt(line))) return false;
  }
  return true;
}
