#pragma once

#include <atomic>
#include <cstdint>

namespace switchyard {

/** What happened since the addon was loaded. Every token row ends in exactly one of the rows*. */
struct Counters {
  std::atomic<uint64_t> decodes{0};
  std::atomic<uint64_t> graphsTapped{0};
  std::atomic<uint64_t> graphsMeasured{0};
  /** Handed to the ring (rowsOverflowed of them were dropped there). */
  std::atomic<uint64_t> rowsMeasured{0};
  std::atomic<uint64_t> rowsOverflowed{0};
  /** Computed while on, by a graph that was built while off, or that had no room. */
  std::atomic<uint64_t> rowsUntapped{0};
  /** Computed outside of a known llama_decode. */
  std::atomic<uint64_t> rowsUnattributed{0};
  /** Read back too slowly, failed, or freed before they were synchronised. */
  std::atomic<uint64_t> rowsAbandoned{0};
  /** Values that are no expert of the model: a sign that something was read wrongly. */
  std::atomic<uint64_t> idsInvalid{0};
  /** Layers whose rows could not be matched with the tokens of their micro-batch. */
  std::atomic<uint64_t> layersUnmatched{0};
  /** Copies from a backend's memory to the host's. */
  std::atomic<uint64_t> hostCopies{0};
  /** Spent in this addon by the threads that llama.cpp runs on. */
  std::atomic<uint64_t> ownNanoseconds{0};
  /** Of the graph that was computed last for a micro-batch, measured or not. */
  std::atomic<uint64_t> graphNodes{0};
  std::atomic<uint64_t> graphSplits{0};
  /** Of the backends, for graphs to write the chosen experts to. */
  std::atomic<uint64_t> tapBytes{0};
  std::atomic<uint64_t> pinnedBytes{0};
  std::atomic<uint64_t> stagingBytes{0};
};

} // namespace switchyard
