#include "tapPlacement.h"

#include <algorithm>
#include <unordered_map>

namespace switchyard {
namespace {

/** A tensor with memory of its own that moves to tap memory, with every view of it. */
struct Move {
  size_t part;
  size_t offsetBytes;
};
using Moves = std::unordered_map<ggml_tensor *, Move>;

ggml_tensor *ownerOf(ggml_tensor *tensor) {
  return tensor->view_src == nullptr ? tensor : tensor->view_src;
}

size_t alignedUp(size_t sizeBytes, size_t alignment) {
  return (sizeBytes + alignment - 1) / alignment * alignment;
}

/** Plans the places of a graph's tensors; parts have no buffers yet. */
class Planner {
public:
  Planner(const RealFunctions &real, ggml_backend_sched_t scheduler)
      : real_(real), scheduler_(scheduler) {}

  /** False when the tensor is not one that a backend computes. */
  bool add(const LayerTap &tap) {
    const ggml_tensor *chosen = tap.chosen;
    PlacedLayer layer{tap.layer, static_cast<int32_t>(chosen->ne[1]),
                      static_cast<int32_t>(chosen->ne[0]), chosen->nb[1], chosen->view_offs};
    size_t part = 0;
    // A chunk of a prompt that wants no logits leaves the last layer without rows.
    if (layer.rowCount > 0) {
      const auto move = moveOf(ownerOf(tap.chosen));
      if (move == moves_.end()) return false;
      part = move->second.part;
      layer.offsetBytes += move->second.offsetBytes;
    }
    placement_.layers.push_back(layer);
    partOfLayer_.push_back(part);
    return true;
  }

  bool allocate(TapMemory &memory) {
    for (size_t i = 0; i < placement_.parts.size(); i++) {
      PlacedPart &part = placement_.parts[i];
      part.buffer = memory.acquire(part.backend, types_[i], part.sizeBytes);
      if (part.buffer == nullptr) return false;
      part.offsetBytes = placement_.sizeBytes;
      placement_.sizeBytes += part.sizeBytes;
    }
    for (size_t i = 0; i < placement_.layers.size(); i++) {
      PlacedLayer &layer = placement_.layers[i];
      if (layer.rowCount > 0) layer.offsetBytes += placement_.parts[partOfLayer_[i]].offsetBytes;
    }
    return true;
  }

  const Moves &moves() const { return moves_; }
  TapPlacement take() { return std::move(placement_); }

private:
  Moves::iterator moveOf(ggml_tensor *owner) {
    const auto known = moves_.find(owner);
    if (known != moves_.end()) return known;
    const auto backend = real_.ggml_backend_sched_get_tensor_backend(scheduler_, owner);
    if (backend == nullptr || owner->buffer == nullptr || owner->op == GGML_OP_NONE) {
      return moves_.end();
    }
    const auto type = real_.ggml_backend_buffer_get_type(owner->buffer);
    const size_t part = partOf(backend, type);
    size_t &partBytes = placement_.parts[part].sizeBytes;
    const size_t offset = alignedUp(partBytes, real_.ggml_backend_buft_get_alignment(type));
    const size_t ownBytes = real_.ggml_backend_buft_get_alloc_size(type, owner);
    partBytes = alignedUp(offset + ownBytes, sizeof(int32_t));
    return moves_.emplace(owner, Move{part, offset}).first;
  }

  size_t partOf(ggml_backend_t backend, ggml_backend_buffer_type_t type) {
    const auto &parts = placement_.parts;
    const auto known = std::find_if(parts.begin(), parts.end(),
                                    [&](const auto &part) { return part.backend == backend; });
    if (known != parts.end()) return known - parts.begin();
    placement_.parts.push_back({backend, nullptr, 0, 0});
    types_.push_back(type);
    return parts.size() - 1;
  }

  const RealFunctions &real_;
  ggml_backend_sched_t scheduler_;
  TapPlacement placement_;
  /** Of each part. */
  std::vector<ggml_backend_buffer_type_t> types_;
  std::vector<size_t> partOfLayer_;
  Moves moves_;
};

void applyMoves(const RealFunctions &real, ggml_cgraph *graph, const Moves &moves,
                const std::vector<PlacedPart> &parts) {
  for (const auto &[owner, move] : moves) {
    const TapBuffer &buffer = *parts[move.part].buffer;
    owner->buffer = nullptr;
    owner->data = nullptr;
    real.ggml_backend_tensor_alloc(buffer.buffer(), owner, buffer.at(move.offsetBytes));
  }
  ggml_tensor **nodes = real.ggml_graph_nodes(graph);
  for (int i = 0; i < real.ggml_graph_n_nodes(graph); i++) {
    if (nodes[i]->view_src == nullptr || moves.count(nodes[i]->view_src) == 0) continue;
    nodes[i]->buffer = nullptr;
    nodes[i]->data = nullptr;
    real.ggml_backend_view_init(nodes[i]);
  }
}

} // namespace

std::optional<TapPlacement> placeTaps(const RealFunctions &real, ggml_backend_sched_t scheduler,
                                      ggml_cgraph *graph, const GraphTaps &taps,
                                      TapMemory &memory) {
  Planner planner(real, scheduler);
  for (const auto &tap : taps.layers()) {
    if (!planner.add(tap)) return std::nullopt;
  }
  if (!planner.allocate(memory)) return std::nullopt;
  auto placement = planner.take();
  applyMoves(real, graph, planner.moves(), placement.parts);
  return placement;
}

} // namespace switchyard
