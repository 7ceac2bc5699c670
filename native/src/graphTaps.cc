#include "graphTaps.h"

#include <algorithm>
#include <string>

namespace switchyard {
namespace {

// A row of all sorted experts is some 25 kB for 48 layers of 128 experts.
constexpr int64_t kMostRowsInPlace = 16;

bool hasRoomFor(const RealFunctions &real, ggml_cgraph *graph, size_t added) {
  // The scheduler's hash set holds nodes and leafs; leafs are never a quarter of a llama graph.
  const size_t size = static_cast<size_t>(real.ggml_graph_size(graph));
  return static_cast<size_t>(real.ggml_graph_n_nodes(graph)) + added + size / 4 <= size;
}

int64_t mostRows(const std::vector<RoutingNode> &nodes) {
  int64_t most = 0;
  for (const auto &node : nodes) most = std::max(most, node.selected->ne[1]);
  return most;
}

/**
 * Moves the copies, which were appended, to their places. Computing each one beside its layer keeps
 * it on that layer's device and lets the sort behind it be freed; before the expert multiplication
 * it is outside of the fused top-k kernels.
 */
void moveIntoPlace(ggml_tensor **graphNodes, int originalCount,
                   const std::vector<RoutingNode> &nodes, const std::vector<LayerTap> &taps) {
  std::vector<ggml_tensor *> ordered;
  ordered.reserve(originalCount + taps.size());
  size_t next = 0;
  for (int i = 0; i < originalCount; i++) {
    while (next < taps.size() && nodes[next].multiplicationIndex == i) {
      ordered.push_back(taps[next++].chosen);
    }
    ordered.push_back(graphNodes[i]);
  }
  while (next < taps.size()) ordered.push_back(taps[next++].chosen);
  std::copy(ordered.begin(), ordered.end(), graphNodes);
}

} // namespace

std::unique_ptr<GraphTaps> GraphTaps::addTo(const RealFunctions &real, ggml_cgraph *graph,
                                            const std::vector<RoutingNode> &nodes) {
  if (nodes.empty()) return nullptr;
  std::unique_ptr<GraphTaps> taps(new GraphTaps(real));
  if (mostRows(nodes) <= kMostRowsInPlace) {
    for (const auto &node : nodes) taps->note(node.selected, node);
  } else if (!taps->addCopies(graph, nodes)) {
    return nullptr;
  }
  return taps;
}

bool GraphTaps::addCopies(ggml_cgraph *graph, const std::vector<RoutingNode> &nodes) {
  if (!hasRoomFor(real_, graph, nodes.size())) return false;
  context_ = real_.ggml_init({nodes.size() * real_.ggml_tensor_overhead(), nullptr, true});
  if (context_ == nullptr) return false;
  const int originalCount = real_.ggml_graph_n_nodes(graph);
  for (const auto &node : nodes) {
    ggml_tensor *copy = real_.ggml_cont(context_, node.selected);
    real_.ggml_set_name(copy, ("switchyard_tap-" + std::to_string(node.layer)).c_str());
    // Flags the copy only: flagging the chosen experts themselves would undo the fused top-k.
    real_.ggml_set_output(copy);
    real_.ggml_build_forward_expand(graph, copy);
    note(copy, node);
  }
  moveIntoPlace(real_.ggml_graph_nodes(graph), originalCount, nodes, layers_);
  return true;
}

void GraphTaps::note(ggml_tensor *chosen, const RoutingNode &node) {
  layers_.push_back({chosen, node.layer});
  expertsPerToken_ = std::max(expertsPerToken_, static_cast<int>(chosen->ne[0]));
  expertCount_ = std::max(expertCount_, node.expertCount);
}

GraphTaps::~GraphTaps() {
  if (context_ != nullptr) real_.ggml_free(context_);
}

bool GraphTaps::areIn(const RealFunctions &real, ggml_cgraph *graph) const {
  if (context_ == nullptr) return false;
  ggml_tensor **nodes = real.ggml_graph_nodes(graph);
  ggml_tensor **end = nodes + real.ggml_graph_n_nodes(graph);
  return std::find(nodes, end, layers_.front().chosen) != end;
}

} // namespace switchyard
