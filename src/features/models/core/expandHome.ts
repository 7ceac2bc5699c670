import path from 'node:path';

/** A path in which `~` at its start stands for the home folder. */
export function expandHome(file: string, homeDirectory: string): string {
  return /^~(?=$|[\\/])/.test(file) ? path.join(homeDirectory, file.slice(1)) : file;
}
