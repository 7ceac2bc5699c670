import * as vscode from 'vscode';
import { PercentProgress } from './percentProgress.js';

/**
 * Shows work in a notification with a bar and a way out, until the work has ended.
 * @param onCancel the user does not want to wait
 */
export async function cancellableProgress<T>(
  title: string,
  onCancel: () => void,
  work: (bar: PercentProgress) => Promise<T>,
): Promise<T> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress(
    { location, title, cancellable: true },
    async (progress, token) => {
      const subscription = token.onCancellationRequested(onCancel);
      try {
        return await work(new PercentProgress(progress));
      } finally {
        subscription.dispose();
      }
    },
  );
}
