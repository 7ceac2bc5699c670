#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "realFunctions.h"

namespace switchyard {

/** A node of a graph that holds the experts chosen in one MoE layer. */
struct RoutingNode {
  ggml_tensor *selected;
  int layer;
  /** Where to compute the copy: before the first expert multiplication, or the end of the graph. */
  int insertBefore;
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

/** One copy of the chosen experts of a layer: I32, [experts per token, rows]. */
struct LayerTap {
  ggml_tensor *copy;
  int layer;
};

/** The copies that were added to one graph. Owns their tensors; lives as long as the graph. */
class GraphTaps {
public:
  /** Adds a copy of every routing node to the graph; null where there is none or no room. */
  static std::unique_ptr<GraphTaps> addTo(const RealFunctions &real, ggml_cgraph *graph,
                                          const std::vector<RoutingNode> &nodes);
  ~GraphTaps();
  GraphTaps(const GraphTaps &) = delete;
  GraphTaps &operator=(const GraphTaps &) = delete;

  /** True when the graph still has these copies: the same graph was handed over twice. */
  bool areIn(const RealFunctions &real, ggml_cgraph *graph) const;

  const std::vector<LayerTap> &layers() const { return layers_; }
  int expertsPerToken() const { return expertsPerToken_; }
  int64_t expertCount() const { return expertCount_; }

private:
  GraphTaps(const RealFunctions &real, ggml_context *context) : real_(real), context_(context) {}

  const RealFunctions &real_;
  ggml_context *context_;
  std::vector<LayerTap> layers_;
  int expertsPerToken_ = 0;
  int64_t expertCount_ = 0;
};

} // namespace switchyard
