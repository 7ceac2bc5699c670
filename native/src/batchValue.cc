#include "batchValue.h"

#include <cstring>

#include "napiValues.h"

namespace switchyard {
namespace {

/** Lays several typed arrays into one ArrayBuffer; the widest elements must come first. */
class PackedArrays {
public:
  PackedArrays(napi_env env, napi_value object, size_t sizeBytes) : env_(env), object_(object) {
    void *data = nullptr;
    napi_create_arraybuffer(env, sizeBytes, &data, &buffer_);
    data_ = static_cast<char *>(data);
  }

  template <typename T>
  void add(const char *name, napi_typedarray_type type, const std::vector<T> &values) {
    if (!values.empty()) memcpy(data_ + offset_, values.data(), values.size() * sizeof(T));
    napi_value array = nullptr;
    napi_create_typedarray(env_, type, values.size(), buffer_, offset_, &array);
    setProperty(env_, object_, name, array);
    offset_ += values.size() * sizeof(T);
  }

private:
  napi_env env_;
  napi_value object_;
  napi_value buffer_ = nullptr;
  char *data_ = nullptr;
  size_t offset_ = 0;
};

template <typename T> size_t bytesOf(const std::vector<T> &values) {
  return values.size() * sizeof(T);
}

napi_value numbers(napi_env env, const std::vector<int32_t> &values) {
  napi_value array = newArray(env, values.size());
  for (size_t i = 0; i < values.size(); i++) setElement(env, array, i, toNumber(env, values[i]));
  return array;
}

} // namespace

napi_value batchValue(napi_env env, const TapBatch &batch) {
  const UbatchRows &rows = batch.rows;
  napi_value value = newObject(env);
  setProperty(env, value, "contextId", toNumber(env, rows.contextId));
  setProperty(env, value, "decodeIndex", toNumber(env, static_cast<double>(rows.decodeIndex)));
  setProperty(env, value, "rowCount", toNumber(env, static_cast<double>(rows.count())));
  setProperty(env, value, "expertCount", toNumber(env, batch.expertCount));
  setProperty(env, value, "expertsPerToken", toNumber(env, batch.expertsPerToken));
  PackedArrays arrays(env, value,
                      bytesOf(batch.layers) + bytesOf(rows.tokens) + bytesOf(rows.positions) +
                          bytesOf(rows.sequenceIds) + bytesOf(rows.tags) + bytesOf(batch.ids) +
                          bytesOf(rows.outputs));
  arrays.add("layers", napi_int32_array, batch.layers);
  arrays.add("tokens", napi_int32_array, rows.tokens);
  arrays.add("positions", napi_int32_array, rows.positions);
  arrays.add("sequenceIds", napi_int32_array, rows.sequenceIds);
  arrays.add("tags", napi_int32_array, rows.tags);
  arrays.add("ids", napi_int16_array, batch.ids);
  arrays.add("outputs", napi_uint8_array, rows.outputs);
  return value;
}

napi_value contextValue(napi_env env, const ContextRecord &record) {
  napi_value value = newObject(env);
  setProperty(env, value, "id", toNumber(env, record.id));
  setProperty(env, value, "contextSize", toNumber(env, record.contextSize));
  setProperty(env, value, "batchSize", toNumber(env, record.batchSize));
  setProperty(env, value, "sequenceCount", toNumber(env, record.sequenceCount));
  setProperty(env, value, "moeLayers", numbers(env, record.facts.moeLayers));
  setProperty(env, value, "expertCount", toNumber(env, record.facts.expertCount));
  setProperty(env, value, "expertsPerToken", toNumber(env, record.facts.expertsPerToken));
  return value;
}

napi_value placementValue(napi_env env, const std::vector<ExpertTensor> &tensors) {
  napi_value array = newArray(env, tensors.size());
  for (size_t i = 0; i < tensors.size(); i++) {
    napi_value value = newObject(env);
    setProperty(env, value, "name", toText(env, tensors[i].name));
    setProperty(env, value, "bufferType", toText(env, tensors[i].bufferType));
    setProperty(env, value, "isSystemMemory", toBoolean(env, tensors[i].isHost));
    setProperty(env, value, "sizeBytes", toNumber(env, static_cast<double>(tensors[i].sizeBytes)));
    setElement(env, array, i, value);
  }
  return array;
}

} // namespace switchyard
