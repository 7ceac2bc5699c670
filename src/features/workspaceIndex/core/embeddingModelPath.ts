import path from 'node:path';

/**
 * @param setting as the user wrote it: absolute, or with `~` for the home folder; empty = none
 * @returns undefined for none; a relative path as it is, which the embedding process refuses with a message
 */
export function embeddingModelPath(setting: string, homeDirectory: string): string | undefined {
  const trimmed = setting.trim();
  if (trimmed === '') return undefined;
  return /^~(?=$|[\\/])/.test(trimmed) ? path.join(homeDirectory, trimmed.slice(1)) : trimmed;
}
