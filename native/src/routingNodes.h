#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "realFunctions.h"

namespace switchyard {

/** A node of a graph that holds the experts chosen in one MoE layer: I32, [experts, rows]. */
struct RoutingNode {
  ggml_tensor *selected;
  int layer;
  /** Index of the first expert multiplication behind it, or the number of nodes. */
  int multiplicationIndex;
  int64_t expertCount;
};

/** Expert weights as a graph uses them. */
struct ExpertTensor {
  std::string name;
  std::string bufferType;
  bool isHost;
  uint64_t sizeBytes;
};

/** The routing nodes of a graph in graph order, one a layer. */
std::vector<RoutingNode> findRoutingNodes(const RealFunctions &real, ggml_cgraph *graph);

/** Where the expert weights that a graph multiplies with are kept. */
std::vector<ExpertTensor> findExpertTensors(const RealFunctions &real, ggml_cgraph *graph);

} // namespace switchyard
