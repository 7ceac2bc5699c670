import * as vscode from 'vscode';
import type { Clock } from '../base/clock.js';
import type { Disposable } from '../base/disposable.js';

/**
 * VS Code forgets a refresh that it has planned when the editor loses the focus, as it does to a box or a menu.
 * Milliseconds after which the box has it.
 */
const againAfterMs = [700, 2_500];

/** Tells VS Code that code lenses have changed, and tells it again in case that it did not listen. */
export class LensRefresh implements Disposable {
  private readonly change = new vscode.EventEmitter<void>();
  private later: readonly Disposable[] = [];

  /** For `onDidChangeCodeLenses` of a provider. */
  readonly event = this.change.event;

  constructor(private readonly clock: Clock) {}

  refresh(): void {
    this.forgetLater();
    const fire = (): void => {
      this.change.fire();
    };
    fire();
    this.later = againAfterMs.map((delayMs) => this.clock.setTimer(delayMs, fire));
  }

  dispose(): void {
    this.forgetLater();
    this.change.dispose();
  }

  private forgetLater(): void {
    for (const timer of this.later) timer.dispose();
    this.later = [];
  }
}
