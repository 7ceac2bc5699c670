#include "schedulerTaps.h"

#include <cstring>
#include <limits>

namespace switchyard {
namespace {

// Without a synchronisation in between, copies queue up; past this they are counted and dropped.
constexpr size_t kMaxPendingBytes = 64u << 20;
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

/** The backend whose copies want pinned memory: with layers on both, the GPU's. */
ggml_backend_t pinningBackend(const RealFunctions &real, const std::vector<PlacedPart> &parts) {
  for (const auto &part : parts) {
    const auto device = real.ggml_backend_get_device(part.backend);
    if (device != nullptr && real.ggml_backend_dev_host_buffer_type(device) != nullptr) {
      return part.backend;
    }
  }
  return parts.front().backend;
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

void SchedulerTaps::placeGraph(ggml_backend_sched_t scheduler, ggml_cgraph *graph) {
  const std::lock_guard<std::mutex> lock(mutex_);
  allocated_.reset();
  const auto known = graphs_.find(graph);
  if (known == graphs_.end()) return;
  const GraphTaps &taps = *known->second;
  auto placement = placeTaps(real_, scheduler, graph, taps, memory_);
  if (!placement.has_value()) return;
  allocated_ = Allocated{graph, static_cast<int32_t>(taps.expertCount()), taps.expertsPerToken(),
                         std::move(*placement)};
}

bool SchedulerTaps::queueCopies(ggml_cgraph *graph, UbatchRows rows) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!allocated_.has_value() || allocated_->graph != graph) return false;
  const TapPlacement &placement = allocated_->placement;
  if (pendingBytes_ + placement.sizeBytes > kMaxPendingBytes) {
    counters_.rowsAbandoned += rows.count();
    return true;
  }
  auto pending = std::make_unique<Pending>(Pending{std::move(rows), allocated_->expertCount,
                                                   allocated_->expertsPerToken, placement.layers,
                                                   nullptr});
  startCopies(*pending);
  pending_.push_back(std::move(pending));
  counters_.graphsMeasured++;
  return true;
}

void SchedulerTaps::handOver() {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (auto &pending : pending_) {
    counters_.rowsMeasured += pending->rows.count();
    ring_.push(toBatch(*pending));
    if (pending->buffer != nullptr) staging_.release(std::move(pending->buffer));
  }
  pending_.clear();
  pendingBytes_ = 0;
  memory_.freeReplaced();
}

void SchedulerTaps::startCopies(Pending &pending) {
  const TapPlacement &placement = allocated_->placement;
  if (placement.parts.empty()) return;
  pending.buffer = staging_.acquire(pinningBackend(real_, placement.parts), placement.sizeBytes);
  pendingBytes_ += pending.buffer->capacityBytes();
  for (const auto &part : placement.parts) {
    part.buffer->fetch(part.backend, pending.buffer->data() + part.offsetBytes, part.sizeBytes);
  }
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
  const PlacedLayer &layer = pending.layers[layerIndex];
  if (layer.rowCount == 0) return;
  const auto rowIndices = ubatchRowsOf(pending.rows, layer.rowCount);
  if (rowIndices.empty()) {
    counters_.layersUnmatched++;
    return;
  }
  const int32_t limit =
      pending.expertCount > 0 ? pending.expertCount : std::numeric_limits<int16_t>::max();
  const char *source = pending.buffer->data() + layer.offsetBytes;
  for (const int32_t row : rowIndices) {
    int16_t *target = batch.ids.data() +
                      (row * pending.layers.size() + layerIndex) * pending.expertsPerToken;
    for (int32_t k = 0; k < layer.perToken; k++) {
      int32_t value;
      memcpy(&value, source + k * sizeof value, sizeof value);
      if (value >= 0 && value < limit) {
        target[k] = static_cast<int16_t>(value);
      } else {
        counters_.idsInvalid++;
      }
    }
    source += layer.rowStrideBytes;
  }
}

} // namespace switchyard
