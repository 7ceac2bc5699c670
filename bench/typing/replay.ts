import type { Clock } from '../../src/base/clock.js';
import { delay } from '../../src/base/delay.js';
import { detectEditing } from '../../src/cli/commandLinePipeline.js';
import type { EditingOptions } from '../../src/features/completion/core/completionRequest.js';
import type { Acceptance } from './acceptance.js';
import { acceptance } from './acceptance.js';
import { comingText } from './comingText.js';
import type { GhostText, GhostTextSource } from './ghostText.js';
import { ReplayDocument } from './replayDocument.js';
import type { TraceEdit } from './typingTrace.js';
import type { ReplayStep, TraceWindow } from './traceWindow.js';

/** Ghost text that stood before the next key was pressed. */
export interface ShownGhost {
  /** Milliseconds from the key to the ghost text. */
  readonly delayMs: number;
  /** As {@link GhostText.servedBy}, or `editor`: it had stood before, and what was typed is its beginning. */
  readonly servedBy: string;
  readonly engineRequest?: string;
  readonly text: string;
}

export interface ReplayResult {
  /** Insertions after which the editor asked. */
  readonly asked: number;
  readonly shown: readonly ShownGhost[];
  /** Longer texts that took the place of what was shown, without a key. */
  readonly grown: readonly ShownGhost[];
  readonly accepted: number;
  readonly keptCharacters: number;
  /** Milliseconds by which the latest key came late because the machine was busy. */
  readonly latestKeyMs: number;
}

const never = new AbortController().signal;

/**
 * Types a window at its own speed into a document and shows what a source offers, as an editor does: each key cancels
 * the request before it; ghost text that begins with what is typed stays; the answer to a request replaces what stood.
 * At each key that is due, the typist first looks at the ghost text and takes it by the rule of {@link acceptance}; the
 * keys that it saves are skipped, and the next comes as long after it as in the trace. One request at the end of
 * the first key's line is answered before that key; it is not counted.
 */
export class Replay {
  private readonly document: ReplayDocument;
  private readonly shown: ShownGhost[] = [];
  private readonly grown: ShownGhost[] = [];
  private ghost: GhostText | undefined;
  private cursor = 0;
  private request = new AbortController();
  private readonly editing: EditingOptions;
  private readonly answers: Promise<void>[] = [];
  private failure: { readonly error: unknown } | undefined;
  private asked = 0;
  private accepted = 0;
  private keptCharacters = 0;
  private latestKeyMs = 0;

  constructor(
    private readonly window: TraceWindow,
    private readonly source: GhostTextSource,
    private readonly clock: Clock,
  ) {
    const { id, path, language } = window.trace;
    this.document = new ReplayDocument(window.text, {
      uri: `trace:${id}`,
      fileName: path.slice(path.lastIndexOf('/') + 1),
      path,
      languageId: language,
    });
    this.editing = detectEditing(this.document);
  }

  /** The document as it is now. */
  get text(): string {
    return this.document.text;
  }

  /** @throws what the source threw */
  async run(): Promise<ReplayResult> {
    const { steps } = this.window;
    this.source.onGrown?.(() => {
      this.refresh();
    });
    await this.open(steps[0]);
    let dueMs = this.clock.nowMs();
    let rest: ReplayStep | undefined;
    for (let index = 0; index < steps.length;) {
      await delay(this.clock, dueMs - this.clock.nowMs(), never);
      if (this.failure) throw this.failure.error;
      this.latestKeyMs = Math.max(this.latestKeyMs, this.clock.nowMs() - dueMs);
      const taken = rest ? undefined : this.take(index);
      if (taken) {
        index += taken.steps;
        rest = restOf(taken, this.cursor, steps[index - 1]);
        if (rest) index--;
      } else {
        this.type(rest ?? steps[index]);
        rest = undefined;
        index++;
      }
      dueMs += this.gapMs(index);
    }
    this.request.abort();
    await Promise.all(this.answers);
    const { asked, shown, grown, accepted, keptCharacters, latestKeyMs } = this;
    return { asked, shown, grown, accepted, keptCharacters, latestKeyMs };
  }

  /** A window begins within a session: what an editor asked on that line before has been answered. */
  private async open(first: ReplayStep | undefined): Promise<void> {
    const { line } = this.document.positionAt(first?.edits[0]?.offset ?? 0);
    const end = { line, character: this.document.lineAt(line).length };
    await this.source.ask(this.document, end, this.editing, never);
  }

  /** From the step before to this one. */
  private gapMs(index: number): number {
    const { steps } = this.window;
    const atMs = steps[index]?.atMs ?? 0;
    return Math.max(0, atMs - (steps[index - 1]?.atMs ?? atMs));
  }

  private take(index: number): Acceptance | undefined {
    const { ghost, cursor, document } = this;
    if (!ghost) return undefined;
    const end = cursor + ghost.replacedRight;
    const replaced = document.slice(cursor, end);
    const endsLine = /^(?:\r?\n|$)/.test(document.slice(end, end + 2));
    const coming = comingText(this.window.steps, index, { offset: cursor, text: replaced });
    const taken = acceptance({ text: ghost.text, replaced, endsLine }, coming);
    if (!taken) return undefined;
    const startedMs = this.clock.nowMs();
    this.apply({ offset: cursor, deleted: replaced.length, inserted: taken.text });
    if (taken.isWhole) this.source.accepted(ghost.id);
    this.accepted++;
    this.keptCharacters += taken.keptCharacters;
    this.ghost = undefined;
    this.ask(cursor + taken.text.length, startedMs);
    return taken;
  }

  private type(step: ReplayStep | undefined): void {
    if (!step) return;
    const startedMs = this.clock.nowMs();
    this.ghost = this.ghost && typedOn(this.ghost, this.cursor, step);
    for (const edit of step.edits) this.apply(edit);
    if (step.cursor === undefined) return;
    this.ask(step.cursor, startedMs);
  }

  private apply(edit: TraceEdit): void {
    this.request.abort();
    this.source.changed(this.document, this.document.apply(edit));
  }

  private ask(cursor: number, startedMs: number): void {
    const request = new AbortController();
    this.request = request;
    this.cursor = cursor;
    this.asked++;
    let isShown = false;
    const show = (ghost: GhostText, servedBy: string): void => {
      this.ghost = ghost;
      if (isShown) return;
      isShown = true;
      this.shown.push(shownGhost(ghost, servedBy, this.clock.nowMs() - startedMs));
    };
    if (this.ghost) show(this.ghost, 'editor');
    this.query(request.signal, (ghost) => {
      if (ghost) show(ghost, ghost.servedBy);
      else this.ghost = undefined;
    });
  }

  /** What stands has got longer; the editor asks at the same place. */
  private refresh(): void {
    const { signal } = this.request;
    if (!this.ghost || signal.aborted) return;
    const startedMs = this.clock.nowMs();
    this.query(signal, (ghost) => {
      this.ghost = ghost;
      if (!ghost) return;
      this.grown.push(shownGhost(ghost, ghost.servedBy, this.clock.nowMs() - startedMs));
    });
  }

  /** @param show hears the answer unless the next key came before it */
  private query(signal: AbortSignal, show: (ghost: GhostText | undefined) => void): void {
    const { document, editing, cursor } = this;
    const answer = this.source.ask(document, document.positionAt(cursor), editing, signal);
    this.answers.push(
      answer.then(
        (ghost) => {
          if (!signal.aborted) show(ghost);
        },
        (error: unknown) => {
          this.failure ??= { error };
        },
      ),
    );
  }
}

function shownGhost(
  { engineRequest, text }: GhostText,
  servedBy: string,
  delayMs: number,
): ShownGhost {
  return { delayMs, servedBy, text, ...(engineRequest !== undefined && { engineRequest }) };
}

/** What of ghost text stays when the step writes its beginning at the cursor. */
function typedOn(ghost: GhostText, cursor: number, step: ReplayStep): GhostText | undefined {
  const [edit] = step.edits;
  if (step.cursor === undefined || step.edits.length !== 1 || !edit) return undefined;
  if (edit.offset !== cursor || edit.deleted !== 0) return undefined;
  const typed = edit.inserted.slice(0, step.cursor - cursor);
  const closed = edit.inserted.slice(typed.length);
  const text = ghost.text.slice(typed.length);
  if (!ghost.text.startsWith(typed) || text === '' || !text.includes(closed)) return undefined;
  return { ...ghost, text, replacedRight: ghost.replacedRight + closed.length };
}

/** The step in which the trace typed more than was taken. @param last the last of the steps that are skipped */
function restOf(
  { rest }: Acceptance,
  offset: number,
  last: ReplayStep | undefined,
): ReplayStep | undefined {
  return rest === '' || !last
    ? undefined
    : { ...last, edits: [{ offset, deleted: 0, inserted: rest }] };
}
