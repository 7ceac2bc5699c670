#include "graphTaps.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace switchyard {
namespace {

constexpr char kRoutingPrefix[] = "ffn_moe_topk-";

/** The layer of "ffn_moe_topk-<layer>", or -1 for any other name. */
int routingLayerOf(const ggml_tensor *tensor) {
  constexpr size_t prefixLength = sizeof(kRoutingPrefix) - 1;
  if (strncmp(tensor->name, kRoutingPrefix, prefixLength) != 0) return -1;
  const char *digits = tensor->name + prefixLength;
  const char *end = tensor->name + strnlen(tensor->name, GGML_MAX_NAME);
  int layer = -1;
  const auto parsed = std::from_chars(digits, end, layer);
  return parsed.ec == std::errc() && parsed.ptr == end ? layer : -1;
}

bool isTappable(const ggml_tensor *tensor) {
  return tensor->type == GGML_TYPE_I32 && tensor->ne[2] == 1 && tensor->ne[3] == 1;
}

/** The expert multiplication that follows a routing node, or `end`. */
int followingExpertMultiplication(ggml_tensor *const *nodes, int from, int end) {
  for (int i = from; i < end; i++) {
    if (nodes[i]->op == GGML_OP_MUL_MAT_ID) return i;
    if (routingLayerOf(nodes[i]) >= 0) break;
  }
  return end;
}

bool hasRoomFor(const RealFunctions &real, ggml_cgraph *graph, size_t added) {
  // The scheduler's hash set holds nodes and leafs; leafs are never a quarter of a llama graph.
  const size_t size = static_cast<size_t>(real.ggml_graph_size(graph));
  return static_cast<size_t>(real.ggml_graph_n_nodes(graph)) + added + size / 4 <= size;
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
    while (next < taps.size() && nodes[next].insertBefore == i) {
      ordered.push_back(taps[next++].copy);
    }
    ordered.push_back(graphNodes[i]);
  }
  while (next < taps.size()) ordered.push_back(taps[next++].copy);
  std::copy(ordered.begin(), ordered.end(), graphNodes);
}

} // namespace

std::vector<RoutingNode> findRoutingNodes(const RealFunctions &real, ggml_cgraph *graph) {
  std::vector<RoutingNode> found;
  const int count = real.ggml_graph_n_nodes(graph);
  ggml_tensor **nodes = real.ggml_graph_nodes(graph);
  for (int i = 0; i < count; i++) {
    const int layer = routingLayerOf(nodes[i]);
    if (layer < 0 || !isTappable(nodes[i])) continue;
    // GroveMoE routes twice in a layer, the second time to experts derived from the first choice.
    const bool isSecond = std::any_of(found.begin(), found.end(),
                                      [&](const auto &node) { return node.layer == layer; });
    if (isSecond) continue;
    const int user = followingExpertMultiplication(nodes, i + 1, count);
    const int64_t expertCount = user < count ? nodes[user]->src[0]->ne[2] : 0;
    found.push_back({nodes[i], layer, user, expertCount});
  }
  return found;
}

std::vector<ExpertTensor> findExpertTensors(const RealFunctions &real, ggml_cgraph *graph) {
  std::vector<ExpertTensor> found;
  const int count = real.ggml_graph_n_nodes(graph);
  ggml_tensor **nodes = real.ggml_graph_nodes(graph);
  for (int i = 0; i < count; i++) {
    if (nodes[i]->op != GGML_OP_MUL_MAT_ID) continue;
    const ggml_tensor *weights = nodes[i]->src[0];
    if (weights->buffer == nullptr || strstr(weights->name, "exps") == nullptr) continue;
    const auto type = real.ggml_backend_buffer_get_type(weights->buffer);
    found.push_back({weights->name, real.ggml_backend_buft_name(type),
                     real.ggml_backend_buft_is_host(type), real.ggml_nbytes(weights)});
  }
  return found;
}

std::unique_ptr<GraphTaps> GraphTaps::addTo(const RealFunctions &real, ggml_cgraph *graph,
                                            const std::vector<RoutingNode> &nodes) {
  if (nodes.empty() || !hasRoomFor(real, graph, nodes.size())) return nullptr;
  ggml_init_params params{nodes.size() * real.ggml_tensor_overhead(), nullptr, true};
  ggml_context *context = real.ggml_init(params);
  if (context == nullptr) return nullptr;

  std::unique_ptr<GraphTaps> taps(new GraphTaps(real, context));
  const int originalCount = real.ggml_graph_n_nodes(graph);
  for (const auto &node : nodes) {
    ggml_tensor *copy = real.ggml_cont(context, node.selected);
    real.ggml_set_name(copy, ("switchyard_tap-" + std::to_string(node.layer)).c_str());
    // Flags the copy only: flagging the chosen experts themselves would undo the fused top-k.
    real.ggml_set_output(copy);
    real.ggml_build_forward_expand(graph, copy);
    taps->layers_.push_back({copy, node.layer});
    taps->expertsPerToken_ = std::max(taps->expertsPerToken_, static_cast<int>(copy->ne[0]));
    taps->expertCount_ = std::max(taps->expertCount_, node.expertCount);
  }
  moveIntoPlace(real.ggml_graph_nodes(graph), originalCount, nodes, taps->layers_);
  return taps;
}

GraphTaps::~GraphTaps() { real_.ggml_free(context_); }

bool GraphTaps::areIn(const RealFunctions &real, ggml_cgraph *graph) const {
  ggml_tensor **nodes = real.ggml_graph_nodes(graph);
  ggml_tensor **end = nodes + real.ggml_graph_n_nodes(graph);
  return std::find(nodes, end, layers_.front().copy) != end;
}

} // namespace switchyard
