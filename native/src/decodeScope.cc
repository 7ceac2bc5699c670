#include "decodeScope.h"

namespace switchyard {
namespace {

thread_local DecodeScope *currentDecode = nullptr;
thread_local const llama_ubatch *currentUbatch = nullptr;

constexpr int32_t kNoToken = -1;

/** Summed over rows it does not depend on their order, which splitting changes. */
uint64_t rowDigest(int32_t token, int32_t position, int32_t sequenceId, bool isOutput) {
  uint64_t value = (static_cast<uint64_t>(static_cast<uint32_t>(token)) << 32) ^
                   static_cast<uint32_t>(position) ^
                   (static_cast<uint64_t>(static_cast<uint32_t>(sequenceId)) << 20) ^
                   (isOutput ? 1ull << 63 : 0);
  value *= 0x9e3779b97f4a7c15ull;
  return (value ^ (value >> 29)) * 0xbf58476d1ce4e5b9ull;
}

bool isFullySpecified(const llama_batch &batch) {
  return batch.token != nullptr && batch.pos != nullptr && batch.n_seq_id != nullptr &&
         batch.seq_id != nullptr && batch.logits != nullptr;
}

} // namespace

DecodeScope::DecodeScope(ContextRegistry::Identity identity, uint64_t decodeIndex,
                         const llama_batch &batch)
    : identity_(std::move(identity)), decodeIndex_(decodeIndex),
      isComparable_(isFullySpecified(batch)) {
  currentDecode = this;
  for (int32_t i = 0; isComparable_ && i < batch.n_tokens; i++) {
    batchDigest_ +=
        rowDigest(batch.token[i], batch.pos[i], batch.seq_id[i][0], batch.logits[i] != 0);
  }
}

DecodeScope::~DecodeScope() { currentDecode = nullptr; }
DecodeScope *DecodeScope::current() { return currentDecode; }

void DecodeScope::note(const llama_ubatch &ubatch) {
  if (!isComparable_ || ubatch.token == nullptr) return;
  for (uint32_t i = 0; i < ubatch.n_tokens; i++) {
    ubatchDigest_ +=
        rowDigest(ubatch.token[i], ubatch.pos[i], ubatch.seq_id[i][0], ubatch.output[i] != 0);
  }
}

UbatchRows DecodeScope::rowsOf(const llama_ubatch &ubatch) const {
  UbatchRows rows;
  rows.contextId = identity_.id;
  rows.decodeIndex = decodeIndex_;
  const uint32_t count = ubatch.n_tokens;
  rows.positions.assign(ubatch.pos, ubatch.pos + count);
  rows.outputs.assign(ubatch.output, ubatch.output + count);
  if (ubatch.token != nullptr) {
    rows.tokens.assign(ubatch.token, ubatch.token + count);
  } else {
    rows.tokens.assign(count, kNoToken);
  }
  rows.sequenceIds.reserve(count);
  rows.tags.reserve(count);
  for (uint32_t i = 0; i < count; i++) {
    const int32_t sequenceId = ubatch.seq_id[i][0];
    rows.sequenceIds.push_back(sequenceId);
    const bool hasTag = static_cast<size_t>(sequenceId) < identity_.tags.size();
    rows.tags.push_back(hasTag ? identity_.tags[sequenceId] : 0);
  }
  return rows;
}

UbatchScope::UbatchScope(const llama_ubatch &ubatch) : outer_(currentUbatch) {
  currentUbatch = &ubatch;
}
UbatchScope::~UbatchScope() { currentUbatch = outer_; }
const llama_ubatch *UbatchScope::current() { return currentUbatch; }

} // namespace switchyard
