import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const codeName = /\.(?:[cm]?[jt]sx?|py)$/;
const proseName = /\.md$/;
const skippedFolder = /^(?:node_modules|dist|out|\..*)$/;
const fence = /^```[\s\S]*?^```[ \t]*$/gm;
const tableRow = /^\|.*$/gm;

export interface SampleTexts {
  readonly code: readonly string[];
  readonly prose: readonly string[];
}

/**
 * Pieces of a folder's source files and of its Markdown (without code blocks and tables), spread evenly over the files.
 * @param characters of each piece, @param count of each kind at most
 */
export async function sampleTexts(
  folder: string,
  count: number,
  characters: number,
): Promise<SampleTexts> {
  const names = (await readdir(folder, { recursive: true })).sort();
  const wanted = names.filter((name) => !name.split(path.sep).some((p) => skippedFolder.test(p)));
  const read = async (kind: RegExp, clean: (text: string) => string): Promise<string[]> => {
    const texts = await Promise.all(
      wanted
        .filter((name) => kind.test(name))
        .map((name) => readFile(path.join(folder, name), 'utf8')),
    );
    const pieces = texts.flatMap((text) => cut(clean(text), characters));
    return Array.from({ length: Math.min(count, pieces.length) }, (_, index) => {
      const at = Math.floor((index * pieces.length) / Math.min(count, pieces.length));
      return pieces[at] ?? '';
    });
  };
  return {
    code: await read(codeName, (text) => text),
    prose: await read(proseName, (text) => text.replace(fence, '').replace(tableRow, '')),
  };
}

/** Whole pieces only: what is left at the end is too short to compare. */
function cut(text: string, characters: number): string[] {
  return Array.from({ length: Math.floor(text.length / characters) }, (_, index) =>
    text.slice(index * characters, (index + 1) * characters),
  );
}
