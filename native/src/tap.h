#pragma once

#include <atomic>
#include <mutex>
#include <string>

#include "batchRing.h"
#include "contextRegistry.h"
#include "counters.h"
#include "expertsOnCpu.h"
#include "schedulerRegistry.h"

namespace switchyard {

/**
 * Everything the interposed functions share. Interposition is process-wide, so there is one; it is
 * never destroyed, because libraries may still call in while static objects are.
 */
class Tap {
public:
  static Tap &instance();

  bool isEnabled() const { return enabled_.load(std::memory_order_relaxed); }
  void setEnabled(bool enabled) { enabled_ = enabled; }
  /** Stops measuring for good, and drops what was measured. */
  void refuse(const std::string &reason);
  bool isRefused() const { return refused_.load(std::memory_order_relaxed); }
  /** Empty while nothing speaks against measuring. */
  std::string refusal() const;

  Counters counters;
  BatchRing ring{counters};
  ContextRegistry contexts;
  SchedulerRegistry schedulers{counters, ring};
  ExpertsOnCpu expertsOnCpu;

private:
  Tap() = default;

  std::atomic<bool> enabled_{false};
  std::atomic<bool> refused_{false};
  mutable std::mutex refusalMutex_;
  std::string refusal_;
};

} // namespace switchyard
