import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { webviewPage } from '../../platform/webviewPage.js';
import type { ChatViewChannelOptions } from './core/chatViewChannel.js';
import { ChatViewChannel } from './core/chatViewChannel.js';

export const chatViewId = 'switchyard.chat';

/** Makes the chat view's webview whenever VS Code shows it; what it shows lives in the service. */
export class ChatViewProvider implements vscode.WebviewViewProvider, Disposable {
  private channel: ChatViewChannel | undefined;
  private wantsFocus = false;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly options: Omit<ChatViewChannelOptions, 'post'>,
  ) {}

  resolveWebviewView(view: vscode.WebviewView): void {
    const { webview } = view;
    const scripts = vscode.Uri.joinPath(this.extensionUri, 'dist', 'webviews');
    this.channel?.dispose();
    const channel = new ChatViewChannel({
      ...this.options,
      post: (message) => {
        void webview.postMessage(message);
      },
    });
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
      title: 'Chat',
      scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(scripts, 'chat.js')).toString(),
      nonce: randomBytes(16).toString('hex'),
    });
    if (this.wantsFocus) this.options.service.focusInput();
    this.wantsFocus = false;
  }

  /** Brings the view to the front with the focus in its input box. */
  async show(): Promise<void> {
    this.wantsFocus = this.channel === undefined;
    await vscode.commands.executeCommand(`${chatViewId}.focus`);
    if (this.channel) this.options.service.focusInput();
  }

  dispose(): void {
    this.channel?.dispose();
  }
}
