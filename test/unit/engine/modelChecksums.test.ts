import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { checksumsFileName } from '../../../src/base/gguf/checksumLines.js';
import { checkModelChecksums } from '../../../src/engine/runtime/modelChecksums.js';
import { EngineError } from '../../../src/protocol/engineErrors.js';
import { withTemporaryFolder } from './temporaryFolder.js';

const never = new AbortController().signal;
const sum = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Two parts with checksums beside them; `texts` is what is really in the files. */
async function splitModel(
  folder: string,
  texts: readonly string[],
  sums: string,
): Promise<{ path: string; sizeBytes: number }> {
  const files = texts.map((_, index) => path.join(folder, `m-0000${index + 1}-of-00002.gguf`));
  await Promise.all(files.map((file, index) => writeFile(file, texts[index] ?? '')));
  await writeFile(path.join(folder, checksumsFileName), sums);
  return { path: files[0] ?? '', sizeBytes: texts.join('').length };
}

describe('modelChecksums', () => {
  const sums = `${sum('one')}  m-00001-of-00002.gguf\r\n${sum('two').toUpperCase()} *m-00002-of-00002.gguf\n`;

  it('accepts all parts of a sound model, in text and binary notation', () =>
    withTemporaryFolder(async (folder) => {
      await checkModelChecksums(await splitModel(folder, ['one', 'two'], sums), never);
    }));

  it('names the part that is damaged', () =>
    withTemporaryFolder(async (folder) => {
      const file = await splitModel(folder, ['one', 'twp'], sums);
      await assert.rejects(checkModelChecksums(file, never), (error) => {
        assert.ok(EngineError.is(error, 'damaged'));
        assert.match(error.message, /m-00002-of-00002\.gguf is damaged/);
        return true;
      });
    }));

  it('leaves models alone that have no checksums beside them', () =>
    withTemporaryFolder(async (folder) => {
      const file = { path: path.join(folder, 'other.gguf'), sizeBytes: 8 };
      await writeFile(file.path, 'anything');
      await checkModelChecksums(file, never);
      await writeFile(path.join(folder, checksumsFileName), sums);
      await checkModelChecksums(file, never);
    }));

  it('does not read a large model twice', () =>
    withTemporaryFolder(async (folder) => {
      const { path: first } = await splitModel(folder, ['one', 'damaged'], sums);
      await checkModelChecksums({ path: first, sizeBytes: 2 * 1024 ** 3 }, never);
    }));

  it('ends when it is cancelled', () =>
    withTemporaryFolder(async (folder) => {
      const file = await splitModel(folder, ['one', 'two'], sums);
      await assert.rejects(checkModelChecksums(file, AbortSignal.abort()), { name: 'AbortError' });
    }));
});
