import { DownloadError } from './downloadError.js';

/** Names that Windows keeps for devices, whatever their extension. */
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const forbiddenCharacters = /[<>:"/\\|?*\p{Cc}\p{Cf}]/u;
const longestNameBytes = 180;

/**
 * Checks one name that came from a server, an address or the user before it becomes a file or a folder.
 * @returns the same name
 * @throws {DownloadError} badName
 */
export function safeFileName(name: string): string {
  const isSafe =
    name !== '' &&
    Buffer.byteLength(name) <= longestNameBytes &&
    !forbiddenCharacters.test(name) &&
    !/^[. ~-]|[. ]$/.test(name) &&
    !deviceName.test(name);
  if (isSafe) return name;
  throw new DownloadError('badName', 'The server’s name for the file cannot be a file name here.');
}

/** The same for a path with forward slashes; each of its names is checked. */
export function safePathNames(remotePath: string): readonly string[] {
  return remotePath.split('/').map(safeFileName);
}
