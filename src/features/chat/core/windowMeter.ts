import type { Clock } from '../../../base/clock.js';
import type { Disposable } from '../../../base/disposable.js';
import { Emitter } from '../../../base/emitter.js';
import type { Event } from '../../../base/event.js';
import type { Translate } from '../../../base/translate.js';
import type { Attachment, WindowUse } from '../../../protocol/chatView.js';
import type { ChatEngine } from './chatEngine.js';
import type { ChatPrompt } from './chatPrompt.js';
import { ChatPromptBuilder } from './chatPrompt.js';
import type { ChatSettings } from './chatSettings.js';
import type { AttachedText } from './contextSection.js';
import type { ChatTurn } from './conversation.js';
import { splitCommand } from './slashCommands.js';
import type { CountText, TokenCounter } from './tokenCounter.js';
import type { TurnsSummary } from './turnsSummary.js';

export interface WindowMeterOptions {
  readonly engine: Pick<ChatEngine, 'state'>;
  readonly counter: TokenCounter;
  readonly settings: () => ChatSettings;
  readonly clock: Clock;
  readonly t: Translate;
  /** What the next question would be. */
  readonly draft: () => {
    readonly text: string;
    readonly attached: readonly AttachedText[];
    readonly history: readonly ChatTurn[];
    readonly summary: TurnsSummary | undefined;
  };
}

export interface WindowMeasure {
  readonly window: WindowUse | undefined;
  /** With their token counts and warnings. */
  readonly attachments: readonly Attachment[];
}

/** Typing changes the draft often; counting is cheap but not free. */
const measureDelayMs = 150;

/** Measures how the question that is being written would fill the window. */
export class WindowMeter implements Disposable {
  private readonly measured = new Emitter<WindowMeasure>();
  private timer: Disposable | undefined;
  private running: AbortController | undefined;
  private last: WindowMeasure = { window: undefined, attachments: [] };

  readonly onDidMeasure: Event<WindowMeasure> = this.measured.event;

  constructor(private readonly options: WindowMeterOptions) {}

  get window(): WindowUse | undefined {
    return this.last.window;
  }

  /** The attachments with what is known of them. */
  withTokens(attachments: readonly Attachment[]): Attachment[] {
    return attachments.map(
      (attachment) =>
        this.last.attachments.find(
          ({ id, label }) => id === attachment.id && label === attachment.label,
        ) ?? attachment,
    );
  }

  /** Measures again soon. */
  schedule(): void {
    this.timer ??= this.options.clock.setTimer(measureDelayMs, () => {
      this.timer = undefined;
      void this.measure();
    });
  }

  dispose(): void {
    this.timer?.dispose();
    this.running?.abort();
    this.measured.dispose();
  }

  private async measure(): Promise<void> {
    this.running?.abort();
    const abort = new AbortController();
    this.running = abort;
    const measure = await this.measureDraft(abort.signal).catch(() => undefined);
    if (abort.signal.aborted) return;
    this.last = measure ?? { window: undefined, attachments: [] };
    this.measured.fire(this.last);
  }

  private async measureDraft(signal: AbortSignal): Promise<WindowMeasure> {
    const { engine, counter, settings, t, draft } = this.options;
    const { text, attached, history, summary } = draft();
    const { state } = engine;
    if (state.kind !== 'ready') {
      return { window: undefined, attachments: attached.map(({ attachment }) => attachment) };
    }
    const { contextSize, file } = state.model;
    const count = counter.forModel(file.path);
    const { instructions, maxAnswerTokens, summarisesEarlier } = settings();
    const prompt = await new ChatPromptBuilder(count, t)
      .build(
        {
          model: { contextSize, parameterCount: file.parameterCount },
          instructions,
          maxAnswerTokens,
          history,
          summary: summarisesEarlier ? summary : undefined,
          ...splitCommand(text),
          attached,
        },
        signal,
      )
      .catch(() => undefined);
    const attachments = await Promise.all(
      attached.map((each) => this.attachment(each, prompt, count, signal)),
    );
    return { window: prompt?.use, attachments };
  }

  private async attachment(
    { attachment, sections }: AttachedText,
    prompt: ChatPrompt | undefined,
    count: CountText,
    signal: AbortSignal,
  ): Promise<Attachment> {
    const { t } = this.options;
    const counts = await Promise.all(sections.map(({ text }) => count(text, signal)));
    const tokens = counts.reduce((sum, each) => sum + each, 0);
    const warning = prompt?.shortenedIds.has(attachment.id)
      ? t('Too long for the model’s context window: its end will be cut.')
      : attachment.warning;
    return { ...attachment, tokens, ...(warning !== undefined && { warning }) };
  }
}
