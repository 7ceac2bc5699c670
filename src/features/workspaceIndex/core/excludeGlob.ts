/**
 * The glob that leaves a file or folder out of the index.
 * @param relativePath to its workspace folder, with forward slashes
 */
export function excludeGlob(relativePath: string, isFolder: boolean): string {
  // brackets and stars in a name would be read as patterns
  const literal = relativePath.replace(/[*?[\]{}!\\]/g, '?');
  return isFolder ? `${literal}/**` : literal;
}
