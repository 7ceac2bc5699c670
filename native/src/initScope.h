#pragma once

#include "contextRegistry.h"

namespace switchyard {

/** Collects, on the calling thread, what the graphs reserved during llama_init_from_model tell. */
class InitScope {
public:
  InitScope();
  ~InitScope();
  InitScope(const InitScope &) = delete;
  InitScope &operator=(const InitScope &) = delete;

  /** The scope of this thread, or null. */
  static InitScope *current();

  void note(const RealFunctions &real, ggml_cgraph *graph, const std::vector<RoutingNode> &nodes);
  GraphFacts takeFacts() { return std::move(facts_); }

private:
  GraphFacts facts_;
};

} // namespace switchyard
