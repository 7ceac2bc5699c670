import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { WebviewHost } from '../../platform/webviewHost.js';
import type { Reveal } from '../../protocol/expertsView.js';
import type { ExpertsViewChannelOptions } from './core/expertsViewChannel.js';
import { ExpertsViewChannel } from './core/expertsViewChannel.js';

export const expertsViewId = 'switchyard.experts';

/** Makes the Experts view's webview whenever VS Code shows it; nothing is kept while it is hidden. */
export class ExpertsViewProvider implements vscode.WebviewViewProvider, Disposable {
  private readonly host: WebviewHost<ExpertsViewChannel>;
  private reveal: Reveal | undefined;

  constructor(
    extensionUri: vscode.Uri,
    private readonly options: Omit<ExpertsViewChannelOptions, 'post'>,
  ) {
    this.host = new WebviewHost(extensionUri, 'Experts');
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { reveal } = this;
    this.reveal = undefined;
    this.host.resolve(view, (post) => new ExpertsViewChannel({ ...this.options, post }, reveal));
  }

  /** Brings the view to the front. @param reveal what to select in it */
  async show(reveal?: Reveal): Promise<void> {
    const { channel } = this.host;
    if (reveal && channel) channel.show(reveal);
    else this.reveal = reveal;
    await vscode.commands.executeCommand(`${expertsViewId}.focus`);
  }

  /** A sentence for the view's status line, if it is there. */
  notify(text: string): void {
    this.host.channel?.notify(text);
  }

  dispose(): void {
    this.host.dispose();
  }
}
