#pragma once

#include <chrono>

#include "counters.h"

namespace switchyard {

/** Counts how long the addon itself keeps a thread that llama.cpp runs on. */
class OwnTime {
public:
  explicit OwnTime(Counters &counters) : counters_(counters), begin_(Clock::now()) {}
  ~OwnTime() {
    counters_.ownNanoseconds += std::chrono::nanoseconds(Clock::now() - begin_).count();
  }
  OwnTime(const OwnTime &) = delete;
  OwnTime &operator=(const OwnTime &) = delete;

private:
  using Clock = std::chrono::steady_clock;

  Counters &counters_;
  Clock::time_point begin_;
};

} // namespace switchyard
