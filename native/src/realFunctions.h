#pragma once

#include "ggml-backend.h"
#include "ggml.h"
#include "llama-batch.h"
#include "llama.h"

namespace switchyard {

// clang-format off
#define SWITCHYARD_REAL_FUNCTIONS(X) \
  X(llama_context_default_params) X(llama_decode) X(llama_free) X(llama_init_from_model) \
  X(llama_model_default_params) X(llama_model_init_from_user) X(llama_model_load_from_file) X(llama_model_load_from_splits) \
  X(llama_n_batch) X(llama_n_ctx) X(llama_n_seq_max) X(llama_version) \
  X(ggml_backend_buffer_free) X(ggml_backend_buffer_get_base) X(ggml_backend_buffer_get_type) \
  X(ggml_backend_buft_alloc_buffer) X(ggml_backend_buft_get_alignment) X(ggml_backend_buft_get_alloc_size) \
  X(ggml_backend_buft_is_host) X(ggml_backend_buft_name) \
  X(ggml_backend_cpu_buffer_type) X(ggml_backend_dev_count) X(ggml_backend_dev_description) X(ggml_backend_dev_get) \
  X(ggml_backend_dev_host_buffer_type) X(ggml_backend_dev_memory) X(ggml_backend_dev_type) X(ggml_backend_get_device) \
  X(ggml_backend_sched_alloc_graph) X(ggml_backend_sched_free) X(ggml_backend_sched_get_n_splits) \
  X(ggml_backend_sched_get_tensor_backend) \
  X(ggml_backend_sched_graph_compute_async) X(ggml_backend_sched_reserve) X(ggml_backend_sched_synchronize) \
  X(ggml_backend_tensor_alloc) X(ggml_backend_tensor_get_async) X(ggml_backend_view_init) \
  X(ggml_build_forward_expand) X(ggml_commit) X(ggml_cont) X(ggml_free) X(ggml_graph_n_nodes) \
  X(ggml_graph_nodes) X(ggml_graph_overhead) X(ggml_graph_size) X(ggml_init) X(ggml_nbytes) \
  X(ggml_new_graph) X(ggml_new_tensor_1d) X(ggml_new_tensor_2d) X(ggml_nrows) X(ggml_set_name) X(ggml_set_output) \
  X(ggml_tensor_overhead) X(ggml_version) X(ggml_view_2d)
// clang-format on

// llama_context::process_ubatch is the only place where the rows of a micro-batch are known after
// llama.cpp has split and regrouped a batch. libllama calls it through its procedure linkage table.
#define SWITCHYARD_PROCESS_UBATCH                                                                  \
  "_ZN13llama_context14process_ubatchERK12llama_ubatch14llm_graph_typeP22llama_memory_context_"   \
  "iR11ggml_status"

using ProcessUbatch = void *(*)(llama_context *self, const llama_ubatch *ubatch, int graphType,
                                void *memoryContext, int *status);

/** The functions of one set of llama.cpp libraries. Null where the library lacks the symbol. */
struct RealFunctions {
#define SWITCHYARD_DECLARE(name) decltype(&::name) name = nullptr;
  SWITCHYARD_REAL_FUNCTIONS(SWITCHYARD_DECLARE)
#undef SWITCHYARD_DECLARE
  ProcessUbatch processUbatch = nullptr;
};

} // namespace switchyard
