// The JavaScript side. See index.d.ts for the contract.

#include <dlfcn.h>
#include <node_api.h>

#include <atomic>
#include <limits>

#include "batchValue.h"
#include "deviceValue.h"
#include "librarySet.h"
#include "napiValues.h"
#include "pinned.h"
#include "tap.h"

namespace switchyard {
namespace {

std::atomic<bool> isOwned{false};

template <size_t Count> struct Arguments {
  napi_value values[Count] = {};
  Arguments(napi_env env, napi_callback_info info) {
    size_t count = Count;
    napi_get_cb_info(env, info, &count, values, nullptr, nullptr);
  }
};

napi_value libraryValue(napi_env env, const LibrarySet &set) {
  napi_value library = newObject(env);
  setProperty(env, library, "name", toText(env, set.libraryName));
  setProperty(env, library, "llamaVersion", toText(env, set.llamaVersion));
  setProperty(env, library, "ggmlVersion", toText(env, set.ggmlVersion));
  setProperty(env, library, "ggmlCommit", toText(env, set.ggmlCommit));
  return library;
}

napi_value status(napi_env env, napi_callback_info) {
  const Tap &tap = Tap::instance();
  const LibrarySet *set = measuredLibrarySet();
  std::string reason = tap.refusal();
  if (reason.empty() && set != nullptr) reason = set->refusal;
  napi_value value = newObject(env);
  const char *state = !reason.empty() ? "refused" : set == nullptr ? "waiting" : "ready";
  setProperty(env, value, "state", toText(env, state));
  if (!reason.empty()) setProperty(env, value, "reason", toText(env, reason));
  if (set != nullptr) setProperty(env, value, "library", libraryValue(env, *set));
  setProperty(env, value, "enabled", toBoolean(env, tap.isEnabled()));
  return value;
}

napi_value setEnabled(napi_env env, napi_callback_info info) {
  const Arguments<1> arguments(env, info);
  bool enabled = false;
  if (napi_get_value_bool(env, arguments.values[0], &enabled) != napi_ok) {
    napi_throw_type_error(env, nullptr, "enabled must be a boolean");
    return nullptr;
  }
  Tap &tap = Tap::instance();
  tap.setEnabled(enabled && !tap.isRefused());
  return nullptr;
}

napi_value setRingCapacity(napi_env env, napi_callback_info info) {
  const Arguments<1> arguments(env, info);
  int64_t sizeBytes = 0;
  constexpr double kMostBytes = 4.0 * 1024 * 1024 * 1024;
  if (!readInteger(env, arguments.values[0], "sizeBytes", 0, kMostBytes, sizeBytes)) return nullptr;
  Tap::instance().ring.setCapacityBytes(static_cast<size_t>(sizeBytes));
  return nullptr;
}

napi_value drain(napi_env env, napi_callback_info) {
  const auto batches = Tap::instance().ring.take();
  napi_value array = newArray(env, batches.size());
  size_t index = 0;
  for (const auto &batch : batches) setElement(env, array, index++, batchValue(env, *batch));
  return array;
}

napi_value stats(napi_env env, napi_callback_info) {
  Tap &tap = Tap::instance();
  const Counters &counters = tap.counters;
  napi_value value = newObject(env);
  const auto set = [&](const char *name, uint64_t count) {
    setProperty(env, value, name, toNumber(env, static_cast<double>(count)));
  };
  set("decodes", counters.decodes);
  set("graphsTapped", counters.graphsTapped);
  set("graphsMeasured", counters.graphsMeasured);
  set("rowsMeasured", counters.rowsMeasured);
  set("rowsOverflowed", counters.rowsOverflowed);
  set("rowsUntapped", counters.rowsUntapped);
  set("rowsUnattributed", counters.rowsUnattributed);
  set("rowsAbandoned", counters.rowsAbandoned);
  set("idsInvalid", counters.idsInvalid);
  set("layersUnmatched", counters.layersUnmatched);
  set("hostCopies", counters.hostCopies);
  set("ownMicroseconds", counters.ownNanoseconds / 1000);
  set("graphNodes", counters.graphNodes);
  set("graphSplits", counters.graphSplits);
  set("tapBytes", counters.tapBytes);
  set("pinnedBytes", counters.pinnedBytes);
  set("stagingBytes", counters.stagingBytes);
  set("ringBytes", tap.ring.sizeBytes());
  set("ringCapacityBytes", tap.ring.capacityBytes());
  set("liveContexts", tap.contexts.list().size());
  set("liveSchedulers", tap.schedulers.count());
  set("librarySets", librarySetCount());
  return value;
}

napi_value contexts(napi_env env, napi_callback_info) {
  const auto records = Tap::instance().contexts.list();
  napi_value array = newArray(env, records.size());
  for (size_t i = 0; i < records.size(); i++) {
    setElement(env, array, i, contextValue(env, records[i]));
  }
  return array;
}

napi_value expertPlacement(napi_env env, napi_callback_info info) {
  const Arguments<1> arguments(env, info);
  int64_t id = 0;
  if (!readInteger(env, arguments.values[0], "contextId", 1, UINT32_MAX, id)) return nullptr;
  for (const auto &record : Tap::instance().contexts.list()) {
    if (record.id == id) return placementValue(env, record.facts.expertTensors);
  }
  return newArray(env, 0);
}

napi_value devices(napi_env env, napi_callback_info) {
  const LibrarySet *set = measuredLibrarySet();
  return set != nullptr && set->measurable() ? devicesValue(env, set->real) : newArray(env, 0);
}

napi_value setSequenceTag(napi_env env, napi_callback_info info) {
  const Arguments<3> arguments(env, info);
  int64_t id = 0;
  int64_t sequenceId = 0;
  int64_t tag = 0;
  constexpr double kMostTag = std::numeric_limits<int32_t>::max();
  if (!readInteger(env, arguments.values[0], "contextId", 1, UINT32_MAX, id) ||
      !readInteger(env, arguments.values[1], "sequenceId", 0, LLAMA_MAX_SEQ - 1, sequenceId) ||
      !readInteger(env, arguments.values[2], "tag", 0, kMostTag, tag)) {
    return nullptr;
  }
  const bool isSet = Tap::instance().contexts.setTag(
      static_cast<uint32_t>(id), static_cast<uint32_t>(sequenceId), static_cast<int32_t>(tag));
  return toBoolean(env, isSet);
}

napi_value setExpertsOnCpu(napi_env env, napi_callback_info info) {
  const Arguments<1> arguments(env, info);
  const napi_value placement = arguments.values[0];
  ExpertsOnCpu &expertsOnCpu = Tap::instance().expertsOnCpu;
  if (isType(env, placement, napi_null)) {
    expertsOnCpu.set(std::nullopt);
    return nullptr;
  }
  if (isType(env, placement, napi_string)) {
    char text[8] = {};
    napi_get_value_string_utf8(env, placement, text, sizeof text, nullptr);
    if (std::string(text) == "all") {
      expertsOnCpu.set(ExpertsOnCpu::kAllLayers);
      return nullptr;
    }
  }
  const napi_value layers = propertyOf(env, placement, "firstLayers");
  if (layers == nullptr) {
    napi_throw_type_error(env, nullptr, "experts must be null, 'all' or { firstLayers }");
    return nullptr;
  }
  constexpr double kMostLayers = 1024;
  int64_t count = 0;
  if (!readInteger(env, layers, "firstLayers", 0, kMostLayers, count)) return nullptr;
  expertsOnCpu.set(static_cast<int>(count));
  return nullptr;
}

/** Interposition only works when this addon is global and was there first. */
std::string loadRefusal() {
  // The main program's handle searches the global scope only; RTLD_DEFAULT would find us anyway.
  void *first = dlsym(dlopen(nullptr, RTLD_LAZY), "llama_decode");
  Dl_info ours{};
  Dl_info theirs{};
  dladdr(reinterpret_cast<void *>(&loadRefusal), &ours);
  if (first == nullptr || dladdr(first, &theirs) == 0 || ours.dli_fbase != theirs.dli_fbase) {
    return "the tap was not loaded with RTLD_GLOBAL";
  }
  if (isLlamaLoaded()) return "the tap was loaded after llama.cpp";
  return "";
}

// The addon stays mapped: libraries keep calling through it after the environment is gone.
void stopMeasuring(void *) {
  Tap::instance().setEnabled(false);
  Tap::instance().ring.take();
  isOwned = false;
}

void defineFunctions(napi_env env, napi_value exports) {
  const struct {
    const char *name;
    napi_callback callback;
  } functions[] = {
      {"status", status},
      {"setEnabled", setEnabled},
      {"setRingCapacity", setRingCapacity},
      {"drain", drain},
      {"stats", stats},
      {"contexts", contexts},
      {"expertPlacement", expertPlacement},
      {"devices", devices},
      {"setSequenceTag", setSequenceTag},
      {"setExpertsOnCpu", setExpertsOnCpu},
  };
  for (const auto &function : functions) {
    napi_value value = nullptr;
    napi_create_function(env, function.name, NAPI_AUTO_LENGTH, function.callback, nullptr, &value);
    setProperty(env, exports, function.name, value);
  }
  setProperty(env, exports, "sourceHash", toText(env, SWITCHYARD_SOURCE_HASH));
  napi_value builtFor = newObject(env);
  setProperty(env, builtFor, "nodeLlamaCpp", toText(env, pinned::kNodeLlamaCpp));
  setProperty(env, builtFor, "llamaCpp", toText(env, pinned::kLlamaRelease));
  setProperty(env, exports, "builtFor", builtFor);
}

} // namespace
} // namespace switchyard

NAPI_MODULE_INIT() {
  using namespace switchyard;
  static std::atomic<bool> isFirst{true};
  if (isOwned.exchange(true)) {
    napi_throw_error(env, nullptr, "the routing tap is in use by another thread");
    return nullptr;
  }
  if (isFirst.exchange(false)) {
    const std::string reason = loadRefusal();
    if (!reason.empty()) Tap::instance().refuse(reason);
  }
  napi_add_env_cleanup_hook(env, stopMeasuring, nullptr);
  defineFunctions(env, exports);
  return exports;
}
