// For tests only, never shipped: an independent reading of the routing. It shares no code with the
// tap, sits in llama.cpp's eval callback and reads the chosen experts where the graph computes them.
// Rows are told apart by the graph's own inputs: tokens, positions and output rows.

#include <dlfcn.h>
#include <link.h>
#include <node_api.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "ggml-backend.h"
#include "ggml.h"
#include "llama.h"

namespace {

struct Layer {
  int32_t layer;
  int32_t rowCount;
  int32_t expertsPerToken;
  std::vector<int32_t> ids;
};

struct Graph {
  std::vector<int32_t> tokens;
  std::vector<int32_t> positions;
  std::vector<int32_t> outputRows;
  std::vector<Layer> layers;
};

std::mutex graphsMutex;
std::vector<std::shared_ptr<Graph>> graphs;
thread_local std::shared_ptr<Graph> current;

void *libllama() {
  struct Search {
    void *handle;
  } search{nullptr};
  dl_iterate_phdr(
      [](dl_phdr_info *info, size_t, void *data) {
        if (info->dlpi_name == nullptr || strstr(info->dlpi_name, "/libllama.") == nullptr) return 0;
        static_cast<Search *>(data)->handle = dlopen(info->dlpi_name, RTLD_NOW | RTLD_NOLOAD);
        return 1;
      },
      &search);
  return search.handle;
}

template <typename F> F real(const char *name) {
  return reinterpret_cast<F>(dlsym(libllama(), name));
}

void read(const ggml_tensor *tensor, void *target, size_t offset, size_t size) {
  static const auto get = real<decltype(&ggml_backend_tensor_get)>("ggml_backend_tensor_get");
  get(tensor, target, offset, size);
}

std::vector<int32_t> readVector(const ggml_tensor *tensor) {
  std::vector<int32_t> values(static_cast<size_t>(tensor->ne[0]));
  if (!values.empty()) read(tensor, values.data(), 0, values.size() * sizeof(int32_t));
  return values;
}

/** The scheduler's copy of an input on another backend: "CUDA0#leaf_7#0". */
bool isCopyOfInput(const ggml_tensor *tensor) {
  return strchr(tensor->name, '#') != nullptr && strstr(tensor->name, "ffn_") == nullptr;
}

bool isInput(const ggml_tensor *tensor) {
  return tensor != nullptr && tensor->op == GGML_OP_NONE && tensor->type == GGML_TYPE_I32 &&
         tensor->ne[1] == 1 &&
         ((tensor->flags & GGML_TENSOR_FLAG_INPUT) != 0 || isCopyOfInput(tensor));
}

bool isTokenLookup(const ggml_tensor *node) {
  return node->op == GGML_OP_GET_ROWS && isInput(node->src[1]) &&
         strstr(node->src[1]->name, "inp_tokens") != nullptr;
}
bool isOutputSelection(const ggml_tensor *node) {
  return node->op == GGML_OP_GET_ROWS && isInput(node->src[1]) && !isTokenLookup(node);
}
bool isRope(const ggml_tensor *node) {
  return node->op == GGML_OP_ROPE && isInput(node->src[1]);
}
bool isRouting(const ggml_tensor *node) { return strncmp(node->name, "ffn_moe_topk-", 13) == 0; }

Layer readRouting(const ggml_tensor *node) {
  Layer layer{atoi(node->name + 13), static_cast<int32_t>(node->ne[1]),
              static_cast<int32_t>(node->ne[0]), {}};
  layer.ids.resize(static_cast<size_t>(node->ne[0] * node->ne[1]));
  for (int64_t row = 0; row < node->ne[1]; row++) {
    read(node, layer.ids.data() + row * node->ne[0], row * node->nb[1],
         node->ne[0] * sizeof(int32_t));
  }
  return layer;
}

bool onNode(ggml_tensor *node, bool isAsked, void *) {
  const bool isWanted =
      isTokenLookup(node) || isOutputSelection(node) || isRope(node) || isRouting(node);
  if (isAsked || !isWanted) return isWanted || !isAsked;
  if (isTokenLookup(node) && (current == nullptr || !current->layers.empty() ||
                              current->tokens.empty() || current->positions.size() > 0)) {
    current = std::make_shared<Graph>();
    current->tokens = readVector(node->src[1]);
    const std::lock_guard<std::mutex> lock(graphsMutex);
    graphs.push_back(current);
  }
  if (current == nullptr) return true;
  if (isRope(node) && current->positions.empty()) current->positions = readVector(node->src[1]);
  if (isOutputSelection(node)) current->outputRows = readVector(node->src[1]);
  if (isRouting(node)) current->layers.push_back(readRouting(node));
  return true;
}

napi_value numbers(napi_env env, const std::vector<int32_t> &values) {
  napi_value array;
  napi_create_array_with_length(env, values.size(), &array);
  for (size_t i = 0; i < values.size(); i++) {
    napi_value value;
    napi_create_int32(env, values[i], &value);
    napi_set_element(env, array, static_cast<uint32_t>(i), value);
  }
  return array;
}

napi_value layerValue(napi_env env, const Layer &layer) {
  napi_value value;
  napi_create_object(env, &value);
  const auto set = [&](const char *name, int32_t number) {
    napi_value property;
    napi_create_int32(env, number, &property);
    napi_set_named_property(env, value, name, property);
  };
  set("layer", layer.layer);
  set("rowCount", layer.rowCount);
  set("expertsPerToken", layer.expertsPerToken);
  napi_set_named_property(env, value, "ids", numbers(env, layer.ids));
  return value;
}

napi_value take(napi_env env, napi_callback_info) {
  std::vector<std::shared_ptr<Graph>> taken;
  {
    const std::lock_guard<std::mutex> lock(graphsMutex);
    taken.swap(graphs);
  }
  napi_value array;
  napi_create_array_with_length(env, taken.size(), &array);
  for (size_t i = 0; i < taken.size(); i++) {
    napi_value graph;
    napi_create_object(env, &graph);
    napi_set_named_property(env, graph, "tokens", numbers(env, taken[i]->tokens));
    napi_set_named_property(env, graph, "positions", numbers(env, taken[i]->positions));
    napi_set_named_property(env, graph, "outputRows", numbers(env, taken[i]->outputRows));
    napi_value layers;
    napi_create_array_with_length(env, taken[i]->layers.size(), &layers);
    for (size_t l = 0; l < taken[i]->layers.size(); l++) {
      napi_set_element(env, layers, static_cast<uint32_t>(l), layerValue(env, taken[i]->layers[l]));
    }
    napi_set_named_property(env, graph, "layers", layers);
    napi_set_element(env, array, static_cast<uint32_t>(i), graph);
  }
  return array;
}

} // namespace

extern "C" __attribute__((visibility("default"))) llama_context_params
llama_context_default_params() {
  auto params = real<decltype(&llama_context_default_params)>("llama_context_default_params")();
  params.cb_eval = onNode;
  return params;
}

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "take", NAPI_AUTO_LENGTH, take, nullptr, &function);
  napi_set_named_property(env, exports, "take", function);
  return exports;
}
