import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.js';
import { WebviewHost } from '../../platform/webviewHost.js';
import type { ChatViewChannelOptions } from './core/chatViewChannel.js';
import { ChatViewChannel } from './core/chatViewChannel.js';

export const chatViewId = 'switchyard.chat';

/** Makes the chat view's webview whenever VS Code shows it; what it shows lives in the service. */
export class ChatViewProvider implements vscode.WebviewViewProvider, Disposable {
  private readonly host: WebviewHost<ChatViewChannel>;
  private wantsFocus = false;

  constructor(
    extensionUri: vscode.Uri,
    private readonly options: Omit<ChatViewChannelOptions, 'post'>,
  ) {
    this.host = new WebviewHost(extensionUri, 'Chat');
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.host.resolve(view, (post) => new ChatViewChannel({ ...this.options, post }));
    if (this.wantsFocus) this.options.service.focusInput();
    this.wantsFocus = false;
  }

  /** Brings the view to the front with the focus in its input box. */
  async show(): Promise<void> {
    this.wantsFocus = this.host.channel === undefined;
    await vscode.commands.executeCommand(`${chatViewId}.focus`);
    if (this.host.channel) this.options.service.focusInput();
  }

  dispose(): void {
    this.host.dispose();
  }
}
