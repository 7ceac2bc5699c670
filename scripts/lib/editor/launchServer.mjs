import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { repositoryRoot } from '../repositoryRoot.mjs';
import { runProcess } from '../runProcess.mjs';
import { createServerFolders, serverEnvironment } from './serverFolders.mjs';

const START_TIMEOUT_MS = 60_000;
const GUARD_SCRIPT = path.join(repositoryRoot, 'scripts', 'lib', 'editor', 'serverGuard.mjs');

/**
 * @typedef {object} LaunchOptions
 * @property {import('../../vscodeServer.mjs').VscodeServer} vscode
 * @property {Record<string, unknown>} settings user settings
 * @property {Record<string, string>} [env] more environment variables; extensions see them
 * @property {boolean} [recordRequests] let the extension write every request to `recordFile`
 * @property {string} [vsix] package to install
 * @property {Record<string, string>} [builtIns] extension folders to load in place, by name
 * @property {Record<string, unknown>} [userFiles] more JSON files of the user: name and content
 * @property {boolean} [isTestDriven] lets a page pass extensionTestsPath; VS Code then shows no toasts
 * @property {boolean} [withToken] demand a random connection token; without it every local user can
 *   connect
 */

/**
 * @typedef {object} RunningServer
 * @property {string} authority "127.0.0.1:<port>"
 * @property {import('./serverFolders.mjs').ServerFolders} folders
 * @property {string} recordFile see requestRecords.mjs
 * @property {(target: PageTarget) => string} pageUrl address of a workbench
 * @property {() => string} log what the server printed so far
 * @property {Promise<string>} ended settles when the server ends, with the reason
 * @property {() => Promise<void>} close ends the server with all its processes, removes its folders
 */

/**
 * @typedef {object} PageTarget
 * @property {string} workspace absolute path of the folder to open
 * @property {Record<string, string>} [payload] more start options of the workbench; for files on
 *   the server use {@link remoteUri}
 */

/**
 * Starts VS Code's server on the loopback interface, in folders of its own.
 *
 * @param {LaunchOptions} options
 * @returns {Promise<RunningServer>}
 */
export async function launchServer(options) {
  const { vscode, settings, builtIns, userFiles, env: extraEnv = {} } = options;
  const folders = createServerFolders({
    serverDir: vscode.serverDir,
    settings,
    builtIns,
    userFiles,
  });
  const recordFile = path.join(folders.root, 'records.jsonl');
  const env = serverEnvironment(folders, {
    ...extraEnv,
    ...(options.recordRequests ? { SWITCHYARD_RECORD_FILE: recordFile } : {}),
  });
  const port = await freePort();
  const authority = `127.0.0.1:${port}`;
  const token = options.withToken ? randomBytes(24).toString('hex') : undefined;
  const logFile = path.join(folders.root, 'server.log');
  const log = () => fs.readFileSync(logFile, 'utf8');
  fs.writeFileSync(logFile, '');
  if (options.vsix) await installVsix(vscode, folders, env, options.vsix);
  const guard = startGuard(logFile, {
    file: vscode.node,
    args: serverArguments(vscode, folders, port, token, options.isTestDriven ?? false),
    env,
    folder: folders.root,
  });
  const ended = new Promise((resolve) => {
    guard.on('message', (message) => {
      resolve(String(message));
    });
    guard.on('exit', () => resolve('closed'));
  });
  const close = async () => {
    if (guard.exitCode !== null || guard.signalCode !== null) return;
    const gone = once(guard, 'exit');
    if (guard.connected) guard.disconnect();
    await gone;
  };
  try {
    await waitUntilReady(authority, ended, log);
  } catch (error) {
    await close();
    throw error;
  }
  const pageUrl = (/** @type {PageTarget} */ target) => makePageUrl(authority, token, target);
  return { authority, folders, recordFile, pageUrl, log, ended, close };
}

/**
 * @param {RunningServer} server
 * @param {string} file absolute path on the server
 * @returns {string} the file's URI as the workbench wants it
 */
export function remoteUri(server, file) {
  return `vscode-remote://${server.authority}${encodeURI(file)}`;
}

/**
 * @param {string} logFile
 * @param {import('./serverGuard.mjs').GuardOrder} order
 */
function startGuard(logFile, order) {
  const output = fs.openSync(logFile, 'a');
  const guard = fork(GUARD_SCRIPT, [], {
    detached: true,
    execArgv: [],
    stdio: ['ignore', output, output, 'ipc'],
  });
  fs.closeSync(output);
  guard.send(order);
  return guard;
}

/**
 * @param {import('./serverFolders.mjs').ServerFolders} folders
 * @returns {string[]}
 */
function folderArguments(folders) {
  return [
    ...['--server-data-dir', folders.server],
    ...['--user-data-dir', folders.user],
    ...['--extensions-dir', folders.extensions],
    ...['--builtin-extensions-dir', folders.builtins],
  ];
}

/**
 * @param {import('../../vscodeServer.mjs').VscodeServer} vscode
 * @param {import('./serverFolders.mjs').ServerFolders} folders
 * @param {number} port
 * @param {string | undefined} token
 * @param {boolean} isTestDriven
 * @returns {string[]}
 */
function serverArguments(vscode, folders, port, token, isTestDriven) {
  const tokenFile = path.join(folders.root, 'token');
  // In a file, as every local user can read the arguments of a process.
  if (token) fs.writeFileSync(tokenFile, token, { mode: 0o600 });
  return [
    path.join(vscode.serverDir, 'out', 'server-main.js'),
    ...folderArguments(folders),
    ...['--host', '127.0.0.1', '--port', String(port)],
    ...(token ? ['--connection-token-file', tokenFile] : ['--without-connection-token']),
    '--accept-server-license-terms',
    ...['--telemetry-level', 'off'],
    '--disable-workspace-trust',
    '--disable-experiments',
    '--disable-update-check',
    '--disable-getting-started-override',
    ...['--reconnection-grace-time', '0'],
    ...(isTestDriven ? ['--enable-smoke-test-driver'] : []),
  ];
}

/**
 * @param {import('../../vscodeServer.mjs').VscodeServer} vscode
 * @param {import('./serverFolders.mjs').ServerFolders} folders
 * @param {NodeJS.ProcessEnv} env
 * @param {string} vsix
 */
async function installVsix(vscode, folders, env, vsix) {
  const main = path.join(vscode.serverDir, 'out', 'server-main.js');
  const args = [main, ...folderArguments(folders), '--install-extension', vsix, '--force'];
  const { code, output } = await runProcess(vscode.node, args, { env });
  if (code === 0) return;
  fs.rmSync(folders.root, { recursive: true, force: true });
  throw new Error(`VS Code refused to install ${vsix}:\n${output}`);
}

/**
 * @param {string} authority
 * @param {Promise<string>} ended
 * @param {() => string} log
 */
async function waitUntilReady(authority, ended, log) {
  const deadlineMs = Date.now() + START_TIMEOUT_MS;
  let end;
  void ended.then((reason) => (end = reason));
  while (Date.now() < deadlineMs && end === undefined) {
    const isUp = await fetch(`http://${authority}/version`).then(
      (response) => response.ok,
      () => false,
    );
    if (isUp) return;
    await delay(50);
  }
  const reason = end ?? `no answer within ${START_TIMEOUT_MS / 1000} s`;
  throw new Error(`VS Code's server did not start (${reason}):\n${log().slice(-3000)}`);
}

/**
 * @param {string} authority
 * @param {string | undefined} token
 * @param {PageTarget} target
 */
function makePageUrl(authority, token, { workspace, payload = {} }) {
  const url = new URL(`http://${authority}/`);
  if (token) url.searchParams.set('tkn', token);
  url.searchParams.set('folder', workspace);
  const entries = Object.entries({ skipWelcome: 'true', skipReleaseNotes: 'true', ...payload });
  url.searchParams.set('payload', JSON.stringify(entries));
  return url.href;
}

/** @returns {Promise<number>} */
async function freePort() {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = /** @type {net.AddressInfo} */ (probe.address());
  probe.close();
  await once(probe, 'close');
  return port;
}
