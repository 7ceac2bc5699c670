import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

/**
 * Built-in extensions that are kept: colours and grammars. Leaving out the language servers, git
 * and sign-in makes the start quick and quiet.
 */
const GRAMMARS_AND_THEMES = [
  'theme-defaults',
  'theme-seti',
  'configuration-editing',
  'css',
  'html',
  'javascript',
  'json',
  'markdown-basics',
  'python',
  'typescript-basics',
];

/**
 * @typedef {object} ServerFolders one editor's own world, thrown away with it
 * @property {string} root
 * @property {string} server
 * @property {string} user
 * @property {string} extensions
 * @property {string} builtins
 * @property {string} browser profile of the browser that shows it
 * @property {string} home
 * @property {string} temp
 * @property {string} workspaces free for the user of this editor
 */

/**
 * @param {object} options
 * @param {string} options.serverDir VS Code's server
 * @param {Record<string, unknown>} options.settings user settings
 * @param {Record<string, string>} [options.builtIns] more built-in extensions: name and folder
 * @param {Record<string, unknown>} [options.userFiles] more JSON files of the user: name and content
 * @returns {ServerFolders}
 */
export function createServerFolders({ serverDir, settings, builtIns = {}, userFiles = {} }) {
  // Short on purpose: the server's sockets lie below, and a socket's path is limited to 103 bytes.
  const parent = process.platform === 'darwin' ? '/tmp' : os.tmpdir();
  const root = fs.realpathSync(fs.mkdtempSync(path.join(parent, 'sy-')));
  const folders = {
    root,
    server: path.join(root, 's'),
    user: path.join(root, 'u'),
    extensions: path.join(root, 'e'),
    builtins: path.join(root, 'b'),
    browser: path.join(root, 'c'),
    home: path.join(root, 'h'),
    temp: path.join(root, 't'),
    workspaces: path.join(root, 'w'),
  };
  for (const folder of Object.values(folders)) fs.mkdirSync(folder, { recursive: true });
  writeSettings(folders.user, settings);
  for (const [name, content] of Object.entries(userFiles)) {
    fs.writeFileSync(path.join(folders.user, 'User', name), JSON.stringify(content));
  }
  for (const name of GRAMMARS_AND_THEMES) {
    fs.symlinkSync(path.join(serverDir, 'extensions', name), path.join(folders.builtins, name));
  }
  for (const [name, folder] of Object.entries(builtIns)) {
    fs.symlinkSync(folder, path.join(folders.builtins, name));
  }
  return folders;
}

/**
 * @param {string} userFolder
 * @param {Record<string, unknown>} settings
 */
function writeSettings(userFolder, settings) {
  // A window on a server takes settings of machine scope from the machine's file only.
  const ours = Object.entries(settings).filter(([name]) => name.startsWith('switchyard.'));
  const contents = { User: settings, Machine: Object.fromEntries(ours) };
  for (const [name, content] of Object.entries(contents)) {
    fs.mkdirSync(path.join(userFolder, name));
    fs.writeFileSync(path.join(userFolder, name, 'settings.json'), JSON.stringify(content));
  }
}

/**
 * @param {ServerFolders} folders
 * @param {Record<string, string>} extra
 * @returns {NodeJS.ProcessEnv} for the server: nothing of a surrounding editor or npm, its own home
 *   and temporary folders, no extension gallery
 */
export function serverEnvironment(folders, extra) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$|XDG_)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    HOME: folders.home,
    TMPDIR: folders.temp,
    XDG_RUNTIME_DIR: folders.temp,
    EXTENSIONS_GALLERY: '{}',
    ...extra,
  };
}
