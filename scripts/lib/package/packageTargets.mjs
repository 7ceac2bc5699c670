/**
 * What is packed for which platform.
 *
 * @typedef {object} PackageTarget
 * @property {readonly import('./llamaBinaries.mjs').BinariesName[]} binaries in the VSIX; the CPU's first
 * @property {number} budgetMb the VSIX may be this large, in 10^6 bytes, compressed
 */

/**
 * By the name that VS Code has for the platform. Where only one package of binaries exists, it holds the CPU's kernels too.
 *
 * @type {Readonly<Record<string, PackageTarget>>}
 */
export const packageTargets = {
  'linux-x64': { binaries: ['linux-x64', 'linux-x64-vulkan'], budgetMb: 160 },
  'linux-arm64': { binaries: ['linux-arm64'], budgetMb: 130 },
  'win32-x64': { binaries: ['win-x64', 'win-x64-vulkan'], budgetMb: 160 },
  'win32-arm64': { binaries: ['win-arm64'], budgetMb: 128 },
  'darwin-x64': { binaries: ['mac-x64'], budgetMb: 134 },
  'darwin-arm64': { binaries: ['mac-arm64-metal'], budgetMb: 128 },
};
