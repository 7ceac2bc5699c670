/** An array of integers in NumPy's file format. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

const magic = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]);

type Typed = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;

const readers: Readonly<Record<string, (buffer: ArrayBuffer) => Typed | BigInt64Array>> = {
  '|i1': (buffer) => new Int8Array(buffer),
  '|u1': (buffer) => new Uint8Array(buffer),
  '<i2': (buffer) => new Int16Array(buffer),
  '<u2': (buffer) => new Uint16Array(buffer),
  '<i4': (buffer) => new Int32Array(buffer),
  '<u4': (buffer) => new Uint32Array(buffer),
  '<i8': (buffer) => new BigInt64Array(buffer),
};

export function isNpy(bytes: Buffer): boolean {
  return bytes.subarray(0, magic.length).equals(magic);
}

/**
 * Reads NumPy's format, versions 1 to 3: integers of up to eight bytes, little-endian, in C order.
 * @throws RangeError for everything else
 */
export function readNpy(bytes: Buffer): NpyArray {
  const version = bytes[6] ?? 0;
  if (!isNpy(bytes) || bytes.length < 12 || version < 1 || version > 3) throw noNpy();
  const lengthBytes = version === 1 ? 2 : 4;
  const headerStart = 8 + lengthBytes;
  const dataStart = headerStart + bytes.readUIntLE(8, lengthBytes);
  if (dataStart > bytes.length) throw noNpy();
  const header = bytes.subarray(headerStart, dataStart).toString('latin1');
  const type = /'descr':\s*'([<|][iu][1248])'/.exec(header)?.[1] ?? '';
  const shapeText = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  const read = readers[type];
  if (!read || shapeText === undefined || !/'fortran_order':\s*False/.test(header)) throw noNpy();
  const shape = shapeText
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(Number);
  const data = bytes.subarray(dataStart);
  if (data.length % Number(type.slice(2)) !== 0) throw noNpy();
  // a copy, because typed arrays must begin at a multiple of their size
  const values = read(new Uint8Array(data).buffer);
  return { shape, values: values instanceof BigInt64Array ? Array.from(values, Number) : values };
}

function noNpy(): RangeError {
  return new RangeError('The routing is no array of integers.');
}
