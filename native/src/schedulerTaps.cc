#include "schedulerTaps.h"

#include <cstring>
#include <limits>

namespace switchyard {
namespace {

// Without a synchronisation in between, copies queue up; past this they are counted and dropped.
constexpr size_t kMaxPendingBytes = 64u << 20;
constexpr size_t kCopyAlignment = 64;
constexpr int16_t kNotComputed = -1;

/** Which row of the micro-batch each row of a layer is. Empty when that cannot be told. */
std::vector<int32_t> ubatchRowsOf(const UbatchRows &rows, int32_t layerRowCount) {
  std::vector<int32_t> indices;
  const auto count = static_cast<int32_t>(rows.count());
  for (int32_t i = 0; i < count; i++) {
    if (layerRowCount == count || rows.outputs[i] != 0) indices.push_back(i);
  }
  if (static_cast<int32_t>(indices.size()) != layerRowCount) indices.clear();
  return indices;
}

} // namespace

SchedulerTaps::~SchedulerTaps() {
  for (const auto &pending : pending_) counters_.rowsAbandoned += pending->rows.count();
}

void SchedulerTaps::tapGraph(ggml_cgraph *graph, const std::vector<RoutingNode> &nodes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto known = graphs_.find(graph);
  if (known != graphs_.end()) {
    if (known->second->areIn(real_, graph)) return;
    graphs_.erase(known);
  }
  auto taps = GraphTaps::addTo(real_, graph, nodes);
  if (taps == nullptr) return;
  graphs_.emplace(graph, std::move(taps));
  counters_.graphsTapped++;
}

void SchedulerTaps::forgetGraph(ggml_cgraph *graph) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto known = graphs_.find(graph);
  if (known != graphs_.end() && !known->second->areIn(real_, graph)) graphs_.erase(known);
}

bool SchedulerTaps::queueCopies(ggml_backend_sched_t scheduler, ggml_cgraph *graph,
                                UbatchRows rows) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto known = graphs_.find(graph);
  if (known == graphs_.end()) return false;
  const GraphTaps &taps = *known->second;
  size_t sizeBytes = 0;
  auto pending = plan(taps, std::move(rows), sizeBytes);
  const size_t count = pending->rows.count();
  if (pendingBytes_ + sizeBytes > kMaxPendingBytes ||
      !startCopies(scheduler, taps, *pending, sizeBytes)) {
    counters_.rowsAbandoned += count;
    return true;
  }
  pendingBytes_ += pending->buffer->capacityBytes();
  pending_.push_back(std::move(pending));
  counters_.graphsMeasured++;
  return true;
}

void SchedulerTaps::handOver() {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (auto &pending : pending_) {
    counters_.rowsMeasured += pending->rows.count();
    ring_.push(toBatch(*pending));
    staging_.release(std::move(pending->buffer));
  }
  pending_.clear();
  pendingBytes_ = 0;
}

std::unique_ptr<SchedulerTaps::Pending> SchedulerTaps::plan(const GraphTaps &taps, UbatchRows rows,
                                                            size_t &sizeBytes) const {
  auto pending = std::make_unique<Pending>();
  pending->rows = std::move(rows);
  pending->expertCount = static_cast<int32_t>(taps.expertCount());
  pending->expertsPerToken = taps.expertsPerToken();
  pending->layers.reserve(taps.layers().size());
  sizeBytes = 0;
  for (const auto &tap : taps.layers()) {
    pending->layers.push_back({tap.layer, static_cast<int32_t>(tap.copy->ne[1]),
                               static_cast<int32_t>(tap.copy->ne[0]), sizeBytes});
    sizeBytes += (real_.ggml_nbytes(tap.copy) + kCopyAlignment - 1) & ~(kCopyAlignment - 1);
  }
  return pending;
}

bool SchedulerTaps::startCopies(ggml_backend_sched_t scheduler, const GraphTaps &taps,
                                Pending &pending, size_t sizeBytes) {
  std::vector<ggml_backend_t> backends;
  backends.reserve(taps.layers().size());
  for (const auto &tap : taps.layers()) {
    const auto backend = real_.ggml_backend_sched_get_tensor_backend(scheduler, tap.copy);
    if (backend == nullptr || tap.copy->buffer == nullptr) return false;
    backends.push_back(backend);
  }
  pending.buffer = staging_.acquire(backends.front(), sizeBytes);
  for (size_t i = 0; i < backends.size(); i++) {
    const auto &tap = taps.layers()[i];
    // A chunk of a prompt that wants no logits leaves the last layer without rows.
    if (tap.copy->ne[1] == 0) continue;
    real_.ggml_backend_tensor_get_async(backends[i], tap.copy,
                                        pending.buffer->data() + pending.layers[i].offsetBytes, 0,
                                        real_.ggml_nbytes(tap.copy));
  }
  return true;
}

std::unique_ptr<TapBatch> SchedulerTaps::toBatch(Pending &pending) {
  auto batch = std::make_unique<TapBatch>();
  batch->expertCount = pending.expertCount;
  batch->expertsPerToken = pending.expertsPerToken;
  batch->layers.reserve(pending.layers.size());
  for (const auto &layer : pending.layers) batch->layers.push_back(layer.layer);
  batch->ids.assign(pending.rows.count() * pending.layers.size() * pending.expertsPerToken,
                    kNotComputed);
  for (size_t i = 0; i < pending.layers.size(); i++) readLayer(pending, i, *batch);
  batch->rows = std::move(pending.rows);
  return batch;
}

void SchedulerTaps::readLayer(const Pending &pending, size_t layerIndex, TapBatch &batch) {
  const PendingLayer &layer = pending.layers[layerIndex];
  const auto rowIndices = ubatchRowsOf(pending.rows, layer.rowCount);
  if (rowIndices.empty() && layer.rowCount != 0) {
    counters_.layersUnmatched++;
    return;
  }
  const int32_t limit =
      pending.expertCount > 0 ? pending.expertCount : std::numeric_limits<int16_t>::max();
  const char *source = pending.buffer->data() + layer.offsetBytes;
  for (const int32_t row : rowIndices) {
    int16_t *target = batch.ids.data() +
                      (row * pending.layers.size() + layerIndex) * pending.expertsPerToken;
    for (int32_t k = 0; k < layer.perToken; k++, source += sizeof(int32_t)) {
      int32_t value;
      memcpy(&value, source, sizeof value);
      if (value >= 0 && value < limit) {
        target[k] = static_cast<int16_t>(value);
      } else {
        counters_.idsInvalid++;
      }
    }
  }
}

} // namespace switchyard
