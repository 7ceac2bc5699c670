import type { Disposable } from '../../../base/disposable.js';
import { DisposableStore } from '../../../base/disposableStore.js';
import { errorMessage } from '../../../base/errorMessage.js';
import { Emitter } from '../../../base/emitter.js';
import type { Event } from '../../../base/event.js';
import type { Translate } from '../../../base/translate.js';
import type { Attachment } from '../../../protocol/chatView.js';
import type { AttachedText } from './contextSection.js';
import type { ContextSource, ReadContext } from './contextSource.js';
import type { Mention } from './mentions.js';
import { mentionsIn, mentionText, parseMention } from './mentions.js';

export interface DraftOptions {
  readonly source: ContextSource;
  /** Whether the editor's state is proposed as context. */
  readonly suggestsEditor: () => boolean;
  readonly newId: () => string;
  readonly t: Translate;
}

/** One id for whatever is proposed, so that it can be removed while it changes. */
const suggestedId = 'editor';

/** What is attached to the question that is being written. */
export class Draft implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly change = this.disposables.add(new Emitter<void>());
  private chosen: readonly AttachedText[] = [];
  private suggested: AttachedText | undefined;
  /** Document whose proposal the user has removed. */
  private unwantedUri: string | undefined;
  text = '';

  readonly onDidChange: Event<void> = this.change.event;

  constructor(private readonly options: DraftOptions) {
    this.disposables.add(
      options.source.onDidChangeEditor(() => {
        this.suggest();
      }),
    );
    this.suggest();
  }

  /** What the user chose, then what the editor's state proposes. */
  get attached(): readonly AttachedText[] {
    const { suggested, chosen } = this;
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
    const rest = this.chosen.filter(({ attachment }) => !isSamePlace(attachment, added.attachment));
    this.chosen = [...rest, added];
    this.change.fire();
  }

  detach(attachmentId: string): void {
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
    const { attached } = this;
    this.clear();
    return { attached, refusals };
  }

  /** Back to an empty draft; the editor's state is proposed anew. */
  clear(): void {
    this.chosen = [];
    this.text = '';
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

function attachedText(
  id: string,
  kind: Attachment['kind'],
  read: Extract<ReadContext, { kind: 'read' }>,
  mention: string | undefined,
): AttachedText {
  const { label, link, warning, sections } = read;
  return {
    attachment: {
      id,
      kind,
      label,
      ...(link && { link }),
      ...(warning !== undefined && { warning }),
    },
    sections: sections.map((section) => ({ ...section, attachmentId: id })),
    ...(mention !== undefined && { mention }),
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
