import type * as vscode from 'vscode';
import type { Composition } from './compose.js';
import { compose } from './compose.js';
import { createLogChannel } from './platform/logChannel.js';
import type { EngineState } from './protocol/engineState.js';
import type { RequestRecord } from './protocol/requestRecord.js';

/** What other extensions and the tests get from activating this one. */
export interface SwitchyardApi {
  engineState(): EngineState;
  /** The last requests, oldest first. */
  records(): readonly RequestRecord[];
  /** Milliseconds that `activate` itself took. */
  readonly activationMs: number;
}

let composition: Composition | undefined;

export function activate(context: vscode.ExtensionContext): SwitchyardApi {
  const startedMs = performance.now();
  const log = createLogChannel();
  context.subscriptions.push(log);
  const composed = compose(context, log);
  composition = composed;
  const activationMs = performance.now() - startedMs;
  log.info(`Activated in ${activationMs.toFixed(1)} ms.`);
  return {
    engineState: () => composed.engine.state,
    records: () => composed.requests.records,
    activationMs,
  };
}

export async function deactivate(): Promise<void> {
  const composed = composition;
  composition = undefined;
  await composed?.end();
}
