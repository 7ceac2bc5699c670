#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "counters.h"
#include "realFunctions.h"

namespace switchyard {

/** Host memory that a device copies into: pinned where the device offers it. */
class StagingBuffer {
public:
  StagingBuffer(const RealFunctions &real, Counters &counters, ggml_backend_t backend,
                size_t capacityBytes);
  ~StagingBuffer();
  StagingBuffer(const StagingBuffer &) = delete;
  StagingBuffer &operator=(const StagingBuffer &) = delete;

  char *data() { return data_; }
  size_t capacityBytes() const { return capacityBytes_; }

private:
  const RealFunctions &real_;
  Counters &counters_;
  size_t capacityBytes_;
  ggml_backend_buffer_t pinned_ = nullptr;
  std::unique_ptr<char[]> pageable_;
  char *data_ = nullptr;
};

/** Staging buffers of one scheduler, used again from decode to decode. Not thread-safe. */
class StagingPool {
public:
  StagingPool(const RealFunctions &real, Counters &counters) : real_(real), counters_(counters) {}

  std::unique_ptr<StagingBuffer> acquire(ggml_backend_t backend, size_t sizeBytes);
  void release(std::unique_ptr<StagingBuffer> buffer);

private:
  const RealFunctions &real_;
  Counters &counters_;
  std::vector<std::unique_ptr<StagingBuffer>> free_;
};

} // namespace switchyard
