import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureChromium } from '../../scripts/chromium.mjs';
import { openWorkbench } from '../../scripts/lib/editor/openWorkbench.mjs';
import { testSettings } from '../../scripts/lib/editor/userSettings.mjs';
import { repositoryRoot } from '../../scripts/lib/repositoryRoot.mjs';
import { ensureVscodeServer } from '../../scripts/vscodeServer.mjs';
import { median } from './pairs.js';

const windows = 3;
const timeoutMs = 60_000;
const pollMs = 100;

/**
 * Opens a real VS Code with the extension several times.
 * @returns the median of what `activate` took in milliseconds, as the extension's own log says
 */
export async function activationMs(): Promise<number> {
  const vscode = await ensureVscodeServer('main');
  const chromium = await ensureChromium();
  const measured: number[] = [];
  for (let window = 0; window < windows; window++) {
    const session = await openWorkbench({
      vscode,
      chromium,
      settings: testSettings,
      builtIns: { switchyard: repositoryRoot },
      payload: { logLevel: 'error,switchyard.switchyard:info' },
    });
    try {
      measured.push(await loggedActivation(path.join(session.server.folders.user, 'logs')));
    } finally {
      await session.close();
    }
  }
  return median(measured);
}

async function loggedActivation(logs: string): Promise<number> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const files = await readdir(logs, { recursive: true }).catch(() => []);
    const log = files.find((file) => file.endsWith('Switchyard.log'));
    const text = log === undefined ? '' : await readFile(path.join(logs, log), 'utf8');
    const found = /Activated in ([\d.]+) ms/.exec(text)?.[1];
    if (found !== undefined) return Number(found);
    await delay(pollMs);
  }
  throw new Error('The extension did not log its activation.');
}
