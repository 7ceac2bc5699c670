#pragma once

#include <node_api.h>

#include "contextRegistry.h"
#include "tapBatch.h"

namespace switchyard {

napi_value batchValue(napi_env env, const TapBatch &batch);
napi_value contextValue(napi_env env, const ContextRecord &record);
napi_value placementValue(napi_env env, const std::vector<ExpertTensor> &tensors);

} // namespace switchyard
