#include "initScope.h"

#include <algorithm>

namespace switchyard {
namespace {
thread_local InitScope *currentScope = nullptr;
}

InitScope::InitScope() { currentScope = this; }
InitScope::~InitScope() { currentScope = nullptr; }
InitScope *InitScope::current() { return currentScope; }

void InitScope::note(const RealFunctions &real, ggml_cgraph *graph,
                     const std::vector<RoutingNode> &nodes) {
  if (facts_.reserved) return;
  facts_.reserved = true;
  for (const auto &node : nodes) {
    facts_.moeLayers.push_back(node.layer);
    facts_.expertCount = std::max(facts_.expertCount, static_cast<int32_t>(node.expertCount));
    facts_.expertsPerToken =
        std::max(facts_.expertsPerToken, static_cast<int32_t>(node.selected->ne[0]));
  }
  facts_.expertTensors = findExpertTensors(real, graph);
}

} // namespace switchyard
