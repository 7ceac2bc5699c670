#pragma once

#include <node_api.h>

#include "realFunctions.h"

namespace switchyard {

/** The GPUs that a library can use, as an array of GpuDevice of index.d.ts. */
napi_value devicesValue(napi_env env, const RealFunctions &real);

} // namespace switchyard
