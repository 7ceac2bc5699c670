import fs from 'node:fs/promises';
import path from 'node:path';

// Names are assigned to `exports` one by one because VS Code imports the module as ESM: only then
// does Node see them as named exports.
const SPDLOG = `'use strict';
const fs = require('node:fs');
const path = require('node:path');
const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];

class Logger {
  constructor(file) {
    this.file = file;
    this.level = LEVELS.indexOf('info');
    this.isRaw = false;
  }
  write(level, message) {
    if (level < this.level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    const line = this.isRaw ? message : time + ' [' + LEVELS[level] + '] ' + message + '\\n';
    try {
      fs.appendFileSync(this.file, line);
    } catch {
      // The log folder is removed while the server shuts down.
    }
  }
  trace(message) { this.write(0, message); }
  debug(message) { this.write(1, message); }
  info(message) { this.write(2, message); }
  warn(message) { this.write(3, message); }
  error(message) { this.write(4, message); }
  critical(message) { this.write(5, message); }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() { this.isRaw = true; }
  flush() {}
  drop() {}
}

async function createLogger(name, file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return new Logger(file);
}

exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
`;

const WATCHDOG = `'use strict';
exports.start = () => {};
exports.exit = (code) => process.exit(code || 0);
`;

/**
 * Puts plain JavaScript in the place of the two native modules that VS Code's server cannot start
 * without and that have no prebuilt binaries, so that no compiler is needed.
 *
 * @param {string} serverFolder with node_modules
 */
export async function installNativeStandIns(serverFolder) {
  const modules = path.join(serverFolder, 'node_modules');
  await fs.writeFile(path.join(modules, '@vscode', 'spdlog', 'index.js'), SPDLOG);
  await fs.writeFile(path.join(modules, '@vscode', 'native-watchdog', 'index.js'), WATCHDOG);
}
