#pragma once

#include <optional>
#include <vector>

#include "graphTaps.h"
#include "tapMemory.h"

namespace switchyard {

/** Where one layer's chosen experts are once the copies of its graph have arrived. */
struct PlacedLayer {
  int32_t layer;
  int32_t rowCount;
  int32_t perToken;
  size_t rowStrideBytes;
  size_t offsetBytes;
};

/** The part of a graph's chosen experts that one backend computes: one copy. */
struct PlacedPart {
  ggml_backend_t backend;
  const TapBuffer *buffer;
  size_t sizeBytes;
  size_t offsetBytes;
};

/** Where an allocated graph writes what is read of it. */
struct TapPlacement {
  std::vector<PlacedLayer> layers;
  std::vector<PlacedPart> parts;
  /** Of all parts, one behind the other. */
  size_t sizeBytes = 0;
};

/**
 * Lets a graph that the scheduler has just allocated write the chosen experts to tap memory: side by
 * side for each backend, at the same addresses in the next graph. The scheduler has decided by now
 * which backend computes what, and backends read addresses only when they compute, so nothing else
 * of the graph changes. Nothing, where a backend has no room; the graph is then as it was.
 */
std::optional<TapPlacement> placeTaps(const RealFunctions &real, ggml_backend_sched_t scheduler,
                                      ggml_cgraph *graph, const GraphTaps &taps, TapMemory &memory);

} // namespace switchyard
