import type { Progress } from 'vscode';

/** Fills the bar of a notification, which takes increments, by how far the work is. The bar never goes back. */
export class PercentProgress {
  private reportedPercent = 0;

  constructor(
    private readonly progress: Progress<{ readonly message?: string; readonly increment?: number }>,
  ) {}

  /** @param percent 0 to 100; left out where the bar is to stay as it is */
  report(message: string, percent = this.reportedPercent): void {
    const increment = Math.max(0, percent - this.reportedPercent);
    this.progress.report({ message, increment });
    this.reportedPercent = Math.max(this.reportedPercent, percent);
  }
}
