import { fenced } from '../../../base/text/fence.js';
import type { LineRange } from '../../../base/text/lineRange.js';
import { textLines } from '../../../base/text/textLines.js';
import type { Translate } from '../../../base/translate.js';
import { EngineError } from '../../../protocol/engineErrors.js';
import type { ChatMessage, LoadedModel } from '../../../protocol/engineProtocol.js';
import type { ContextPart } from './contextText.js';
import { contextHead, contextOf, contextText } from './contextText.js';
import type { EditEngine } from './editEngine.js';
import type { EditProfile } from './editProfile.js';
import { editProfile } from './editProfile.js';
import type { EditSettings } from './editSettings.js';
import type { EditTask } from './editTask.js';
import { fenceLanguage } from './fenceLanguage.js';
import { instructionText } from './instructionText.js';

export interface EditPrompt {
  readonly messages: readonly ChatMessage[];
  /** Tokens of all of them, about. */
  readonly tokens: number;
  /** Lines of the file that the model is shown to change; fewer than asked for where the window is too small. */
  readonly excerpt: LineRange;
  readonly maxAnswerTokens: number;
  readonly profile: EditProfile;
}

interface ShownContext {
  readonly texts: readonly string[];
  readonly tokens: number;
  /** Of the files among them that the answer may change too. */
  readonly changeableTokens: number;
}

/** What a chat template adds to each message and to the whole, about. */
const messageTokens = 8;
const templateTokens = 48;
/** New code is hardly more than half as long again as the old, besides a few sentences. */
const answerGrowth = 1.5;
const answerSpare = 160;
/** Share of the window that tests may take as an answer. */
const testsAnswerShare = 0.35;
/** No tokenizer makes fewer tokens of code, so longer text need not be counted to be known too long. */
const maxCharactersPerToken = 24;
/** An excerpt that does not fit is cut to this share of its lines, again and again. */
const narrowing = 0.6;
/** Fewer lines around a problem are not worth asking about. */
const minNarrowedLines = 6;

/** Lays out the first question of an edit; tokens are counted by the model's own tokenizer. */
export class EditPromptBuilder {
  constructor(
    private readonly engine: Pick<EditEngine, 'countTokens'>,
    private readonly t: Translate,
  ) {}

  /** @throws {EngineError} `promptTooLong` when the code does not fit; or the signal's reason */
  async build(
    task: EditTask,
    model: LoadedModel,
    settings: EditSettings,
    signal: AbortSignal,
  ): Promise<EditPrompt> {
    const profile = editProfile(model.file.parameterCount);
    const lines = textLines(task.file.text);
    const system = systemText(profile, settings.instructions);
    const systemTokens = (await this.engine.countTokens(system, signal)) + templateTokens;
    let excerpt = withinText(task.range, lines.length);
    for (;;) {
      const question = questionText(task, excerpt, lines, profile);
      const room = await this.room(question, systemTokens, model.contextSize, signal);
      const codeTokens =
        room === undefined ? Infinity : await this.codeTokens(excerpt, lines, signal);
      const answer = answerTokens(task, codeTokens, model.contextSize, settings);
      if (room !== undefined && room >= answer) {
        const budget = Math.min(room - answer, model.contextSize * profile.contextShare);
        const context = contextOf(task, excerpt, lines, profile);
        const shown = await this.fitting(context, budget, signal);
        const text = [...shown.texts, question].join('\n\n');
        const others = Math.ceil(shown.changeableTokens * answerGrowth);
        return {
          messages: [
            { role: 'system', text: system },
            { role: 'user', text },
          ],
          tokens: model.contextSize - room + shown.tokens,
          excerpt,
          maxAnswerTokens: Math.min(answer + others, room - shown.tokens),
          profile,
        };
      }
      excerpt = this.narrowed(task, excerpt);
    }
  }

  /** @returns tokens that are left, or undefined where nothing can be */
  private async room(
    question: string,
    systemTokens: number,
    contextSize: number,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    if (question.length > contextSize * maxCharactersPerToken) return undefined;
    const tokens =
      (await this.engine.countTokens(question, signal)) + 2 * messageTokens + systemTokens;
    return tokens < contextSize ? contextSize - tokens : undefined;
  }

  private codeTokens(
    { startLine, endLine }: LineRange,
    lines: readonly string[],
    signal: AbortSignal,
  ): Promise<number> {
    return this.engine.countTokens(lines.slice(startLine, endLine).join(''), signal);
  }

  /** Context in its order as long as it fits; what does not is left out. */
  private async fitting(
    context: readonly ContextPart[],
    budget: number,
    signal: AbortSignal,
  ): Promise<ShownContext> {
    const texts: string[] = [];
    let changeableTokens = 0;
    let tokens = await this.engine.countTokens(contextHead, signal);
    for (const each of context) {
      if (each.text.trim() === '' || each.text.length > budget * maxCharactersPerToken) continue;
      const text = contextText(each, texts.length + 1);
      const cost = await this.engine.countTokens(text, signal);
      if (tokens + cost > budget) continue;
      texts.push(text);
      tokens += cost;
      if (each.mayChange === true) changeableTokens += cost;
    }
    return texts.length > 0
      ? { texts: [contextHead, ...texts], tokens, changeableTokens }
      : { texts, tokens: 0, changeableTokens };
  }

  /** Around the first problem there are lines that can do without the rest; a selection cannot. */
  private narrowed({ problems, range }: EditTask, excerpt: LineRange): LineRange {
    const [problem] = problems;
    const size = Math.floor((excerpt.endLine - excerpt.startLine) * narrowing);
    if (!problem || size < minNarrowedLines) {
      throw new EngineError(
        'promptTooLong',
        this.t(
          'The code is too long for the model’s context window: lines {0} to {1}. Select less of it, or raise “Switchyard › Engine: Context Size”.',
          range.startLine + 1,
          range.endLine,
        ),
      );
    }
    const middle = Math.floor((problem.range.startLine + problem.range.endLine) / 2);
    const startLine = Math.min(
      Math.max(excerpt.startLine, middle - Math.floor(size / 2)),
      excerpt.endLine - size,
    );
    return { startLine, endLine: startLine + size };
  }
}

/**
 * The same prompt with an answer and what was wrong with that. Without the answer where it does not fit, or where none is
 * given: a small model repeats code that it has given already.
 */
export function promptAfter(
  { messages, tokens, maxAnswerTokens }: EditPrompt,
  answer: { readonly text: string; readonly tokens: number } | undefined,
  feedback: string,
  contextSize: number,
): ChatMessage[] {
  const given = answer?.text.trim() === '' ? undefined : answer;
  // a token is hardly ever shorter than one character
  const needed =
    tokens + (given?.tokens ?? 0) + maxAnswerTokens + feedback.length + 2 * messageTokens;
  if (given && needed < contextSize) {
    return [...messages, { role: 'assistant', text: given.text }, { role: 'user', text: feedback }];
  }
  return messages.map((message) =>
    message.role === 'user' ? { ...message, text: `${message.text}\n\n${feedback}` } : message,
  );
}

function questionText(
  task: EditTask,
  { startLine, endLine }: LineRange,
  lines: readonly string[],
  { namesPlace, replyRule }: EditProfile,
): string {
  const code = fenced(
    lines.slice(startLine, endLine).join(''),
    fenceLanguage(task.file.languageId),
  );
  const place = namesPlace ? `\`${task.file.path}\`, lines ${startLine + 1}-${endLine}:\n` : '';
  const rule = task.kind === 'tests' || task.kind === 'document' ? '' : replyRule;
  return [instructionText(task), `${place}${code}`, rule]
    .filter((text) => text !== '')
    .join('\n\n');
}

function systemText({ systemText: text }: EditProfile, instructions: string): string {
  const own = instructions.trim();
  return own === '' ? text : `${text}\n\n${own}`;
}

function answerTokens(
  { kind }: EditTask,
  codeTokens: number,
  contextSize: number,
  { maxAnswerTokens }: EditSettings,
): number {
  if (kind === 'tests')
    return Math.min(maxAnswerTokens, Math.floor(contextSize * testsAnswerShare));
  return Math.ceil(codeTokens * answerGrowth) + answerSpare;
}

function withinText({ startLine, endLine }: LineRange, lineCount: number): LineRange {
  const start = Math.min(Math.max(0, startLine), lineCount);
  return { startLine: start, endLine: Math.min(Math.max(start, endLine), lineCount) };
}
