#include "batchRing.h"

namespace switchyard {

void BatchRing::push(std::unique_ptr<TapBatch> batch) {
  const std::lock_guard<std::mutex> lock(mutex_);
  sizeBytes_ += batch->sizeBytes();
  batches_.push_back(std::move(batch));
  while (sizeBytes_ > capacityBytes_) dropOldest();
}

std::deque<std::unique_ptr<TapBatch>> BatchRing::take() {
  std::deque<std::unique_ptr<TapBatch>> taken;
  const std::lock_guard<std::mutex> lock(mutex_);
  taken.swap(batches_);
  sizeBytes_ = 0;
  return taken;
}

void BatchRing::setCapacityBytes(size_t capacityBytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  capacityBytes_ = capacityBytes;
  while (sizeBytes_ > capacityBytes_) dropOldest();
}

size_t BatchRing::capacityBytes() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return capacityBytes_;
}

size_t BatchRing::sizeBytes() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return sizeBytes_;
}

void BatchRing::dropOldest() {
  counters_.rowsOverflowed += batches_.front()->rows.count();
  sizeBytes_ -= batches_.front()->sizeBytes();
  batches_.pop_front();
}

} // namespace switchyard
