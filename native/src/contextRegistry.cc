#include "contextRegistry.h"

#include <algorithm>

namespace switchyard {

void ContextRegistry::add(const RealFunctions &real, llama_context *context, GraphFacts facts) {
  const uint32_t sequenceCount = real.llama_n_seq_max(context);
  ContextRecord record{0,
                       real.llama_n_ctx(context),
                       real.llama_n_batch(context),
                       sequenceCount,
                       std::move(facts),
                       std::vector<int32_t>(sequenceCount, 0)};
  const std::lock_guard<std::mutex> lock(mutex_);
  record.id = ++lastId_;
  contexts_.insert_or_assign(context, std::move(record));
}

void ContextRegistry::remove(llama_context *context) {
  const std::lock_guard<std::mutex> lock(mutex_);
  contexts_.erase(context);
}

std::vector<ContextRecord> ContextRegistry::list() const {
  std::vector<ContextRecord> records;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const auto &entry : contexts_) records.push_back(entry.second);
  }
  std::sort(records.begin(), records.end(),
            [](const auto &a, const auto &b) { return a.id < b.id; });
  return records;
}

bool ContextRegistry::setTag(uint32_t contextId, uint32_t sequenceId, int32_t tag) {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (auto &entry : contexts_) {
    ContextRecord &record = entry.second;
    if (record.id != contextId || sequenceId >= record.tags.size()) continue;
    record.tags[sequenceId] = tag;
    return true;
  }
  return false;
}

ContextRegistry::Identity ContextRegistry::identify(llama_context *context) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = contexts_.find(context);
  if (found == contexts_.end()) return {};
  const ContextRecord &record = found->second;
  return {record.id, !record.facts.moeLayers.empty(), record.tags};
}

} // namespace switchyard
