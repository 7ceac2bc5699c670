#include "deviceValue.h"

#include <vector>

#include "napiValues.h"

namespace switchyard {

napi_value devicesValue(napi_env env, const RealFunctions &real) {
  std::vector<napi_value> devices;
  for (size_t i = 0; i < real.ggml_backend_dev_count(); i++) {
    const ggml_backend_dev_t device = real.ggml_backend_dev_get(i);
    const auto type = real.ggml_backend_dev_type(device);
    const bool isGpu =
        type == GGML_BACKEND_DEVICE_TYPE_GPU || type == GGML_BACKEND_DEVICE_TYPE_IGPU;
    if (!isGpu) continue;
    size_t freeBytes = 0;
    size_t totalBytes = 0;
    real.ggml_backend_dev_memory(device, &freeBytes, &totalBytes);
    napi_value value = newObject(env);
    setProperty(env, value, "name", toText(env, real.ggml_backend_dev_description(device)));
    setProperty(env, value, "isIntegrated",
                toBoolean(env, type == GGML_BACKEND_DEVICE_TYPE_IGPU));
    setProperty(env, value, "freeBytes", toNumber(env, static_cast<double>(freeBytes)));
    setProperty(env, value, "totalBytes", toNumber(env, static_cast<double>(totalBytes)));
    devices.push_back(value);
  }
  napi_value array = newArray(env, devices.size());
  for (size_t i = 0; i < devices.size(); i++) setElement(env, array, i, devices[i]);
  return array;
}

} // namespace switchyard
