import fs from 'node:fs';
import zlib from 'node:zlib';

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const END_SIZE = 22;
const ENTRY_SIZE = 46;
const LOCAL_SIZE = 30;
const LONGEST_COMMENT = 0xffff;
const STORED = 0;

/**
 * A file in a ZIP archive.
 *
 * @typedef {object} ZipEntry
 * @property {string} name
 * @property {number} packedBytes
 * @property {number} sizeBytes
 * @property {() => Buffer} read
 */

/**
 * Reads the directory of a ZIP archive (APPNOTE.TXT 4.3, without ZIP64: a VSIX is far smaller than 4 GB).
 *
 * @param {string} file
 * @returns {ZipEntry[]}
 */
export function readZipDirectory(file) {
  const { size } = fs.statSync(file);
  const tail = readAt(file, Math.max(0, size - END_SIZE - LONGEST_COMMENT), size);
  let end = tail.length - END_SIZE;
  while (end >= 0 && tail.readUInt32LE(end) !== END_SIGNATURE) end -= 1;
  if (end < 0) throw new Error(`${file} is no ZIP archive.`);
  const count = tail.readUInt16LE(end + 10);
  const start = tail.readUInt32LE(end + 16);
  const directory = readAt(file, start, start + tail.readUInt32LE(end + 12));
  const entries = [];
  for (let at = 0; entries.length < count;) {
    if (directory.readUInt32LE(at) !== ENTRY_SIGNATURE) throw new Error(`${file} is damaged.`);
    const nameEnd = at + ENTRY_SIZE + directory.readUInt16LE(at + 28);
    entries.push(entryAt(file, directory, at, nameEnd));
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * @param {string} file
 * @param {Buffer} directory
 * @param {number} at
 * @param {number} nameEnd
 * @returns {ZipEntry}
 */
function entryAt(file, directory, at, nameEnd) {
  const method = directory.readUInt16LE(at + 10);
  const packedBytes = directory.readUInt32LE(at + 20);
  const local = directory.readUInt32LE(at + 42);
  return {
    name: directory.toString('utf8', at + ENTRY_SIZE, nameEnd),
    packedBytes,
    sizeBytes: directory.readUInt32LE(at + 24),
    read: () => {
      const header = readAt(file, local, local + LOCAL_SIZE);
      const from = local + LOCAL_SIZE + header.readUInt16LE(26) + header.readUInt16LE(28);
      const packed = readAt(file, from, from + packedBytes);
      return method === STORED ? packed : zlib.inflateRawSync(packed);
    },
  };
}

/**
 * @param {string} file
 * @param {number} from
 * @param {number} to
 */
function readAt(file, from, to) {
  const buffer = Buffer.alloc(to - from);
  const handle = fs.openSync(file, 'r');
  try {
    fs.readSync(handle, buffer, 0, buffer.length, from);
  } finally {
    fs.closeSync(handle);
  }
  return buffer;
}
