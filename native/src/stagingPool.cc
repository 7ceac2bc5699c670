#include "stagingPool.h"

#include <algorithm>

namespace switchyard {
namespace {

constexpr size_t kSmallestBytes = 16u << 10;
constexpr size_t kFreeBuffersKept = 4;

size_t roundedUp(size_t sizeBytes) {
  size_t capacity = kSmallestBytes;
  while (capacity < sizeBytes) capacity *= 2;
  return capacity;
}

bool isSmaller(const std::unique_ptr<StagingBuffer> &a, const std::unique_ptr<StagingBuffer> &b) {
  return a->capacityBytes() < b->capacityBytes();
}

} // namespace

StagingBuffer::StagingBuffer(const RealFunctions &real, Counters &counters, ggml_backend_t backend,
                             size_t capacityBytes)
    : real_(real), counters_(counters), capacityBytes_(capacityBytes) {
  const auto device = real.ggml_backend_get_device(backend);
  const auto hostType = device == nullptr ? nullptr : real.ggml_backend_dev_host_buffer_type(device);
  if (hostType != nullptr) pinned_ = real.ggml_backend_buft_alloc_buffer(hostType, capacityBytes);
  if (pinned_ != nullptr) {
    data_ = static_cast<char *>(real.ggml_backend_buffer_get_base(pinned_));
    counters_.pinnedBytes += capacityBytes_;
  } else {
    pageable_ = std::make_unique<char[]>(capacityBytes);
    data_ = pageable_.get();
  }
  counters_.stagingBytes += capacityBytes_;
}

StagingBuffer::~StagingBuffer() {
  if (pinned_ != nullptr) {
    real_.ggml_backend_buffer_free(pinned_);
    counters_.pinnedBytes -= capacityBytes_;
  }
  counters_.stagingBytes -= capacityBytes_;
}

std::unique_ptr<StagingBuffer> StagingPool::acquire(ggml_backend_t backend, size_t sizeBytes) {
  const auto fitting = std::find_if(free_.begin(), free_.end(), [&](const auto &buffer) {
    return buffer->capacityBytes() >= sizeBytes;
  });
  if (fitting == free_.end()) {
    return std::make_unique<StagingBuffer>(real_, counters_, backend, roundedUp(sizeBytes));
  }
  auto buffer = std::move(*fitting);
  free_.erase(fitting);
  return buffer;
}

void StagingPool::release(std::unique_ptr<StagingBuffer> buffer) {
  free_.insert(std::upper_bound(free_.begin(), free_.end(), buffer, isSmaller), std::move(buffer));
  if (free_.size() > kFreeBuffersKept) free_.erase(free_.begin());
}

} // namespace switchyard
