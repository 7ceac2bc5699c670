import type { Disposable } from '../../../base/disposable.js';
import { DisposableStore } from '../../../base/disposableStore.js';
import { errorMessage } from '../../../base/errorMessage.js';
import { Emitter } from '../../../base/emitter.js';
import type { Event } from '../../../base/event.js';
import type { Translate } from '../../../base/translate.js';
import type { Attachment } from '../../../protocol/chatView.js';
import type { AttachedText } from './contextSection.js';
import type { ContextSource, ReadContext } from './contextSource.js';
import type { Mention, MentionKind } from './mentions.js';
import { mentionsIn, mentionText, parseMention } from './mentions.js';
import { commandNamed, splitCommand } from './slashCommands.js';

export interface DraftOptions {
  readonly source: ContextSource;
  /** Whether the editor's state is proposed as context. */
  readonly suggestsEditor: () => boolean;
  readonly newId: () => string;
  readonly t: Translate;
}

/** One id for whatever is proposed, so that it can be removed while it changes. */
const suggestedId = 'editor';
const commandId = 'command';

/** What is attached to the question that is being written. */
export class Draft implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly change = this.disposables.add(new Emitter<void>());
  private chosen: readonly AttachedText[] = [];
  private suggested: AttachedText | undefined;
  /** Document whose proposal the user has removed. */
  private unwantedUri: string | undefined;
  /** What the command in the text is about. */
  private forCommand: AttachedText | undefined;
  /** Kind of the context of the command that stands in the text. */
  private followed: MentionKind | undefined;
  /** The user has removed it from this draft. */
  private wasRemoved = false;
  private written = '';
  /** The text is of an earlier window, and nobody has seen it yet. */
  private isRestored = false;

  readonly onDidChange: Event<void> = this.change.event;

  constructor(private readonly options: DraftOptions) {
    this.disposables.add(
      options.source.onDidChangeEditor(() => {
        this.suggest();
      }),
    );
    this.suggest();
  }

  get text(): string {
    return this.written;
  }

  set text(text: string) {
    this.written = text;
    this.isRestored = false;
    void this.followCommand();
  }

  /** Takes over what an earlier window left; what its command is about is not read before {@link follow}. */
  restore(text: string): void {
    this.written = text;
    this.isRestored = true;
  }

  /** Attaches what a restored text's command is about, once. */
  follow(): void {
    if (!this.isRestored) return;
    this.isRestored = false;
    void this.followCommand();
  }

  /** What the user chose, then what the command is about, or else what the editor's state proposes. */
  get attached(): readonly AttachedText[] {
    const { suggested, chosen, forCommand } = this;
    if (forCommand) return [...chosen, forCommand];
    const uri = suggested?.attachment.link?.uri;
    const isChosen = chosen.some(({ attachment }) => attachment.link?.uri === uri);
    return suggested && !isChosen ? [...chosen, suggested] : chosen;
  }

  get attachments(): Attachment[] {
    return this.attached.map(({ attachment }) => attachment);
  }

  /** @returns a sentence on why nothing was attached; undefined when it was */
  async attach(mention: string, signal: AbortSignal): Promise<string | undefined> {
    const parsed = parseMention(mention);
    if (!parsed) return this.options.t('“{0}” names nothing that can be attached.', mention);
    return this.attachMention(parsed, signal);
  }

  /** @param label shown for the text, such as `Pasted text` */
  attachText(kind: 'paste' | 'terminalSelection', label: string, text: string): void {
    const id = this.options.newId();
    const lines = text.split('\n').length;
    this.chosen = [
      ...this.chosen,
      {
        attachment: { id, kind, label: this.options.t('{0}, {1} lines', label, lines) },
        sections: [{ title: label, symbols: [], text, attachmentId: id }],
      },
    ];
    this.change.fire();
  }

  /** Attaches what was read elsewhere, such as the selection of an editor. */
  add(
    kind: Attachment['kind'],
    read: Extract<ReadContext, { kind: 'read' }>,
    mention?: string,
  ): void {
    const added = attachedText(this.options.newId(), kind, read, mention);
    const rest = this.chosen.filter(
      (each) =>
        !isSamePlace(each.attachment, added.attachment) &&
        (each.mention === undefined || each.mention !== added.mention),
    );
    this.chosen = [...rest, added];
    if (kind === this.forCommand?.attachment.kind) this.forCommand = undefined;
    this.change.fire();
  }

  detach(attachmentId: string): void {
    if (attachmentId === commandId) {
      this.forCommand = undefined;
      this.wasRemoved = true;
    }
    if (this.suggested?.attachment.id === attachmentId) {
      this.unwantedUri = this.suggested.attachment.link?.uri;
      this.suggested = undefined;
    }
    this.chosen = this.chosen.filter(({ attachment }) => attachment.id !== attachmentId);
    this.change.fire();
  }

  /**
   * Takes the question with everything attached, mentions in its text included, and begins an empty draft.
   * @returns sentences on mentions that could not be read
   * @throws Error with a sentence for the user where there is nothing that the command could be about
   */
  async take(
    question: string,
    signal: AbortSignal,
  ): Promise<{ readonly attached: readonly AttachedText[]; readonly refusals: readonly string[] }> {
    const refusals: string[] = [];
    for (const mention of mentionsIn(question)) {
      const refusal = await this.attachMention(mention, signal);
      if (refusal !== undefined) refusals.push(refusal);
    }
    await this.readForCommand(question, signal);
    const { attached } = this;
    this.clear();
    return { attached, refusals };
  }

  /** Back to an empty draft; the editor's state is proposed anew. */
  clear(): void {
    this.chosen = [];
    this.forCommand = undefined;
    this.followed = undefined;
    this.wasRemoved = false;
    this.written = '';
    this.unwantedUri = undefined;
    this.suggest();
    this.change.fire();
  }

  /** Looks again at the editor, as when a setting has changed. */
  suggest(): void {
    const { source, suggestsEditor } = this.options;
    const read = suggestsEditor() ? source.readEditor() : undefined;
    const uri = read?.link?.uri;
    if (!read || (uri !== undefined && uri === this.unwantedUri)) {
      if (!this.suggested) return;
      this.suggested = undefined;
    } else {
      const kind = read.link?.range ? 'selection' : 'file';
      const next = attachedText(suggestedId, kind, read, undefined);
      const isSame = this.suggested?.sections[0]?.text === read.sections[0]?.text;
      if (isSame && this.suggested?.attachment.label === read.label) return;
      this.suggested = { ...next, attachment: { ...next.attachment, suggested: true } };
    }
    this.change.fire();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** Attaches what the command is about as soon as it is written, so that it is seen before it is sent. */
  private async followCommand(): Promise<void> {
    const kind = commandNamed(splitCommand(this.written).command)?.context;
    if (kind === this.followed) return;
    this.followed = kind;
    if (this.forCommand) {
      this.forCommand = undefined;
      this.change.fire();
    }
    if (kind === undefined || this.wasRemoved || this.has(kind)) return;
    const read = await this.readContext(kind, new AbortController().signal).catch(() => undefined);
    // the text may have changed meanwhile
    if (this.followed !== kind || this.has(kind)) return;
    if (read?.kind !== 'read') {
      // the next key tries again; why there is nothing is told when the question is sent
      this.followed = undefined;
      return;
    }
    this.forCommand = attachedText(commandId, kind, read, mentionText({ kind, value: '' }));
    this.change.fire();
  }

  /** Reads the command's context as it is when the question is sent. */
  private async readForCommand(question: string, signal: AbortSignal): Promise<void> {
    const kind = commandNamed(splitCommand(question).command)?.context;
    if (kind === undefined || this.has(kind)) return;
    if (this.wasRemoved) return;
    const read = await this.readContext(kind, signal);
    if (read.kind === 'refused') throw new Error(read.reason);
    this.forCommand = attachedText(commandId, kind, read, mentionText({ kind, value: '' }));
  }

  private readContext(kind: MentionKind, signal: AbortSignal): Promise<ReadContext> {
    return this.options.source.read({ kind, value: '' }, signal);
  }

  private has(kind: MentionKind): boolean {
    return this.chosen.some(({ attachment }) => attachment.kind === kind);
  }

  private async attachMention(mention: Mention, signal: AbortSignal): Promise<string | undefined> {
    const text = mentionText(mention);
    if (this.chosen.some((each) => each.mention === text)) return undefined;
    let read: ReadContext;
    try {
      read = await this.options.source.read(mention, signal);
    } catch (error) {
      // the question is worth more than one of its mentions
      return this.options.t('{0} could not be read: {1}', text, errorMessage(error));
    }
    if (read.kind === 'refused') return read.reason;
    this.add(mention.kind, read, text);
    return undefined;
  }
}

/** @param mention that was read; absent for what cannot be read again */
export function attachedText(
  id: string,
  kind: Attachment['kind'],
  read: Extract<ReadContext, { kind: 'read' }>,
  mention: string | undefined,
): AttachedText {
  const { label, link, warning, sections, mention: again = mention } = read;
  return {
    attachment: {
      id,
      kind,
      label,
      ...(link && { link }),
      ...(warning !== undefined && { warning }),
    },
    sections: sections.map((section) => ({ ...section, attachmentId: id })),
    ...(again !== undefined && { mention: again }),
  };
}

function isSamePlace(one: Attachment, other: Attachment): boolean {
  return (
    one.kind === other.kind &&
    one.label === other.label &&
    one.link !== undefined &&
    one.link.uri === other.link?.uri
  );
}
