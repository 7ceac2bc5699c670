import { Buffer } from 'node:buffer';

const versionOffsetBytes = 4;

/** Ways to spoil the bytes of a sound model. Each returns new bytes and leaves the given ones alone. */
export const brokenModels = {
  /** Ends in the middle of the token list, as a download does that stopped early. */
  truncatedInHeader: (model: Uint8Array): Uint8Array =>
    model.slice(0, endOfText(model, 'tokenizer.ggml.tokens') + 200),

  /** Header and tensor list are whole, but the last half of the file's tensor data is missing. */
  truncatedInTensorData: (model: Uint8Array): Uint8Array =>
    model.slice(0, Math.floor(model.length / 2)),

  /** Does not begin with "GGUF". */
  wrongMagic: (model: Uint8Array): Uint8Array => withBytes(model, 0, Buffer.from('GGML')),

  /** Claims a version of the format that does not exist yet. */
  unsupportedVersion: (model: Uint8Array): Uint8Array =>
    withBytes(model, versionOffsetBytes, Uint8Array.of(99, 0, 0, 0)),

  /** Names an architecture that llama.cpp does not know, as long as the real one. */
  unsupportedArchitecture: (model: Uint8Array): Uint8Array => {
    const typeAndLengthSizeBytes = 4 + 8;
    const valueOffset = endOfText(model, 'general.architecture') + typeAndLengthSizeBytes;
    return withBytes(model, valueOffset, Buffer.from('zz'));
  },

  /** Plain text, whatever the file's name says. */
  textFile: (): Uint8Array =>
    Buffer.from('This is a note about a model, not a model.\n'.repeat(100)),

  empty: (): Uint8Array => new Uint8Array(0),
} as const;

function endOfText(model: Uint8Array, text: string): number {
  const start = Buffer.from(model.buffer, model.byteOffset, model.byteLength).indexOf(text);
  if (start < 0) {
    throw new Error(`The model does not contain "${text}".`);
  }
  return start + text.length;
}

function withBytes(model: Uint8Array, offset: number, replacement: Uint8Array): Uint8Array {
  const changed = model.slice();
  changed.set(replacement, offset);
  return changed;
}
