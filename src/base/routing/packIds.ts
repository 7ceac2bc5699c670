/** Largest expert count whose ids fit in a byte beside the mark for "not computed". */
const maxByteExperts = 255;
const notComputedByte = 255;

/**
 * A copy of the ids in the smallest type that holds them. In a `Uint8Array` 255 stands for "not computed", which no
 * expert can have as its number.
 */
export function packIds(ids: Int16Array, expertCount: number): Int16Array | Uint8Array {
  if (expertCount > maxByteExperts) return ids.slice();
  const packed = new Uint8Array(ids.length);
  for (let index = 0; index < ids.length; index++) {
    const id = ids[index] ?? -1;
    packed[index] = id < 0 || id >= expertCount ? notComputedByte : id;
  }
  return packed;
}

/** The ids as they came: −1 stands for "not computed". */
export function unpackIds(ids: Int16Array | Uint8Array, expertCount: number): Int16Array {
  const unpacked = new Int16Array(ids.length);
  for (let index = 0; index < ids.length; index++) {
    const id = ids[index] ?? -1;
    unpacked[index] = id < 0 || id >= expertCount ? -1 : id;
  }
  return unpacked;
}
