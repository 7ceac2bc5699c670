import { readFile, writeFile } from 'node:fs/promises';
import { UsageError } from './usageError.js';

const byteOrderMark = '\ufeff';

/** A text file as an editor sees it: without its byte order mark. */
export interface TextFile {
  readonly text: string;
  readonly hasMark: boolean;
}

/** @throws UsageError when the file cannot be read or is no UTF-8 text */
export async function readTextFile(file: string): Promise<TextFile> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read.`, { cause: error });
  });
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const hasMark = text.startsWith(byteOrderMark);
    return { text: hasMark ? text.slice(1) : text, hasMark };
  } catch (error) {
    throw new UsageError(`${file} is not UTF-8 text.`, { cause: error });
  }
}

/** @throws Error when the file is no longer what the change was made from */
export async function writeTextFile(file: string, before: string, after: string): Promise<void> {
  const { text, hasMark } = await readTextFile(file);
  if (text !== before) throw new Error(`${file} has changed meanwhile and was left as it is.`);
  await writeFile(file, (hasMark ? byteOrderMark : '') + after);
}
