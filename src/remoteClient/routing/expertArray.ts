/** Expert ids as a server sent them, row-major, shape [token, layer, k]; nothing is known yet of what they mean. */
export interface ExpertArray {
  readonly tokens: number;
  readonly layers: number;
  readonly usedPerToken: number;
  readonly ids: ArrayLike<number>;
}

/** Far beyond any model; a server's numbers decide how much memory we take. */
const mostLayers = 1_024;
const mostUsed = 256;

/** @throws RangeError where the numbers are no shape, or do not fit the ids */
export function expertArray(shape: readonly number[], ids: ArrayLike<number>): ExpertArray {
  const [tokens = -1, layers = 0, usedPerToken = 0] = shape;
  const isShape =
    shape.length === 3 &&
    shape.every((size) => Number.isInteger(size)) &&
    tokens >= 0 &&
    layers > 0 &&
    layers <= mostLayers &&
    usedPerToken > 0 &&
    usedPerToken <= mostUsed;
  if (!isShape) throw new RangeError('The routing has no shape of tokens, layers and experts.');
  if (tokens * layers * usedPerToken !== ids.length) {
    throw new RangeError('The routing has another size than its shape says.');
  }
  return { tokens, layers, usedPerToken, ids };
}
