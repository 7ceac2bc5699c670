#include "expertsOnCpu.h"

namespace switchyard {
namespace {

constexpr char kExpertWeights[] = R"(\.ffn_(up|down|gate|gate_up)_(ch|)exps)";

std::string patternFor(int firstLayers) {
  if (firstLayers == ExpertsOnCpu::kAllLayers) return kExpertWeights;
  std::string layers;
  for (int layer = 0; layer < firstLayers; layer++) {
    layers += (layer == 0 ? "" : "|") + std::to_string(layer);
  }
  return R"(blk\.()" + layers + ")" + kExpertWeights;
}

} // namespace

ExpertOverrides::ExpertOverrides(const RealFunctions &real, std::optional<int> firstLayers,
                                 llama_model_params &params) {
  if (!firstLayers.has_value() || *firstLayers == 0) return;
  pattern_ = patternFor(*firstLayers);
  // The caller's own overrides come first: llama.cpp takes the first that matches.
  for (const auto *entry = params.tensor_buft_overrides;
       entry != nullptr && entry->pattern != nullptr; entry++) {
    entries_.push_back(*entry);
  }
  entries_.push_back({pattern_.c_str(), real.ggml_backend_cpu_buffer_type()});
  entries_.push_back({nullptr, nullptr});
  params.tensor_buft_overrides = entries_.data();
}

void ExpertsOnCpu::set(std::optional<int> firstLayers) {
  const std::lock_guard<std::mutex> lock(mutex_);
  firstLayers_ = firstLayers;
}

std::optional<int> ExpertsOnCpu::firstLayers() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return firstLayers_;
}

} // namespace switchyard
