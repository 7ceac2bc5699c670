import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { webviewPage } from '../../platform/webviewPage.js';
import type { Reveal } from '../../protocol/expertsView.js';
import type { ExpertsViewChannelOptions } from './core/expertsViewChannel.js';
import { ExpertsViewChannel } from './core/expertsViewChannel.js';

export const expertsViewId = 'switchyard.experts';

/** Makes the Experts view's webview whenever VS Code shows it; nothing is kept while it is hidden. */
export class ExpertsViewProvider implements vscode.WebviewViewProvider, Disposable {
  private channel: ExpertsViewChannel | undefined;
  private reveal: Reveal | undefined;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly options: Omit<ExpertsViewChannelOptions, 'post'>,
  ) {}

  resolveWebviewView(view: vscode.WebviewView): void {
    const { webview } = view;
    const scripts = vscode.Uri.joinPath(this.extensionUri, 'dist', 'webviews');
    const channel = new ExpertsViewChannel(
      {
        ...this.options,
        post: (message) => {
          void webview.postMessage(message);
        },
      },
      this.reveal,
    );
    this.reveal = undefined;
    this.channel?.dispose();
    this.channel = channel;
    const subscription = webview.onDidReceiveMessage((message: unknown) => {
      channel.receive(message);
    });
    view.onDidDispose(() => {
      subscription.dispose();
      channel.dispose();
      if (this.channel === channel) this.channel = undefined;
    });
    webview.options = { enableScripts: true, localResourceRoots: [scripts] };
    webview.html = webviewPage({
      title: 'Experts',
      scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(scripts, 'experts.js')).toString(),
      nonce: randomBytes(16).toString('hex'),
    });
  }

  /** Brings the view to the front. @param reveal what to select in it */
  async show(reveal?: Reveal): Promise<void> {
    if (reveal && this.channel) this.channel.show(reveal);
    else this.reveal = reveal;
    await vscode.commands.executeCommand(`${expertsViewId}.focus`);
  }

  /** A sentence for the view's status line, if it is there. */
  notify(text: string): void {
    this.channel?.notify(text);
  }

  dispose(): void {
    this.channel?.dispose();
  }
}
