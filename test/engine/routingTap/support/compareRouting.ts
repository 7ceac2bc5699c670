import assert from 'node:assert/strict';

import type { CaseResult, MeasuredBatch, ReadGraph, ScenarioResult } from './scenario.js';

export interface RoutingComparison {
  /** Token-layer pairs with the same experts in the same order in both readings. */
  readonly equal: number;
  /** Token-layer pairs that differ. */
  readonly mismatches: number;
  /** Token-layer pairs that llama.cpp did not compute, and that the tap says so of. */
  readonly notComputed: number;
}

/** The experts of a row of a measured batch in the layer with that index. */
export function expertsOf(
  batch: MeasuredBatch,
  row: number,
  layerIndex: number,
): readonly number[] {
  const start = (row * batch.layers.length + layerIndex) * batch.expertsPerToken;
  return batch.ids.slice(start, start + batch.expertsPerToken);
}

/**
 * Compares the tap with the eval callback for every token and layer of a scenario that was measured throughout. Batches
 * and graphs are paired by their tokens and positions, because contexts decode at the same time.
 */
export function compareWithReader({ batches, graphs }: CaseResult): RoutingComparison {
  const unpaired = graphs.filter(({ layers }) => layers.length > 0);
  const total = { equal: 0, mismatches: 0, notComputed: 0 };
  for (const batch of batches) {
    const index = unpaired.findIndex((graph) => isSameUbatch(batch, graph));
    const [graph] = unpaired.splice(index, index < 0 ? 0 : 1);
    assert(graph !== undefined, `no graph computed the tokens ${batch.tokens.join()}`);
    addComparison(total, batch, graph);
  }
  assert.equal(unpaired.length, 0, 'the tap missed graphs');
  return total;
}

/** Checks that every token was measured once, under its own context, sequence, position and request. */
export function assertAttribution({ fed, batches }: CaseResult): void {
  const measured = batches.flatMap((batch) =>
    batch.tokens.map((token, row) => ({
      contextId: batch.contextId,
      sequenceId: batch.sequenceIds[row],
      position: batch.positions[row],
      token,
      tag: batch.tags[row],
    })),
  );
  const sorted = (rows: readonly object[]): string[] =>
    rows.map((row) => JSON.stringify(row)).sort();
  assert.deepEqual(sorted(measured), sorted(fed));
}

/** Checks that disposing of the contexts freed what the tap had for them. */
export function assertNothingKept({ finalStats }: ScenarioResult): void {
  for (const name of [
    'liveContexts',
    'liveSchedulers',
    'stagingBytes',
    'pinnedBytes',
    'tapBytes',
    'ringBytes',
  ]) {
    assert.equal(finalStats[name], 0, name);
  }
}

function isSameUbatch(batch: MeasuredBatch, graph: ReadGraph): boolean {
  // Architectures without rotary position embedding do not show positions to the reader.
  const isSamePlace =
    graph.positions.length === 0 ||
    batch.positions.every((position, row) => graph.positions[row] === position);
  return isSamePlace && batch.tokens.join() === graph.tokens.join();
}

function addComparison(
  total: { -readonly [K in keyof RoutingComparison]: number },
  batch: MeasuredBatch,
  graph: ReadGraph,
): void {
  assert.deepEqual(
    batch.layers,
    graph.layers.map(({ layer }) => layer),
  );
  graph.layers.forEach((layer, layerIndex) => {
    const computedRows =
      layer.rowCount === batch.rowCount ? [...batch.tokens.keys()] : graph.outputRows;
    assert.equal(computedRows.length, layer.rowCount, `rows of layer ${layer.layer}`);
    for (let row = 0; row < batch.rowCount; row++) {
      const experts = expertsOf(batch, row, layerIndex);
      const readRow = computedRows.indexOf(row);
      if (readRow < 0) {
        assert(
          experts.every((id) => id === -1),
          `layer ${layer.layer} did not compute row ${row}`,
        );
        total.notComputed++;
        continue;
      }
      const start = readRow * layer.expertsPerToken;
      const expected = layer.ids.slice(start, start + layer.expertsPerToken);
      if (experts.join() === expected.join()) total.equal++;
      else total.mismatches++;
    }
  });
}
