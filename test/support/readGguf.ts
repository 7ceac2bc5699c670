import { Buffer } from 'node:buffer';

export type ReadMetadataValue = string | number | bigint | boolean | ReadMetadataValue[];

export interface ReadTensor {
  readonly dimensions: readonly number[];
  readonly ggmlType: number;
  /** From the start of the file. */
  readonly offsetBytes: number;
}

export interface ReadGguf {
  readonly version: number;
  readonly metadata: ReadonlyMap<string, ReadMetadataValue>;
  readonly tensors: ReadonlyMap<string, ReadTensor>;
}

const defaultAlignmentBytes = 32;

/** A second, independent reading of the GGUF layout to hold the writer against. Knows the types that the writer writes. */
export function readGguf(bytes: Uint8Array): ReadGguf {
  const cursor = new Cursor(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const magic = cursor.text(4);
  if (magic !== 'GGUF') {
    throw new Error(`not a GGUF: begins with "${magic}"`);
  }
  const version = cursor.uint32();
  const tensorCount = cursor.length();
  const metadataCount = cursor.length();
  const metadata = new Map<string, ReadMetadataValue>();
  for (let index = 0; index < metadataCount; index++) {
    const key = cursor.text(cursor.length());
    metadata.set(key, cursor.value(cursor.uint32()));
  }
  const listed = Array.from({ length: tensorCount }, () => ({
    name: cursor.text(cursor.length()),
    dimensions: Array.from({ length: cursor.uint32() }, () => cursor.length()),
    ggmlType: cursor.uint32(),
    offsetBytes: cursor.length(),
  }));
  const alignmentBytes = Number(metadata.get('general.alignment') ?? defaultAlignmentBytes);
  const dataOffsetBytes = Math.ceil(cursor.position / alignmentBytes) * alignmentBytes;
  const tensors = new Map<string, ReadTensor>();
  for (const { name, ...tensor } of listed) {
    tensors.set(name, { ...tensor, offsetBytes: dataOffsetBytes + tensor.offsetBytes });
  }
  return { version, metadata, tensors };
}

class Cursor {
  position = 0;

  constructor(private readonly bytes: Buffer) {}

  uint32(): number {
    return this.bytes.readUInt32LE(this.advance(4));
  }

  length(): number {
    return Number(this.bytes.readBigUInt64LE(this.advance(8)));
  }

  text(sizeBytes: number): string {
    const start = this.advance(sizeBytes);
    return this.bytes.toString('utf8', start, start + sizeBytes);
  }

  value(typeId: number): ReadMetadataValue {
    switch (typeId) {
      case 4:
        return this.uint32();
      case 5:
        return this.bytes.readInt32LE(this.advance(4));
      case 6:
        return this.bytes.readFloatLE(this.advance(4));
      case 7:
        return this.bytes.readUInt8(this.advance(1)) === 1;
      case 8:
        return this.text(this.length());
      case 9: {
        const itemTypeId = this.uint32();
        return Array.from({ length: this.length() }, () => this.value(itemTypeId));
      }
      case 10:
        return this.bytes.readBigUInt64LE(this.advance(8));
      default:
        throw new Error(`unknown metadata type ${String(typeId)}`);
    }
  }

  private advance(sizeBytes: number): number {
    const start = this.position;
    this.position += sizeBytes;
    return start;
  }
}
