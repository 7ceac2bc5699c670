import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const supportDirectory = 'test/engine/routingTap/support';

/** The addon that ships. */
export const prebuiltFile = resolve('native/prebuilds/linux-x64/switchyard-tap.node');

/** The addon under test: the shipped one, or the one that SWITCHYARD_TAP_FILE names, such as a fresh build. */
export const tapFile = resolve(process.env['SWITCHYARD_TAP_FILE'] ?? prebuiltFile);
export const readerFile = resolve('native/build/Release/switchyard-test-reader.node');
export const scenarioProcessFile = resolve(supportDirectory, 'scenarioProcess.mjs');
export const loadProcessFile = resolve(supportDirectory, 'loadProcess.mjs');
export const soakProcessFile = resolve(supportDirectory, 'soakProcess.mjs');

export const isTapPlatform = process.platform === 'linux' && process.arch === 'x64';

/** False where the test-only reader cannot be built. */
export const canCompare = isTapPlatform && process.env['SWITCHYARD_NO_READER'] === undefined;

/** Throws when the test-only reader has not been built. */
export function requireReader(): void {
  if (!existsSync(readerFile)) {
    throw new Error('Build the test reader first: npm run native:build:test');
  }
}
