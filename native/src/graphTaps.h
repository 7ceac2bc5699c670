#pragma once

#include <memory>
#include <vector>

#include "routingNodes.h"

namespace switchyard {

/** What is read of one layer: I32, [experts per token, rows], rows contiguous in themselves. */
struct LayerTap {
  ggml_tensor *chosen;
  int layer;
};

/**
 * What is read of one graph. Nothing is added to a graph of few rows, such as a decode: what is read
 * are the chosen experts where the graph computes them, among all that its sort orders. For a graph
 * of many rows that would be a large part of the link to the host, so it gets a node per layer that
 * copies the chosen ones together. Owns these nodes; lives as long as the graph.
 */
class GraphTaps {
public:
  /** Null where there is nothing to read, or no room for the nodes. */
  static std::unique_ptr<GraphTaps> addTo(const RealFunctions &real, ggml_cgraph *graph,
                                          const std::vector<RoutingNode> &nodes);
  ~GraphTaps();
  GraphTaps(const GraphTaps &) = delete;
  GraphTaps &operator=(const GraphTaps &) = delete;

  /** True when the graph still has the nodes that were added: it was handed over twice. */
  bool areIn(const RealFunctions &real, ggml_cgraph *graph) const;

  const std::vector<LayerTap> &layers() const { return layers_; }
  int expertsPerToken() const { return expertsPerToken_; }
  int64_t expertCount() const { return expertCount_; }

private:
  explicit GraphTaps(const RealFunctions &real) : real_(real) {}
  void note(ggml_tensor *chosen, const RoutingNode &node);
  bool addCopies(ggml_cgraph *graph, const std::vector<RoutingNode> &nodes);

  const RealFunctions &real_;
  /** Of the nodes that were added; null when there are none. */
  ggml_context *context_ = nullptr;
  std::vector<LayerTap> layers_;
  int expertsPerToken_ = 0;
  int64_t expertCount_ = 0;
};

} // namespace switchyard
