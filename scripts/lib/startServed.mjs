import { ensureVscodeServer } from '../vscodeServer.mjs';
import { launchServer, remoteUri } from './editor/launchServer.mjs';
import { copySample } from './editor/sampleWorkspace.mjs';
import { quietSettings } from './editor/userSettings.mjs';
import { openInBrowser } from './openInBrowser.mjs';
import { repositoryRoot } from './repositoryRoot.mjs';

/**
 * Serves VS Code on the loopback interface until Ctrl+C, with the extension loaded in place.
 *
 * @param {object} options
 * @param {string | undefined} options.folder to open; a copy of the sample workspace when undefined
 * @param {Record<string, unknown>} options.settings
 * @returns {Promise<number>} exit code: not 0 when the server ended by itself
 */
export async function startServed({ folder, settings }) {
  const vscode = await ensureVscodeServer('main');
  const server = await launchServer({
    vscode,
    settings: { ...quietSettings, ...settings },
    builtIns: { switchyard: repositoryRoot },
    withToken: true,
  });
  const workspace = folder ?? copySample(server.folders.workspaces);
  const payload = folder ? {} : { openFile: remoteUri(server, `${workspace}/src/receipt.ts`) };
  const url = server.pageUrl({ workspace, payload });
  console.log(`\nVS Code ${vscode.vscodeVersion} with Switchyard is at\n\n  ${url}\n`);
  console.log(
    folder
      ? `It shows ${folder}.`
      : 'It shows a copy of the sample workspace, which is thrown away at the end.',
  );
  console.log('Only this machine can reach it, and only with this address. Ctrl+C stops it.');
  if (openInBrowser(url)) console.log('Your browser is opening it.');
  const interrupted = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => resolve(''));
  });
  const reason = await Promise.race([interrupted, server.ended]);
  if (reason)
    console.error(`VS Code's server ended by itself (${reason}):\n${server.log().slice(-3000)}`);
  await server.close();
  return reason ? 1 : 0;
}
