/** The file beside models that holds their SHA-256, in the format of the `sha256sum` tool. */
export const checksumsFileName = 'SHA256SUMS';

/**
 * Reads lines of the `sha256sum` tool: 64 hexadecimal digits, two spaces (or a space and a star), a file name; one file a
 * line. Others are passed over.
 * @returns lower-case checksums by file name
 */
export function parseChecksums(text: string): Map<string, string> {
  const lines = text.matchAll(/^([0-9a-f]{64}) [ *](\S.*?)\r?$/gim);
  return new Map(
    Array.from(lines, ([, checksum = '', name = '']) => [name, checksum.toLowerCase()]),
  );
}
