import { EngineError } from '../../protocol/engineErrors.js';
import type { Prompt } from '../../protocol/engineProtocol.js';
import type { FimTokens } from '../runtime/vocabulary.js';
import {
  maxContextShare,
  maxSuffixShare,
  maxTrimShare,
  minRoomTokens,
  trimStepTokens,
} from '../../generation/fimBudget.js';
import type { ModelProfile } from '../../generation/modelProfile.js';
import type { TokenId } from '../runtime/tokenSequence.js';
import type { PromptTokens } from './promptTokens.js';

export type FimPrompt = Extract<Prompt, { kind: 'fim' }>;

/** The part of the vocabulary that a FIM prompt needs. */
export interface FimVocabulary {
  readonly fim: FimTokens | undefined;
  readonly beginning: TokenId | undefined;
  tokenize(text: string): TokenId[];
}

/** Typing changes how the last few tokens are split; a checkpoint right at the cursor would never be reached again. */
const checkpointMarginTokens = 16;

/**
 * Lays out a fill-in-the-middle prompt as the model's profile says. The prefix is cut at its start and the suffix at
 * its end to leave room for `maxTokens` generated ones.
 * @throws {EngineError} noFimTokens
 */
export function buildFimPrompt(
  prompt: FimPrompt,
  vocabulary: FimVocabulary,
  profile: ModelProfile,
  limits: { readonly contextSize: number; readonly maxTokens: number },
): PromptTokens {
  const { fim } = vocabulary;
  if (!fim) {
    throw new EngineError(
      'noFimTokens',
      'This model has no fill-in-the-middle tokens, so it cannot complete code inside a file. Choose a code model.',
    );
  }
  const header = fileHeader(prompt, vocabulary, profile);
  const beginning = vocabulary.beginning === undefined ? [] : [vocabulary.beginning];
  const free = limits.contextSize - 1 - limits.maxTokens - beginning.length - header.length - 3;
  if (free < minRoomTokens) throw promptTooLong();
  const context = contextFiles(prompt, vocabulary, profile, Math.floor(free * maxContextShare));
  const start = [...beginning, ...context];
  const room = free - context.length;
  const suffix = vocabulary.tokenize(prompt.suffix);
  const keptSuffix = suffix.slice(0, Math.floor(room * maxSuffixShare));
  const step = Math.min(trimStepTokens, Math.floor(room * maxTrimShare));
  const prefix = trimStart(vocabulary.tokenize(prompt.prefix), room - keptSuffix.length, step);
  const tokens =
    profile.fimOrder === 'psm'
      ? [...start, fim.prefix, ...header, ...prefix, fim.suffix, ...keptSuffix, fim.middle]
      : [...start, fim.suffix, ...keptSuffix, fim.prefix, ...header, ...prefix, fim.middle];
  const cursor =
    profile.fimOrder === 'psm'
      ? start.length + 1 + header.length + prefix.length
      : tokens.length - 1;
  return {
    tokens,
    checkpointLengths: [cursor - checkpointMarginTokens, tokens.length - 1].filter(
      (length, index, all) => length > 0 && all.indexOf(length) === index,
    ),
    stopTokens: [],
    stopTexts: [],
  };
}

export function promptTooLong(): EngineError {
  return new EngineError(
    'promptTooLong',
    'The request does not fit the model’s context. Raise “Switchyard › Engine: Context Size” or ask about less text.',
  );
}

function fileHeader(
  prompt: FimPrompt,
  vocabulary: FimVocabulary,
  profile: ModelProfile,
): readonly TokenId[] {
  const separator = vocabulary.fim?.fileSeparator;
  if (profile.fileHeader === 'none' || separator === undefined || !prompt.path) return [];
  return [separator, ...vocabulary.tokenize(`${prompt.path}\n`)];
}

/** Parts of other files, in the order given. */
function contextFiles(
  { context }: FimPrompt,
  vocabulary: FimVocabulary,
  profile: ModelProfile,
  room: number,
): readonly TokenId[] {
  const { fileSeparator, repositoryName } = vocabulary.fim ?? {};
  if (profile.contextFiles === 'none' || !context) return [];
  if (fileSeparator === undefined || repositoryName === undefined) return [];
  const tokens = [repositoryName, ...vocabulary.tokenize(`${context.repository}\n`)];
  const nameLength = tokens.length;
  for (const { path, text } of context.files) {
    const file = [fileSeparator, ...vocabulary.tokenize(`${path}\n`), ...vocabulary.tokenize(text)];
    if (tokens.length + file.length <= room) tokens.push(...file);
  }
  return tokens.length === nameLength ? [] : tokens;
}

function trimStart(tokens: TokenId[], room: number, step: number): TokenId[] {
  const excess = tokens.length - room;
  if (excess <= 0) return tokens;
  return tokens.slice(Math.ceil(excess / step) * step);
}
