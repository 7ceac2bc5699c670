#include "tapMemory.h"

#include <algorithm>

namespace switchyard {
namespace {

constexpr size_t kSmallestBytes = 16u << 10;

size_t roundedUp(size_t sizeBytes) {
  size_t capacity = kSmallestBytes;
  while (capacity < sizeBytes) capacity *= 2;
  return capacity;
}

} // namespace

std::unique_ptr<TapBuffer> TapBuffer::allocate(const RealFunctions &real, Counters &counters,
                                               ggml_backend_buffer_type_t type, size_t sizeBytes) {
  std::unique_ptr<TapBuffer> made(new TapBuffer(real, counters, type));
  made->buffer_ = real.ggml_backend_buft_alloc_buffer(type, sizeBytes);
  made->context_ = real.ggml_init({real.ggml_tensor_overhead(), nullptr, true});
  if (made->buffer_ == nullptr || made->context_ == nullptr) return nullptr;
  made->whole_ = real.ggml_new_tensor_1d(made->context_, GGML_TYPE_I32,
                                         static_cast<int64_t>(sizeBytes / sizeof(int32_t)));
  real.ggml_set_name(made->whole_, "switchyard_tap");
  real.ggml_backend_tensor_alloc(made->buffer_, made->whole_,
                                 real.ggml_backend_buffer_get_base(made->buffer_));
  made->capacityBytes_ = sizeBytes;
  counters.tapBytes += sizeBytes;
  return made;
}

TapBuffer::~TapBuffer() {
  if (context_ != nullptr) real_.ggml_free(context_);
  if (buffer_ != nullptr) real_.ggml_backend_buffer_free(buffer_);
  counters_.tapBytes -= capacityBytes_;
}

char *TapBuffer::at(size_t offsetBytes) const {
  return static_cast<char *>(real_.ggml_backend_buffer_get_base(buffer_)) + offsetBytes;
}

void TapBuffer::fetch(ggml_backend_t backend, void *target, size_t sizeBytes) const {
  real_.ggml_backend_tensor_get_async(backend, whole_, target, 0, sizeBytes);
  counters_.hostCopies++;
}

const TapBuffer *TapMemory::acquire(ggml_backend_t backend, ggml_backend_buffer_type_t type,
                                    size_t sizeBytes) {
  auto entry = std::find_if(entries_.begin(), entries_.end(),
                            [&](const auto &known) { return known.backend == backend; });
  if (entry == entries_.end()) entry = entries_.insert(entry, Entry{backend, nullptr});
  auto &buffer = entry->buffer;
  if (buffer != nullptr && buffer->type() == type && buffer->capacityBytes() >= sizeBytes) {
    return buffer.get();
  }
  auto larger = TapBuffer::allocate(real_, counters_, type, roundedUp(sizeBytes));
  if (larger == nullptr) return nullptr;
  if (buffer != nullptr) replaced_.push_back(std::move(buffer));
  buffer = std::move(larger);
  return buffer.get();
}

} // namespace switchyard
