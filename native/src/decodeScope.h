#pragma once

#include <cstdint>
#include <vector>

#include "contextRegistry.h"
#include "tapBatch.h"

namespace switchyard {

/**
 * One llama_decode on the calling thread: who decodes, and a running comparison of the micro-batches
 * that were seen with the batch that was asked for.
 */
class DecodeScope {
public:
  DecodeScope(ContextRegistry::Identity identity, uint64_t decodeIndex, const llama_batch &batch);
  ~DecodeScope();
  DecodeScope(const DecodeScope &) = delete;
  DecodeScope &operator=(const DecodeScope &) = delete;

  static DecodeScope *current();

  bool isKnown() const { return identity_.id != 0; }
  bool isMoe() const { return identity_.isMoe; }
  /** Takes in a micro-batch; must be called once for each. */
  void note(const llama_ubatch &ubatch);
  UbatchRows rowsOf(const llama_ubatch &ubatch) const;
  /** False when the micro-batches did not hold exactly the tokens of the batch. */
  bool isConsistent() const { return !isComparable_ || batchDigest_ == ubatchDigest_; }

private:
  ContextRegistry::Identity identity_;
  uint64_t decodeIndex_;
  bool isComparable_;
  uint64_t batchDigest_ = 0;
  uint64_t ubatchDigest_ = 0;
};

/** The micro-batch that is being processed on the calling thread. */
class UbatchScope {
public:
  explicit UbatchScope(const llama_ubatch &ubatch);
  ~UbatchScope();
  UbatchScope(const UbatchScope &) = delete;
  UbatchScope &operator=(const UbatchScope &) = delete;

  static const llama_ubatch *current();

private:
  const llama_ubatch *outer_;
};

} // namespace switchyard
