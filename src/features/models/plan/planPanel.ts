import * as vscode from 'vscode';
import type { Disposable } from '../../../base/disposable.js';
import type { PlanChannelOptions } from '../core/plan/planChannel.js';
import { PlanChannel } from '../core/plan/planChannel.js';
import { WebviewHost } from '../../../platform/webviewHost.js';

const viewType = 'switchyard.memoryPlan';

/** The picture of a model's memory plan, in an editor of its own; there is one at most. */
export class PlanPanel implements Disposable {
  private readonly host: WebviewHost<PlanChannel>;
  private panel: vscode.WebviewPanel | undefined;

  constructor(
    extensionUri: vscode.Uri,
    private readonly options: Omit<PlanChannelOptions, 'post' | 'path'>,
  ) {
    this.host = new WebviewHost(extensionUri, 'Plan');
  }

  /** @param path of the model to plan for */
  show(path: string): void {
    this.panel?.dispose();
    const panel = vscode.window.createWebviewPanel(
      viewType,
      vscode.l10n.t('Memory Plan'),
      vscode.ViewColumn.Active,
    );
    this.panel = panel;
    panel.onDidDispose(() => {
      if (this.panel === panel) this.panel = undefined;
    });
    this.host.resolve(panel, (post) => new PlanChannel({ ...this.options, path, post }));
  }

  dispose(): void {
    this.panel?.dispose();
    this.host.dispose();
  }
}
