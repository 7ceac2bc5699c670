import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.js';
import { webviewPage } from './webviewPage.js';

/** The host's end of the conversation with one webview. */
export interface WebviewChannel extends Disposable {
  receive(message: unknown): void;
}

/** Connects the webview of a view or an editor with a channel of its own, each time that VS Code makes one. */
export class WebviewHost<Channel extends WebviewChannel> implements Disposable {
  private current: Channel | undefined;

  /** @param name title of the page, and in lower case the name of its script */
  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly name: string,
  ) {}

  /** Absent while VS Code has no webview for the view. */
  get channel(): Channel | undefined {
    return this.current;
  }

  resolve(
    view: Pick<vscode.WebviewView, 'webview' | 'onDidDispose'>,
    createChannel: (post: (message: unknown) => void) => Channel,
  ): void {
    const { webview } = view;
    const scripts = vscode.Uri.joinPath(this.extensionUri, 'dist', 'webviews');
    const script = vscode.Uri.joinPath(scripts, `${this.name.toLowerCase()}.js`);
    this.current?.dispose();
    const channel = createChannel((message) => {
      void webview.postMessage(message);
    });
    this.current = channel;
    const subscription = webview.onDidReceiveMessage((message: unknown) => {
      channel.receive(message);
    });
    view.onDidDispose(() => {
      subscription.dispose();
      channel.dispose();
      if (this.current === channel) this.current = undefined;
    });
    webview.options = { enableScripts: true, localResourceRoots: [scripts] };
    webview.html = webviewPage({
      title: this.name,
      scriptUri: webview.asWebviewUri(script).toString(),
      nonce: randomBytes(16).toString('hex'),
    });
  }

  dispose(): void {
    this.current?.dispose();
  }
}
