// The functions that the libraries loaded after this addon call instead of llama.cpp's own. Each
// passes through to the caller's library; only a library that was checked is measured.

#include "decodeScope.h"
#include "initScope.h"
#include "librarySet.h"
#include "ownTime.h"
#include "tap.h"

#define SWITCHYARD_EXPORT extern "C" __attribute__((visibility("default")))

using switchyard::DecodeScope;
using switchyard::ExpertOverrides;
using switchyard::InitScope;
using switchyard::LibrarySet;
using switchyard::librarySetOf;
using switchyard::OwnTime;
using switchyard::Tap;
using switchyard::UbatchScope;

namespace {

bool isRefused(const LibrarySet &set, const Tap &tap) {
  return !set.measurable() || tap.isRefused();
}

/** Counts and queues what a submitted graph computed for the micro-batch of this thread. */
void measure(const LibrarySet &set, Tap &tap, ggml_backend_sched_t scheduler,
             ggml_cgraph *graph) {
  const llama_ubatch *ubatch = UbatchScope::current();
  if (ubatch == nullptr) return;
  tap.counters.graphNodes = set.real.ggml_graph_n_nodes(graph);
  tap.counters.graphSplits = set.real.ggml_backend_sched_get_n_splits(scheduler);
  if (!tap.isEnabled()) return;
  const DecodeScope *decode = DecodeScope::current();
  if (decode == nullptr || !decode->isKnown()) {
    tap.counters.rowsUnattributed += ubatch->n_tokens;
    return;
  }
  auto *taps = tap.schedulers.find(scheduler);
  const bool isTapped =
      taps != nullptr && taps->queueCopies(graph, decode->rowsOf(*ubatch));
  if (!isTapped && decode->isMoe()) tap.counters.rowsUntapped += ubatch->n_tokens;
}

} // namespace

SWITCHYARD_EXPORT llama_model *llama_model_load_from_file(const char *path,
                                                          llama_model_params params) {
  const LibrarySet &set = librarySetOf(__builtin_return_address(0));
  if (!set.measurable()) return set.real.llama_model_load_from_file(path, params);
  const ExpertOverrides overrides(set.real, Tap::instance().expertsOnCpu.firstLayers(), params);
  return set.real.llama_model_load_from_file(path, params);
}

SWITCHYARD_EXPORT llama_model *llama_model_load_from_splits(const char **paths, size_t pathCount,
                                                            llama_model_params params) {
  const LibrarySet &set = librarySetOf(__builtin_return_address(0));
  if (!set.measurable()) return set.real.llama_model_load_from_splits(paths, pathCount, params);
  const ExpertOverrides overrides(set.real, Tap::instance().expertsOnCpu.firstLayers(), params);
  return set.real.llama_model_load_from_splits(paths, pathCount, params);
}

// node-llama-cpp predicts memory with models made from a header alone; they have to be placed alike.
SWITCHYARD_EXPORT llama_model *llama_model_init_from_user(gguf_context *metadata,
                                                          llama_model_set_tensor_data_t setData,
                                                          void *userData,
                                                          llama_model_params params) {
  const LibrarySet &set = librarySetOf(__builtin_return_address(0));
  if (!set.measurable()) {
    return set.real.llama_model_init_from_user(metadata, setData, userData, params);
  }
  const ExpertOverrides overrides(set.real, Tap::instance().expertsOnCpu.firstLayers(), params);
  return set.real.llama_model_init_from_user(metadata, setData, userData, params);
}

SWITCHYARD_EXPORT llama_context *llama_init_from_model(llama_model *model,
                                                       llama_context_params params) {
  const LibrarySet &set = librarySetOf(__builtin_return_address(0));
  Tap &tap = Tap::instance();
  if (isRefused(set, tap)) return set.real.llama_init_from_model(model, params);
  InitScope scope;
  llama_context *context = set.real.llama_init_from_model(model, params);
  auto facts = scope.takeFacts();
  // A context that only estimates memory reserves nothing and never decodes.
  if (context != nullptr && facts.reserved) {
    tap.contexts.add(set.real, context, std::move(facts));
  }
  return context;
}

SWITCHYARD_EXPORT void llama_free(llama_context *context) {
  const LibrarySet &set = librarySetOf(__builtin_return_address(0));
  Tap::instance().contexts.remove(context);
  set.real.llama_free(context);
}

SWITCHYARD_EXPORT int32_t llama_decode(llama_context *context, llama_batch batch) {
  const LibrarySet &set = librarySetOf(__builtin_return_address(0));
  Tap &tap = Tap::instance();
  if (isRefused(set, tap)) return set.real.llama_decode(context, batch);
  const uint64_t decodeIndex = ++tap.counters.decodes;
  DecodeScope scope(tap.contexts.identify(context), decodeIndex, batch);
  const int32_t result = set.real.llama_decode(context, batch);
  if (result == 0 && !scope.isConsistent()) {
    tap.refuse("the micro-batches that llama.cpp computed are not the batch it was given");
  }
  return result;
}

SWITCHYARD_EXPORT void *switchyardProcessUbatch(llama_context *self, const llama_ubatch *ubatch,
                                                int graphType, void *memoryContext,
                                                int *status) __asm__(SWITCHYARD_PROCESS_UBATCH);

SWITCHYARD_EXPORT void *switchyardProcessUbatch(llama_context *self, const llama_ubatch *ubatch,
                                                int graphType, void *memoryContext, int *status) {
  const LibrarySet &set = librarySetOf(__builtin_return_address(0));
  if (isRefused(set, Tap::instance())) {
    return set.real.processUbatch(self, ubatch, graphType, memoryContext, status);
  }
  if (DecodeScope *decode = DecodeScope::current()) decode->note(*ubatch);
  const UbatchScope scope(*ubatch);
  return set.real.processUbatch(self, ubatch, graphType, memoryContext, status);
}

SWITCHYARD_EXPORT bool ggml_backend_sched_reserve(ggml_backend_sched_t scheduler,
                                                  ggml_cgraph *graph) {
  const LibrarySet &set = librarySetOf(__builtin_return_address(0));
  Tap &tap = Tap::instance();
  if (!isRefused(set, tap)) {
    const OwnTime time(tap.counters);
    const auto nodes = switchyard::findRoutingNodes(set.real, graph);
    if (InitScope *scope = InitScope::current()) scope->note(set.real, graph, nodes);
    // Reserved even while off, so that switching on does not have to grow the compute buffers.
    tap.schedulers.findOrAdd(set.real, scheduler).tapGraph(graph, nodes);
  }
  return set.real.ggml_backend_sched_reserve(scheduler, graph);
}

SWITCHYARD_EXPORT bool ggml_backend_sched_alloc_graph(ggml_backend_sched_t scheduler,
                                                      ggml_cgraph *graph) {
  const LibrarySet &set = librarySetOf(__builtin_return_address(0));
  Tap &tap = Tap::instance();
  if (isRefused(set, tap)) return set.real.ggml_backend_sched_alloc_graph(scheduler, graph);
  auto &taps = tap.schedulers.findOrAdd(set.real, scheduler);
  {
    const OwnTime time(tap.counters);
    if (tap.isEnabled() && UbatchScope::current() != nullptr) {
      taps.tapGraph(graph, switchyard::findRoutingNodes(set.real, graph));
    } else {
      taps.forgetGraph(graph);
    }
  }
  const bool isAllocated = set.real.ggml_backend_sched_alloc_graph(scheduler, graph);
  const OwnTime time(tap.counters);
  if (isAllocated) taps.placeGraph(scheduler, graph);
  return isAllocated;
}

SWITCHYARD_EXPORT ggml_status
ggml_backend_sched_graph_compute_async(ggml_backend_sched_t scheduler, ggml_cgraph *graph) {
  const LibrarySet &set = librarySetOf(__builtin_return_address(0));
  const ggml_status status = set.real.ggml_backend_sched_graph_compute_async(scheduler, graph);
  Tap &tap = Tap::instance();
  if (status == GGML_STATUS_SUCCESS && !isRefused(set, tap)) {
    const OwnTime time(tap.counters);
    measure(set, tap, scheduler, graph);
  }
  return status;
}

SWITCHYARD_EXPORT void ggml_backend_sched_synchronize(ggml_backend_sched_t scheduler) {
  const LibrarySet &set = librarySetOf(__builtin_return_address(0));
  set.real.ggml_backend_sched_synchronize(scheduler);
  Tap &tap = Tap::instance();
  const OwnTime time(tap.counters);
  if (auto *taps = tap.schedulers.find(scheduler)) taps->handOver();
}

SWITCHYARD_EXPORT void ggml_backend_sched_free(ggml_backend_sched_t scheduler) {
  const LibrarySet &set = librarySetOf(__builtin_return_address(0));
  // llama.cpp has synchronised before this, and may have freed the scheduler's backends already.
  Tap::instance().schedulers.remove(scheduler);
  set.real.ggml_backend_sched_free(scheduler);
}
