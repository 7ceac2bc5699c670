#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>

#include "counters.h"
#include "tapBatch.h"

namespace switchyard {

/** Batches that JavaScript has not taken yet. Bounded: the oldest go first, and are counted. */
class BatchRing {
public:
  explicit BatchRing(Counters &counters) : counters_(counters) {}

  void push(std::unique_ptr<TapBatch> batch);
  /** Takes everything, oldest first. */
  std::deque<std::unique_ptr<TapBatch>> take();
  void setCapacityBytes(size_t capacityBytes);
  size_t capacityBytes() const;
  size_t sizeBytes() const;

private:
  void dropOldest();

  Counters &counters_;
  mutable std::mutex mutex_;
  std::deque<std::unique_ptr<TapBatch>> batches_;
  size_t sizeBytes_ = 0;
  size_t capacityBytes_ = 64u << 20;
};

} // namespace switchyard
