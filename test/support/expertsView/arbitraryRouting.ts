import fc from 'fast-check';
import type { RoutingTable } from '../../../src/base/routing/routingTable.js';

/** Small routing tables as an engine could measure them: different experts per row, some layers not computed. */
export const arbitraryRouting: fc.Arbitrary<RoutingTable> = fc
  .record({
    layers: fc.integer({ min: 1, max: 4 }),
    expertCount: fc.integer({ min: 2, max: 9 }),
    tokens: fc.integer({ min: 1, max: 12 }),
  })
  .chain(({ layers, expertCount, tokens }) =>
    fc.integer({ min: 1, max: expertCount }).chain((usedPerToken) =>
      fc
        .array(arbitraryRow(expertCount, usedPerToken), {
          minLength: layers * tokens,
          maxLength: layers * tokens,
        })
        .map((rows) => ({
          layers: Array.from({ length: layers }, (_, layer) => layer + 1),
          expertCount,
          usedPerToken,
          ids: Int16Array.from(rows.flat()),
        })),
    ),
  );

function arbitraryRow(expertCount: number, usedPerToken: number): fc.Arbitrary<number[]> {
  const chosen = fc.shuffledSubarray(
    Array.from({ length: expertCount }, (_, expert) => expert),
    { minLength: usedPerToken, maxLength: usedPerToken },
  );
  return fc.oneof(
    { weight: 5, arbitrary: chosen },
    { weight: 1, arbitrary: fc.constant(new Array<number>(usedPerToken).fill(-1)) },
  );
}
