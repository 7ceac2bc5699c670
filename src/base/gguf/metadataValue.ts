const textEncoder = new TextEncoder();

/** A typed metadata value of a GGUF file, already encoded. Make one with {@link gguf}. */
export interface MetadataValue {
  /** Number of the value's type in the file (`gguf_type` in gguf.h). */
  readonly typeId: number;
  readonly bytes: Uint8Array;
}

const scalarTypeIds = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, uint64: 10 } as const;
const arrayTypeId = 9;
const largestFloat32 = 3.402_823_466_385_288_6e38;

/** Constructors of metadata values by type, e.g. `gguf.uint32(4096)`; each throws RangeError on a value that does not fit. */
export const gguf = {
  uint32: (value: number) => scalar('uint32', encodeUint32(value)),
  int32: (value: number) => scalar('int32', encodeInt32(value)),
  uint64: (value: number | bigint) => scalar('uint64', encodeUint64(value)),
  float32: (value: number) => scalar('float32', encodeFloat32(value)),
  bool: (value: boolean) => scalar('bool', encodeBool(value)),
  string: (value: string) => scalar('string', encodeString(value)),
  uint32Array: (values: readonly number[]) => array('uint32', values.map(encodeUint32)),
  int32Array: (values: readonly number[]) => array('int32', values.map(encodeInt32)),
  float32Array: (values: readonly number[]) => array('float32', values.map(encodeFloat32)),
  boolArray: (values: readonly boolean[]) => array('bool', values.map(encodeBool)),
  stringArray: (values: readonly string[]) => array('string', values.map(encodeString)),
} as const;

/**
 * A string as GGUF stores it: byte length (uint64), then UTF-8 without a terminator.
 * @throws RangeError on lone surrogates, which UTF-8 cannot express
 */
export function encodeString(value: string): Uint8Array {
  if (!value.isWellFormed()) {
    throw new RangeError(
      'A GGUF string must be well-formed Unicode; this one has a lone surrogate.',
    );
  }
  const text = textEncoder.encode(value);
  return concatBytes([encodeUint64(text.length), text]);
}

/** @throws RangeError unless it is an integer from 0 to 2^32 − 1 */
export function encodeUint32(value: number): Uint8Array {
  requireInteger(value, 0, 0xffff_ffff, 'uint32');
  return encoded(4, (view) => {
    view.setUint32(0, value, true);
  });
}

/** @throws RangeError unless it is an integer from 0 to 2^64 − 1 (as a number: to 2^53 − 1) */
export function encodeUint64(value: number | bigint): Uint8Array {
  if (typeof value === 'number') {
    requireInteger(value, 0, Number.MAX_SAFE_INTEGER, 'uint64');
  } else if (value !== BigInt.asUintN(64, value)) {
    throw new RangeError(`${String(value)} is not a uint64.`);
  }
  return encoded(8, (view) => {
    view.setBigUint64(0, BigInt(value), true);
  });
}

/** One array with the bytes of all parts, in order. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sizeBytes, part) => sizeBytes + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function encodeInt32(value: number): Uint8Array {
  requireInteger(value, -0x8000_0000, 0x7fff_ffff, 'int32');
  return encoded(4, (view) => {
    view.setInt32(0, value, true);
  });
}

function encodeFloat32(value: number): Uint8Array {
  if (!(Math.abs(value) <= largestFloat32)) {
    throw new RangeError(`${String(value)} is not a finite float32.`);
  }
  return encoded(4, (view) => {
    view.setFloat32(0, value, true);
  });
}

function encodeBool(value: boolean): Uint8Array {
  return Uint8Array.of(value ? 1 : 0);
}

function scalar(type: keyof typeof scalarTypeIds, bytes: Uint8Array): MetadataValue {
  return { typeId: scalarTypeIds[type], bytes };
}

function array(type: keyof typeof scalarTypeIds, items: readonly Uint8Array[]): MetadataValue {
  const header = [encodeUint32(scalarTypeIds[type]), encodeUint64(items.length)];
  return { typeId: arrayTypeId, bytes: concatBytes([...header, ...items]) };
}

function encoded(sizeBytes: number, fill: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  fill(new DataView(bytes.buffer));
  return bytes;
}

function requireInteger(value: number, least: number, most: number, type: string): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`${String(value)} is not a${type.startsWith('i') ? 'n' : ''} ${type}.`);
  }
}
