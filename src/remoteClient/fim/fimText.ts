import {
  maxContextShare,
  maxSuffixShare,
  maxTrimShare,
  minRoomTokens,
  trimStepTokens,
} from '../../generation/fimBudget.js';
import type { ModelProfile } from '../../generation/modelProfile.js';
import type { ContextFile, Prompt } from '../../protocol/engineProtocol.js';
import { RemoteError } from '../remoteError.js';
import type { FimTexts } from './fimTexts.js';
import { tokenTexts } from './fimTexts.js';

type FimPrompt = Extract<Prompt, { kind: 'fim' }>;

/** Code has about this many characters per token; where it has fewer, the server says that the prompt is too long. */
const charactersPerToken = 3;
const minRoomCharacters = minRoomTokens * charactersPerToken;
const trimStepCharacters = trimStepTokens * charactersPerToken;

/**
 * Lays out a fill-in-the-middle prompt as the model's profile says, as text. A server reads the texts of special tokens
 * anywhere as these tokens, so user text never comes with them: the prefix begins after the last one in it, the suffix
 * ends before the first, and files that hold one are left out.
 * @throws {RemoteError} promptTooLong
 */
export function fimText(
  prompt: FimPrompt,
  texts: FimTexts,
  profile: ModelProfile,
  limits: { readonly contextSize: number; readonly maxTokens: number },
): string {
  const header = fileHeader(prompt, texts, profile);
  const free = (limits.contextSize - limits.maxTokens - 8) * charactersPerToken - header.length;
  if (free < minRoomCharacters) throw new RemoteError('promptTooLong');
  const context = contextText(prompt, texts, profile, Math.floor(free * maxContextShare));
  const room = free - context.length;
  const tokens = tokenTexts(texts);
  const suffix = wholeStart(beforeFirst(prompt.suffix, tokens), Math.floor(room * maxSuffixShare));
  const prefix = trimStart(afterLast(prompt.prefix, tokens), room - suffix.length);
  return profile.fimOrder === 'psm'
    ? `${context}${texts.prefix}${header}${prefix}${texts.suffix}${suffix}${texts.middle}`
    : `${context}${texts.suffix}${suffix}${texts.prefix}${header}${prefix}${texts.middle}`;
}

function fileHeader({ path }: FimPrompt, texts: FimTexts, profile: ModelProfile): string {
  const { fileSeparator } = texts;
  if (profile.fileHeader === 'none' || fileSeparator === undefined || !path) return '';
  return holdsToken(path, texts) ? '' : `${fileSeparator}${path}\n`;
}

function contextText(
  { context }: FimPrompt,
  texts: FimTexts,
  profile: ModelProfile,
  room: number,
): string {
  const { fileSeparator, repositoryName } = texts;
  if (profile.contextFiles === 'none' || !context) return '';
  if (fileSeparator === undefined || repositoryName === undefined) return '';
  if (holdsToken(context.repository, texts)) return '';
  const name = `${repositoryName}${context.repository}\n`;
  const part = ({ path, text }: ContextFile): string => `${fileSeparator}${path}\n${text}`;
  let files = '';
  for (const file of context.files) {
    const isClean = !holdsToken(file.path, texts) && !holdsToken(file.text, texts);
    const more = part(file);
    if (isClean && name.length + files.length + more.length <= room) files += more;
  }
  return files === '' ? '' : name + files;
}

function holdsToken(text: string, texts: FimTexts): boolean {
  return tokenTexts(texts).some((token) => text.includes(token));
}

function afterLast(text: string, tokens: readonly string[]): string {
  const ends = tokens
    .filter((token) => text.includes(token))
    .map((token) => text.lastIndexOf(token) + token.length);
  return text.slice(Math.max(0, ...ends));
}

function beforeFirst(text: string, tokens: readonly string[]): string {
  const starts = tokens.map((token) => text.indexOf(token)).filter((index) => index >= 0);
  return starts.length === 0 ? text : text.slice(0, Math.min(...starts));
}

function trimStart(text: string, room: number): string {
  const excess = text.length - room;
  if (excess <= 0) return text;
  const step = Math.max(1, Math.min(trimStepCharacters, Math.floor(room * maxTrimShare)));
  return wholeEnd(text, text.length - Math.ceil(excess / step) * step);
}

/** No character outside of the basic plane is cut in two. */
function wholeStart(text: string, length: number): string {
  const kept = text.slice(0, length);
  return /[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept;
}

function wholeEnd(text: string, length: number): string {
  const kept = text.slice(text.length - Math.max(0, length));
  return /^[\uDC00-\uDFFF]/.test(kept) ? kept.slice(1) : kept;
}
