#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "realFunctions.h"

namespace switchyard {

/** The placement overrides of one model load; llama.cpp reads them only while it loads. */
class ExpertOverrides {
public:
  /** Puts the overrides into `params`, which must not outlive this object's use in a load. */
  ExpertOverrides(const RealFunctions &real, std::optional<int> firstLayers,
                  llama_model_params &params);
  ExpertOverrides(const ExpertOverrides &) = delete;
  ExpertOverrides &operator=(const ExpertOverrides &) = delete;

private:
  std::string pattern_;
  std::vector<llama_model_tensor_buft_override> entries_;
};

/** Which layers' experts the next model loads keep in system memory. Thread-safe. */
class ExpertsOnCpu {
public:
  static constexpr int kAllLayers = -1;

  /** Nothing: leave placement to llama.cpp. `kAllLayers`: every layer. n: layers 0 to n - 1. */
  void set(std::optional<int> firstLayers);
  std::optional<int> firstLayers() const;

private:
  mutable std::mutex mutex_;
  std::optional<int> firstLayers_;
};

} // namespace switchyard
