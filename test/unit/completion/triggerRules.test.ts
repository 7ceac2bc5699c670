import assert from 'node:assert/strict';
import type { CompletionRequest } from '../../../src/features/completion/core/completionRequest.js';
import { defaultCompletionSettings } from '../../../src/features/completion/core/completionSettings.js';
import type { CompletionSettings } from '../../../src/features/completion/core/completionSettings.js';
import { skipReason } from '../../../src/features/completion/core/triggerRules.js';
import type { EngineState } from '../../../src/protocol/engineState.js';
import { requestAt } from './markedDocument.js';
import { readyState } from './scriptedEngine.js';

interface TriggerCase {
  readonly title: string;
  readonly document?: string;
  readonly request?: Partial<CompletionRequest>;
  readonly settings?: Partial<CompletionSettings>;
  readonly state?: EngineState;
  readonly reason: string | undefined;
}

const plain = 'const a = ‸\n';

const cases: readonly TriggerCase[] = [
  { title: 'the end of a line', reason: undefined },
  { title: 'closing brackets', document: 'call(first[‸]);\n', reason: undefined },
  { title: 'the opener of a block', document: 'if (‸) {\n}\n', reason: undefined },
  { title: 'an arrow', document: 'const f = (‸) => {\n};\n', reason: undefined },
  { title: 'the end of a comment', document: '/** ‸ */\n', reason: undefined },
  { title: 'a word', document: 'const ‸a = 1;\n', reason: 'wordRightOfCursor' },
  { title: 'the middle of a word', document: 'con‸st a = 1;\n', reason: 'wordRightOfCursor' },
  { title: 'a letter of any script', document: 'x = ‸ñ\n', reason: 'wordRightOfCursor' },
  { title: 'more code', document: 'call(‸, second)\n', reason: 'textRightOfCursor' },
  { title: 'a blank document', document: '\n\n  ‸\n', reason: 'emptyDocument' },
  { title: 'a manual trigger', document: 'con‸st', request: { manual: true }, reason: undefined },
  { title: 'several cursors', request: { cursorCount: 2 }, reason: 'multipleCursors' },
  {
    title: 'several cursors, even by hand',
    request: { cursorCount: 2, manual: true },
    reason: 'multipleCursors',
  },
  { title: 'the switch', settings: { enabled: false }, reason: 'disabled' },
  {
    title: 'the language',
    settings: { languages: { typescript: false } },
    reason: 'languageDisabled',
  },
  {
    title: 'all other languages',
    settings: { languages: { '*': false } },
    reason: 'languageDisabled',
  },
  {
    title: 'a language of its own',
    settings: { languages: { '*': false, typescript: true } },
    reason: undefined,
  },
  { title: 'the size', settings: { maxDocumentCharacters: 5 }, reason: 'documentTooLarge' },
  { title: 'no process', state: { kind: 'stopped' }, reason: 'engineStopped' },
  { title: 'a starting process', state: { kind: 'starting' }, reason: 'engineStarting' },
  { title: 'no model', state: { kind: 'idle' }, reason: 'noModel' },
  {
    title: 'a loading model',
    state: { kind: 'loading', path: '/a', step: 'weights', fraction: 0.5 },
    reason: 'modelLoading',
  },
  {
    title: 'a restart',
    state: { kind: 'restarting', attempt: 1, delayMs: 1_000, cause: 'x' },
    reason: 'engineRestarting',
  },
  { title: 'a crash', state: { kind: 'crashed', cause: 'x' }, reason: 'engineCrashed' },
  { title: 'no FIM tokens', state: readyState({ fim: 'none' }), reason: 'modelWithoutFim' },
  {
    title: 'a selected item that extends what is typed',
    document: 'list.fo‸\n',
    request: { selected: { startCharacter: 5, endCharacter: 7, text: 'forEach' } },
    reason: undefined,
  },
  {
    title: 'a selected item that is another word',
    document: 'list.fo‸\n',
    request: { selected: { startCharacter: 5, endCharacter: 7, text: 'map' } },
    reason: 'suggestWidget',
  },
  {
    title: 'a selected item of several lines',
    document: 'fo‸\n',
    request: { selected: { startCharacter: 0, endCharacter: 2, text: 'for () {\n}' } },
    reason: 'suggestWidget',
  },
  {
    title: 'a selected item that replaces the rest of a word',
    document: 'list.fo‸o;\n',
    request: { selected: { startCharacter: 5, endCharacter: 8, text: 'forEach' } },
    reason: undefined,
  },
];

describe('skipReason', () => {
  for (const { title, document, request, settings, state, reason } of cases) {
    it(`${title}: ${reason ?? 'asks'}`, () => {
      assert.equal(
        skipReason(
          requestAt(document ?? plain, request),
          { ...defaultCompletionSettings, ...settings },
          state ?? readyState(),
        ),
        reason,
      );
    });
  }
});
