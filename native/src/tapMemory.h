#pragma once

#include <memory>
#include <vector>

#include "counters.h"
#include "realFunctions.h"

namespace switchyard {

/** Memory of one backend that graphs write the chosen experts to, so that one copy fetches them. */
class TapBuffer {
public:
  /** Null where the backend has no room. */
  static std::unique_ptr<TapBuffer> allocate(const RealFunctions &real, Counters &counters,
                                             ggml_backend_buffer_type_t type, size_t sizeBytes);
  ~TapBuffer();
  TapBuffer(const TapBuffer &) = delete;
  TapBuffer &operator=(const TapBuffer &) = delete;

  ggml_backend_buffer_type_t type() const { return type_; }
  size_t capacityBytes() const { return capacityBytes_; }
  ggml_backend_buffer_t buffer() const { return buffer_; }
  char *at(size_t offsetBytes) const;
  /** Queues the copy of the first bytes behind what the backend has been given to compute. */
  void fetch(ggml_backend_t backend, void *target, size_t sizeBytes) const;

private:
  TapBuffer(const RealFunctions &real, Counters &counters, ggml_backend_buffer_type_t type)
      : real_(real), counters_(counters), type_(type) {}

  const RealFunctions &real_;
  Counters &counters_;
  ggml_backend_buffer_type_t type_;
  ggml_backend_buffer_t buffer_ = nullptr;
  ggml_context *context_ = nullptr;
  /** The whole buffer as a tensor. */
  ggml_tensor *whole_ = nullptr;
  size_t capacityBytes_ = 0;
};

/** The buffers of one scheduler, one a backend; graph after graph writes to the same. */
class TapMemory {
public:
  TapMemory(const RealFunctions &real, Counters &counters) : real_(real), counters_(counters) {}

  /** A buffer for the graph that is being allocated, which ends the use of the one before. */
  const TapBuffer *acquire(ggml_backend_t backend, ggml_backend_buffer_type_t type,
                           size_t sizeBytes);
  /** Nothing is being computed: frees the buffers that were too small. */
  void freeReplaced() { replaced_.clear(); }

private:
  struct Entry {
    ggml_backend_t backend;
    std::unique_ptr<TapBuffer> buffer;
  };

  const RealFunctions &real_;
  Counters &counters_;
  std::vector<Entry> entries_;
  /** An earlier graph may still be writing to these. */
  std::vector<std::unique_ptr<TapBuffer>> replaced_;
};

} // namespace switchyard
