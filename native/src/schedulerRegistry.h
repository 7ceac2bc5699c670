#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>

#include "schedulerTaps.h"

namespace switchyard {

/** The taps of every live scheduler. A context replaces its scheduler when it reserves again. */
class SchedulerRegistry {
public:
  SchedulerRegistry(Counters &counters, BatchRing &ring) : counters_(counters), ring_(ring) {}

  /** Valid until `remove`; a scheduler is never freed while another thread uses it. */
  SchedulerTaps &findOrAdd(const RealFunctions &real, ggml_backend_sched_t scheduler);
  SchedulerTaps *find(ggml_backend_sched_t scheduler);
  void remove(ggml_backend_sched_t scheduler);
  size_t count();

private:
  Counters &counters_;
  BatchRing &ring_;
  std::mutex mutex_;
  std::unordered_map<ggml_backend_sched_t, std::unique_ptr<SchedulerTaps>> schedulers_;
};

} // namespace switchyard
