#pragma once

#include <cstdint>
#include <vector>

namespace switchyard {

/** The tokens of one micro-batch, in the order of the graph's rows. */
struct UbatchRows {
  uint32_t contextId = 0;
  uint64_t decodeIndex = 0;
  std::vector<int32_t> tokens;
  std::vector<int32_t> positions;
  std::vector<int32_t> sequenceIds;
  std::vector<int32_t> tags;
  std::vector<uint8_t> outputs;

  size_t count() const { return positions.size(); }
};

/** The experts that the tokens of one micro-batch were routed to. */
struct TapBatch {
  UbatchRows rows;
  int32_t expertCount = 0;
  int32_t expertsPerToken = 0;
  std::vector<int32_t> layers;
  /** [row, layer, expertsPerToken]; -1 where the layer did not compute the row. */
  std::vector<int16_t> ids;

  size_t sizeBytes() const {
    return sizeof(TapBatch) + ids.size() * sizeof(int16_t) + layers.size() * sizeof(int32_t) +
           rows.count() * (4 * sizeof(int32_t) + 1);
  }
};

} // namespace switchyard
