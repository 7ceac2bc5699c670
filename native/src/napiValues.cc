#include "napiValues.h"

#include <cmath>

namespace switchyard {

napi_value toNumber(napi_env env, double value) {
  napi_value result = nullptr;
  napi_create_double(env, value, &result);
  return result;
}

napi_value toBoolean(napi_env env, bool value) {
  napi_value result = nullptr;
  napi_get_boolean(env, value, &result);
  return result;
}

napi_value toText(napi_env env, const std::string &value) {
  napi_value result = nullptr;
  napi_create_string_utf8(env, value.data(), value.size(), &result);
  return result;
}

napi_value newObject(napi_env env) {
  napi_value result = nullptr;
  napi_create_object(env, &result);
  return result;
}

napi_value newArray(napi_env env, size_t length) {
  napi_value result = nullptr;
  napi_create_array_with_length(env, length, &result);
  return result;
}

void setProperty(napi_env env, napi_value object, const char *name, napi_value value) {
  napi_set_named_property(env, object, name, value);
}

void setElement(napi_env env, napi_value array, size_t index, napi_value value) {
  napi_set_element(env, array, static_cast<uint32_t>(index), value);
}

napi_value propertyOf(napi_env env, napi_value object, const char *name) {
  if (!isType(env, object, napi_object)) return nullptr;
  napi_value value = nullptr;
  if (napi_get_named_property(env, object, name, &value) != napi_ok) return nullptr;
  return isType(env, value, napi_undefined) ? nullptr : value;
}

bool isType(napi_env env, napi_value value, napi_valuetype type) {
  napi_valuetype actual = napi_undefined;
  return value != nullptr && napi_typeof(env, value, &actual) == napi_ok && actual == type;
}

bool readInteger(napi_env env, napi_value value, const char *name, double least, double most,
                 int64_t &result) {
  double number = NAN;
  if (isType(env, value, napi_number)) napi_get_value_double(env, value, &number);
  if (!(number >= least && number <= most) || number != std::floor(number)) {
    const std::string message = std::string(name) + " must be an integer from " +
                                std::to_string(static_cast<int64_t>(least)) + " to " +
                                std::to_string(static_cast<int64_t>(most));
    napi_throw_range_error(env, nullptr, message.c_str());
    return false;
  }
  result = static_cast<int64_t>(number);
  return true;
}

} // namespace switchyard
