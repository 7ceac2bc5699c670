/**
 * @typedef {object} SizeReport
 * @property {number} totalMb of the archive, in 10^6 bytes
 * @property {readonly { folder: string, packedMb: number }[]} folders the largest first
 * @property {string | undefined} problem a whole sentence, when the archive is over its budget
 */

const MB = 1e6;
const SHOWN_FOLDERS = 8;

/**
 * Says where a VSIX's size goes, and whether it may be that large.
 *
 * @param {object} options
 * @param {string} options.target
 * @param {number} options.budgetMb
 * @param {number} options.archiveBytes
 * @param {readonly Pick<import('./zipDirectory.mjs').ZipEntry, 'name' | 'packedBytes'>[]} options.entries
 * @returns {SizeReport}
 */
export function reportSize({ target, budgetMb, archiveBytes, entries }) {
  /** @type {Map<string, number>} */
  const packed = new Map();
  for (const { name, packedBytes } of entries) {
    const folder = folderOf(name);
    packed.set(folder, (packed.get(folder) ?? 0) + packedBytes);
  }
  const folders = [...packed]
    .map(([folder, bytes]) => ({ folder, packedMb: bytes / MB }))
    .sort((a, b) => b.packedMb - a.packedMb)
    .slice(0, SHOWN_FOLDERS);
  const totalMb = archiveBytes / MB;
  const problem =
    totalMb > budgetMb
      ? `The VSIX for ${target} has ${totalMb.toFixed(1)} MB; its budget is ${budgetMb} MB. Leave out what grew ` +
        '(the list above says where), or raise the budget in scripts/lib/package/packageTargets.mjs if it is worth it.'
      : undefined;
  return { totalMb, folders, problem };
}

/**
 * @param {string} name such as `extension/node_modules/@scope/name/dist/index.js`
 * @returns {string} a package of binaries by its name, everything else by its folder in the extension
 */
function folderOf(name) {
  const [, first = '', second, third] = name.split('/');
  if (first === 'node_modules' && second?.startsWith('@node-llama-cpp'))
    return `${first}/${second}/${third}`;
  return name.split('/').length > 2 ? first : 'files of the root';
}
