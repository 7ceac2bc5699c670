#pragma once

#include <cstdint>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "routingNodes.h"

namespace switchyard {

/** What a graph that llama.cpp reserves tells about a model. */
struct GraphFacts {
  bool reserved = false;
  std::vector<int32_t> moeLayers;
  int32_t expertCount = 0;
  int32_t expertsPerToken = 0;
  std::vector<ExpertTensor> expertTensors;
};

/** A live llama_context that has real buffers. */
struct ContextRecord {
  /** Counts up from 1 in order of creation; never used again. */
  uint32_t id;
  uint32_t contextSize;
  uint32_t batchSize;
  uint32_t sequenceCount;
  GraphFacts facts;
  /** What the host calls the request on each sequence; 0 is none. */
  std::vector<int32_t> tags;
};

/** Live contexts. Thread-safe. */
class ContextRegistry {
public:
  void add(const RealFunctions &real, llama_context *context, GraphFacts facts);
  void remove(llama_context *context);
  std::vector<ContextRecord> list() const;
  bool setTag(uint32_t contextId, uint32_t sequenceId, int32_t tag);

  struct Identity {
    uint32_t id = 0;
    bool isMoe = false;
    std::vector<int32_t> tags;
  };
  /** Id 0 for a context that is not known. */
  Identity identify(llama_context *context) const;

private:
  mutable std::mutex mutex_;
  std::unordered_map<llama_context *, ContextRecord> contexts_;
  uint32_t lastId_ = 0;
};

} // namespace switchyard
