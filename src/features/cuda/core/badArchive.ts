/** The archive is damaged, or holds what no package of binaries does. */
export class BadArchive extends Error {
  override readonly name = 'BadArchive';
}
