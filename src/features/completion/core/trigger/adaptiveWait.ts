import type { Clock } from '../../../../base/clock.js';
import { percentile } from '../../../../base/percentile.js';
import { RingBuffer } from '../../../../base/ringBuffer.js';

/** Keystrokes and answers that are remembered; old habits must not outweigh what the user does now. */
const rememberedGaps = 16;
const rememberedLatencies = 8;
/** A longer pause was no part of typing. */
const longestGapMs = 2_000;
/** Fewer gaps are no rhythm yet. */
const fewestGaps = 4;
/** So many of the gaps between keystrokes are shorter than the wait for a line. */
const gapShare = 0.66;
/** So many are shorter than a pause in which the user may read more than a line. */
const pauseShare = 0.9;
/** That pause for a typist whose rhythm is not known yet. */
const usualPauseMs = 300;
export const longestWaitMs = 1_000;
/** Ghost text that stood for less time was typed over, not rejected. */
const readMs = 500;
const rejectionFactor = 1.25;
const largestFactor = 2.5;

/**
 * How long to wait after a keystroke before the model is asked: so that its first token comes when the next keystroke
 * would have come, by the typist's own rhythm, were the user still typing. Reading the prompt is never in vain; tokens
 * generated for a keystroke too early are. Longer after suggestions that were read and not
 * taken; not at all right after one was accepted.
 */
export class AdaptiveWait {
  private readonly gapsMs = new RingBuffer<number>(rememberedGaps);
  private readonly firstTokensMs = new RingBuffer<number>(rememberedLatencies);
  private lastKeyMs: number | undefined;
  private rejections = 0;
  private hasAccepted = false;

  constructor(private readonly clock: Clock) {}

  /** The user pressed a key that changed a document. */
  keyTyped(): void {
    const nowMs = this.clock.nowMs();
    const gapMs = this.lastKeyMs === undefined ? Infinity : nowMs - this.lastKeyMs;
    if (gapMs <= longestGapMs) this.gapsMs.push(gapMs);
    this.lastKeyMs = nowMs;
    this.hasAccepted = false;
  }

  /** @param firstTokenMs from the question to the first token of the engine's answer */
  answered(firstTokenMs: number): void {
    this.firstTokensMs.push(firstTokenMs);
  }

  /** A suggestion was taken, wholly or in part. */
  accepted(): void {
    this.hasAccepted = true;
    this.lastKeyMs = undefined;
    this.rejections = 0;
  }

  /** @param visibleMs how long the suggestion stood before something else was typed */
  dismissed(visibleMs: number): void {
    if (visibleMs >= readMs) this.rejections++;
  }

  /** @param shortestMs the least pause that the settings ask for @returns milliseconds after the last keystroke */
  waitMs(shortestMs: number): number {
    if (this.hasAccepted) return 0;
    const factor = Math.min(rejectionFactor ** this.rejections, largestFactor);
    const waitMs = Math.max(shortestMs, this.expectedPauseMs() - this.firstTokenMs()) * factor;
    return Math.min(waitMs, Math.max(longestWaitMs, shortestMs));
  }

  /** @returns milliseconds until the time without a key is a pause by the typist's rhythm; at most 0 when it is one */
  untilPauseMs(): number {
    if (this.lastKeyMs === undefined) return 0;
    const pauseMs = Math.min(this.gapMs(pauseShare) ?? usualPauseMs, longestWaitMs);
    return this.lastKeyMs + pauseMs - this.clock.nowMs();
  }

  private expectedPauseMs(): number {
    return this.gapMs(gapShare) ?? 0;
  }

  /** @returns undefined while there is no rhythm yet */
  private gapMs(share: number): number | undefined {
    const gapsMs = [...this.gapsMs].sort((one, other) => one - other);
    return gapsMs.length < fewestGaps ? undefined : percentile(gapsMs, share);
  }

  /** The median: a prompt that was read from its start says nothing about the next. */
  private firstTokenMs(): number {
    const all = [...this.firstTokensMs].sort((one, other) => one - other);
    return all.length === 0 ? 0 : percentile(all, 0.5);
  }
}
