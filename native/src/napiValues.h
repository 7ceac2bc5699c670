#pragma once

#include <node_api.h>

#include <cstdint>
#include <string>

namespace switchyard {

napi_value toNumber(napi_env env, double value);
napi_value toBoolean(napi_env env, bool value);
napi_value toText(napi_env env, const std::string &value);
napi_value newObject(napi_env env);
napi_value newArray(napi_env env, size_t length);
void setProperty(napi_env env, napi_value object, const char *name, napi_value value);
void setElement(napi_env env, napi_value array, size_t index, napi_value value);

/** A property of an object, or null when it is absent, undefined or the value is no object. */
napi_value propertyOf(napi_env env, napi_value object, const char *name);
bool isType(napi_env env, napi_value value, napi_valuetype type);
/** Reads an integer in [least, most]; throws a RangeError in JavaScript and returns false if not. */
bool readInteger(napi_env env, napi_value value, const char *name, double least, double most,
                 int64_t &result);

} // namespace switchyard
