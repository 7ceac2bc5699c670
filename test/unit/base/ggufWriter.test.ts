import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { readGgufFileInfo } from 'node-llama-cpp';

import { GgufWriter } from '../../../src/base/gguf/ggufWriter.js';
import { gguf } from '../../../src/base/gguf/metadataValue.js';
import { quantise } from '../../../src/base/gguf/quantise.js';
import type { TensorType } from '../../../src/base/gguf/tensorTypes.js';
import { readGguf } from '../../support/readGguf.js';

const tensorTypes: readonly TensorType[] = ['F32', 'F16', 'Q4_0', 'Q8_0'];

describe('GgufWriter', () => {
  it('writes every metadata type so that a reader gets it back', () => {
    const writer = new GgufWriter();
    writer.addMetadata('general.architecture', gguf.string('llama'));
    writer.addMetadata('test.uint32', gguf.uint32(0xffff_ffff));
    writer.addMetadata('test.int32', gguf.int32(-0x8000_0000));
    writer.addMetadata('test.uint64', gguf.uint64(2n ** 64n - 1n));
    writer.addMetadata('test.float32', gguf.float32(1e-6));
    writer.addMetadata('test.bool', gguf.bool(true));
    writer.addMetadata('test.string', gguf.string('größe 日本 🙂\0\n'));
    writer.addMetadata('test.uint32s', gguf.uint32Array([1, 2]));
    writer.addMetadata('test.int32s', gguf.int32Array([-1, 2]));
    writer.addMetadata('test.float32s', gguf.float32Array([0.5, -2]));
    writer.addMetadata('test.bools', gguf.boolArray([true, false]));
    writer.addMetadata('test.strings', gguf.stringArray(['', 'Ġ t']));
    writer.addMetadata('test.none', gguf.stringArray([]));

    const { version, metadata } = readGguf(writer.toBytes());

    assert.equal(version, 3);
    assert.deepEqual(Object.fromEntries(metadata), {
      'general.architecture': 'llama',
      'test.uint32': 0xffff_ffff,
      'test.int32': -0x8000_0000,
      'test.uint64': 2n ** 64n - 1n,
      'test.float32': Math.fround(1e-6),
      'test.bool': true,
      'test.string': 'größe 日本 🙂\0\n',
      'test.uint32s': [1, 2],
      'test.int32s': [-1, 2],
      'test.float32s': [0.5, -2],
      'test.bools': [true, false],
      'test.strings': ['', 'Ġ t'],
      'test.none': [],
    });
  });

  it('puts every tensor where its entry says, aligned, whatever was added', () => {
    const tensor = fc.record({
      blocks: fc.integer({ min: 1, max: 3 }),
      rows: fc.integer({ min: 1, max: 5 }),
      type: fc.constantFrom(...tensorTypes),
    });
    fc.assert(
      fc.property(
        fc.array(tensor, { maxLength: 6 }),
        fc.constantFrom(8, 32, 256),
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        (tensors, alignmentBytes, note) => {
          const writer = new GgufWriter(alignmentBytes);
          writer.addMetadata('test.note', gguf.string(note));
          const values = tensors.map(({ blocks, rows }, index) =>
            new Float32Array(blocks * 32 * rows).map((_, at) => Math.sin(at + index)),
          );
          tensors.forEach(({ blocks, rows, type }, index) => {
            const name = `t.${String(index)}`;
            writer.addTensor(name, [blocks * 32, rows], values[index] ?? new Float32Array(), type);
          });

          const bytes = writer.toBytes();
          const read = readGguf(bytes);

          assert.equal(read.metadata.get('test.note'), note);
          assert.equal(bytes.length % alignmentBytes, 0);
          assert.equal(read.tensors.size, tensors.length);
          tensors.forEach(({ blocks, rows, type }, index) => {
            const entry = read.tensors.get(`t.${String(index)}`);
            assert(entry !== undefined);
            assert.deepEqual(entry.dimensions, [blocks * 32, rows]);
            assert.equal(entry.offsetBytes % alignmentBytes, 0);
            const expected = quantise(values[index] ?? new Float32Array(), type);
            const end = entry.offsetBytes + expected.length;
            assert.deepEqual(bytes.slice(entry.offsetBytes, end), expected);
          });
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is read by node-llama-cpp as it was written', async () => {
    const writer = new GgufWriter(64);
    writer.addMetadata('general.architecture', gguf.string('gpt-oss'));
    writer.addMetadata('gpt-oss.block_count', gguf.uint32(3));
    writer.addMetadata('tokenizer.ggml.tokens', gguf.stringArray(['a', 'ü']));
    writer.addTensor('first', [32, 2, 3], new Float32Array(192).fill(1), 'Q8_0');
    writer.addTensor('second', [5], new Float32Array(5), 'F32');
    const directory = await mkdtemp(join(tmpdir(), 'gguf-writer-'));
    try {
      const path = join(directory, 'written.gguf');
      await writeFile(path, writer.toBytes());
      const info = await readGgufFileInfo(path, { logWarnings: false });
      assert.equal(info.version, 3);
      assert.equal(info.metadata.general.architecture, 'gpt-oss');
      assert.equal(info.architectureMetadata.block_count, 3);
      assert.deepEqual(info.metadata.tokenizer.ggml.tokens, ['a', 'ü']);
      assert.deepEqual(
        info.tensorInfo?.map(({ name, dimensions, ggmlType, offset }) => [
          name,
          dimensions.map(Number),
          ggmlType,
          Number(offset),
        ]),
        [
          ['first', [32, 2, 3], 8, 0],
          ['second', [5], 0, 256],
        ],
      );
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('gives the same bytes in chunks and as a whole', () => {
    const writer = new GgufWriter();
    writer.addMetadata('a', gguf.bool(false));
    writer.addTensor('t', [3], Float32Array.of(1, 2, 3), 'F16');
    assert.deepEqual(Buffer.concat([...writer.chunks()]), Buffer.from(writer.toBytes()));
  });

  it('refuses metadata that the format cannot hold', () => {
    const writer = new GgufWriter();
    writer.addMetadata('a.b', gguf.uint32(1));
    const value = gguf.uint32(1);
    for (const key of ['', 'A', 'a..b', '.a', 'a b', 'ä', 'a'.repeat(70_000)]) {
      assert.throws(() => {
        writer.addMetadata(key, value);
      }, /not a metadata key/);
    }
    assert.throws(() => {
      writer.addMetadata('a.b', value);
    }, /already there/);
    assert.throws(() => {
      writer.addMetadata('general.alignment', value);
    }, /alignment/);
    assert.throws(() => gguf.uint32(-1), /-1 is not a uint32/);
    assert.throws(() => gguf.uint32(1.5), /not a uint32/);
    assert.throws(() => gguf.uint32(2 ** 32), /not a uint32/);
    assert.throws(() => gguf.int32(2 ** 31), /not an int32/);
    assert.throws(() => gguf.uint64(2 ** 60), /not a uint64/);
    assert.throws(() => gguf.uint64(-1n), /not a uint64/);
    assert.throws(() => gguf.float32(NaN), /not a finite float32/);
    assert.throws(() => gguf.float32(1e39), /not a finite float32/);
    assert.throws(() => gguf.string('\ud800'), /lone surrogate/);
    assert.throws(() => gguf.int32Array([1, 2 ** 31]), /not an int32/);
  });

  it('refuses tensors that do not fit their shape, type or name', () => {
    const writer = new GgufWriter();
    const values = new Float32Array(32);
    const add =
      (name: string, dimensions: number[], data = values, type: TensorType = 'F32') =>
      () => {
        writer.addTensor(name, dimensions, data, type);
      };
    add('taken', [32])();
    assert.throws(add('taken', [32]), /already there/);
    assert.throws(add('', [32]), /1 to 63 bytes/);
    assert.throws(add('ä'.repeat(32), [32]), /takes 64/);
    assert.throws(add('t', []), /positive whole dimensions/);
    assert.throws(add('t', [32, 0]), /positive whole dimensions/);
    assert.throws(add('t', [6.4, 5]), /positive whole dimensions/);
    assert.throws(add('t', [32, 1, 1, 1, 1]), /1 to 4/);
    assert.throws(add('t', [16]), /takes 16 values, but got 32/);
    assert.throws(add('t', [16, 2], values, 'Q8_0'), /needs a multiple of 32/);
    assert.throws(add('t', [1], Float32Array.of(NaN)), /value NaN/);
    assert.throws(add('t', [1], Float32Array.of(Infinity)), /value Infinity/);
    assert.throws(add('t', [1], Float32Array.of(70_000), 'F16'), /which F16 cannot hold/);
    assert.deepEqual([...readGguf(writer.toBytes()).tensors.keys()], ['taken']);
  });

  it('refuses alignments that GGUF does not allow', () => {
    for (const alignmentBytes of [0, 4, 24, -32, 2.5, NaN, 2 ** 32]) {
      assert.throws(() => new GgufWriter(alignmentBytes), /power of two/);
    }
  });
});
