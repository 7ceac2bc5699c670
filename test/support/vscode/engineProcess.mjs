import { execFileSync } from 'node:child_process';

/**
 * Finds the engine process that belongs to one editor.
 *
 * @param {string} root the editor's own root folder, below which the extension is installed
 * @returns {number | undefined} its process id
 */
export function findEngineProcess(root) {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  const line = lines.find((text) => text.includes(root) && text.includes('engine.mjs'));
  return line ? Number.parseInt(line.trim(), 10) : undefined;
}
