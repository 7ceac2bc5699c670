#include "layoutCheck.h"

#include <cstring>

namespace switchyard {
namespace {

bool modelParamsMatch(const RealFunctions &real) {
  const llama_model_params params = real.llama_model_default_params();
  return params.devices == nullptr && params.tensor_buft_overrides == nullptr &&
         params.n_gpu_layers == -1 && params.split_mode == LLAMA_SPLIT_MODE_LAYER &&
         params.load_mode == LLAMA_LOAD_MODE_AUTO && params.lazy_mode == LLAMA_LAZY_MODE_AUTO &&
         params.kv_overrides == nullptr && !params.vocab_only && !params.check_tensors &&
         params.use_extra_bufts && !params.no_host && !params.no_alloc && !params.load_mtp;
}

bool contextParamsMatch(const RealFunctions &real) {
  const llama_context_params params = real.llama_context_default_params();
  return params.n_ctx == 512 && params.n_batch == 2048 && params.n_ubatch == 512 &&
         params.n_seq_max == 1 && params.cb_eval == nullptr;
}

bool tensorsMatch(const RealFunctions &real, ggml_context *context) {
  ggml_tensor *tensor = real.ggml_new_tensor_2d(context, GGML_TYPE_I32, 3, 5);
  real.ggml_set_name(tensor, "ffn_moe_topk-7");
  ggml_tensor *view = real.ggml_view_2d(context, tensor, 2, 4, tensor->nb[1], 4);
  ggml_tensor *copy = real.ggml_cont(context, tensor);
  real.ggml_set_output(copy);
  ggml_cgraph *graph = real.ggml_new_graph(context);
  real.ggml_build_forward_expand(graph, copy);
  return tensor->type == GGML_TYPE_I32 && tensor->ne[0] == 3 && tensor->ne[1] == 5 &&
         tensor->nb[1] == 12 && tensor->op == GGML_OP_NONE && tensor->buffer == nullptr &&
         tensor->data == nullptr && view->view_src == tensor && view->view_offs == 4 &&
         view->ne[0] == 2 && view->ne[1] == 4 && view->nb[0] == 4 && view->nb[1] == 12 &&
         strcmp(tensor->name, "ffn_moe_topk-7") == 0 && copy->op == GGML_OP_CONT &&
         copy->src[0] == tensor && copy->view_src == nullptr &&
         (copy->flags & GGML_TENSOR_FLAG_OUTPUT) != 0 && real.ggml_nbytes(copy) == 60 &&
         real.ggml_graph_n_nodes(graph) == 1 && real.ggml_graph_nodes(graph)[0] == copy &&
         real.ggml_graph_size(graph) == GGML_DEFAULT_GRAPH_SIZE;
}

} // namespace

std::string layoutDifference(const RealFunctions &real) {
  if (!modelParamsMatch(real)) return "llama_model_params is laid out differently";
  if (!contextParamsMatch(real)) return "llama_context_params is laid out differently";
  ggml_init_params params{5 * real.ggml_tensor_overhead() + real.ggml_graph_overhead(), nullptr,
                          true};
  ggml_context *context = real.ggml_init(params);
  if (context == nullptr) return "ggml_init failed";
  const bool same = tensorsMatch(real, context);
  real.ggml_free(context);
  return same ? "" : "ggml_tensor is laid out differently";
}

} // namespace switchyard
