import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { once } from 'node:events';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Parser } from 'tar/parse';
import { DownloadError } from '../../../download/downloadError.js';
import type { OpenFile } from '../../../download/partFile.js';
import { safePathNames } from '../../../download/safeFileName.js';
import { errorCode } from '../../../network/errorCode.js';
import { BadArchive } from './badArchive.js';

/** Bytes that are unpacked at once, away from the event loop. */
const portionBytes = 256 * 1_024;
/** The folder that everything in an archive of the npm registry is in. */
const topFolder = 'package/';

type Entry = Parameters<
  NonNullable<NonNullable<ConstructorParameters<typeof Parser>[0]>['onReadEntry']>
>[0];

/**
 * Unpacks an archive of the npm registry, file by file, each of them synced. Only plain files within the folder are
 * accepted: a link or a path that leads out of it is refused before anything of it is written.
 * @param target the package's own folder, which must not exist
 * @throws {BadArchive}; errors of the file system; the signal's reason
 */
export async function unpackPackage(
  archive: string,
  target: string,
  openFile: OpenFile,
  onBytes: (sizeBytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const failed = new AbortController();
  const fail = (error: unknown): void => {
    failed.abort(error);
  };
  const either = AbortSignal.any([signal, failed.signal]);
  let written = Promise.resolve();
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      written = written
        .then(() => writeEntry(entry, target, openFile, onBytes, either))
        .catch(fail);
    },
  });
  parser.on('error', (error: Error) => {
    fail(new BadArchive(error.message));
  });
  const parse = async (portions: AsyncIterable<Buffer>): Promise<void> => {
    for await (const portion of portions) {
      if (!parser.write(portion)) await once(parser, 'drain', { signal: either });
    }
    parser.end();
    await written;
  };
  const gunzip = createGunzip({ chunkSize: portionBytes });
  await pipeline(createReadStream(archive), gunzip, parse, { signal: either }).catch(fail);
  // nothing is written any more when this ends, so that the folder can be removed
  await written;
  signal.throwIfAborted();
  if (!failed.signal.aborted) return;
  const error: unknown = failed.signal.reason;
  throw errorCode(error).startsWith('Z_')
    ? new BadArchive('The archive is cut or damaged.')
    : error;
}

async function writeEntry(
  entry: Entry,
  target: string,
  openFile: OpenFile,
  onBytes: (sizeBytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  // what is still to come of an entry comes no more when the reading has ended
  const stop = (): void => {
    entry.destroy();
  };
  signal.throwIfAborted();
  const file = path.join(target, ...namesOf(entry));
  await mkdir(path.dirname(file), { recursive: true });
  const handle = await openFile(file, 'wx');
  signal.addEventListener('abort', stop);
  try {
    signal.throwIfAborted();
    for await (const portion of entry) {
      await handle.writeFile(portion);
      onBytes(portion.length);
      signal.throwIfAborted();
    }
    await handle.datasync();
  } finally {
    signal.removeEventListener('abort', stop);
    await handle.close();
  }
}

/** @throws {BadArchive} for everything but a file in the archive's folder */
function namesOf({ type, path: entryPath }: Entry): readonly string[] {
  if (type !== 'File') throw new BadArchive(`The archive holds a ${type}.`);
  if (!entryPath.startsWith(topFolder)) throw new BadArchive('The archive is no npm package.');
  try {
    return safePathNames(entryPath.slice(topFolder.length));
  } catch (error) {
    if (DownloadError.is(error, 'badName')) throw new BadArchive('A name in it is not safe.');
    throw error;
  }
}
