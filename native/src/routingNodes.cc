#include "routingNodes.h"

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

bool isReadable(const ggml_tensor *tensor) {
  return tensor->type == GGML_TYPE_I32 && tensor->nb[0] == sizeof(int32_t) && tensor->ne[2] == 1 &&
         tensor->ne[3] == 1;
}

/** The expert multiplication that follows a routing node, or `end`. */
int followingExpertMultiplication(ggml_tensor *const *nodes, int from, int end) {
  for (int i = from; i < end; i++) {
    if (nodes[i]->op == GGML_OP_MUL_MAT_ID) return i;
    if (routingLayerOf(nodes[i]) >= 0) break;
  }
  return end;
}

} // namespace

std::vector<RoutingNode> findRoutingNodes(const RealFunctions &real, ggml_cgraph *graph) {
  std::vector<RoutingNode> found;
  const int count = real.ggml_graph_n_nodes(graph);
  ggml_tensor **nodes = real.ggml_graph_nodes(graph);
  for (int i = 0; i < count; i++) {
    const int layer = routingLayerOf(nodes[i]);
    if (layer < 0 || !isReadable(nodes[i])) continue;
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

} // namespace switchyard
