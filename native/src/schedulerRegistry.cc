#include "schedulerRegistry.h"

namespace switchyard {

SchedulerTaps &SchedulerRegistry::findOrAdd(const RealFunctions &real,
                                            ggml_backend_sched_t scheduler) {
  const std::lock_guard<std::mutex> lock(mutex_);
  auto &taps = schedulers_[scheduler];
  if (taps == nullptr) taps = std::make_unique<SchedulerTaps>(real, counters_, ring_);
  return *taps;
}

SchedulerTaps *SchedulerRegistry::find(ggml_backend_sched_t scheduler) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = schedulers_.find(scheduler);
  return found == schedulers_.end() ? nullptr : found->second.get();
}

void SchedulerRegistry::remove(ggml_backend_sched_t scheduler) {
  std::unique_ptr<SchedulerTaps> removed;
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = schedulers_.find(scheduler);
  if (found == schedulers_.end()) return;
  removed = std::move(found->second);
  schedulers_.erase(found);
}

size_t SchedulerRegistry::count() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return schedulers_.size();
}

} // namespace switchyard
