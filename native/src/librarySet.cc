#include "librarySet.h"

#include <dlfcn.h>
#include <limits.h>
#include <link.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>

#include "layoutCheck.h"
#include "pinned.h"

namespace switchyard {
namespace {

struct LoadedObject {
  std::string path;
  std::string directory;
  std::string name;
  uintptr_t begin = UINTPTR_MAX;
  uintptr_t end = 0;
};

struct KnownRange {
  uintptr_t begin;
  uintptr_t end;
  const LibrarySet *set;
};

// Readers walk the list without a lock, so entries are only ever prepended and never freed.
struct RangeNode {
  KnownRange range;
  const RangeNode *next;
};

std::mutex setsMutex;
std::vector<std::unique_ptr<LibrarySet>> &sets() {
  static auto *all = new std::vector<std::unique_ptr<LibrarySet>>();
  return *all;
}
std::atomic<const RangeNode *> ranges{nullptr};

int appendObject(dl_phdr_info *info, size_t, void *data) {
  if (info->dlpi_name == nullptr || info->dlpi_name[0] != '/') return 0;
  char resolved[PATH_MAX];
  if (realpath(info->dlpi_name, resolved) == nullptr) return 0;
  LoadedObject object;
  object.path = info->dlpi_name;
  const std::string path = resolved;
  const size_t slash = path.rfind('/');
  object.directory = path.substr(0, slash);
  object.name = path.substr(slash + 1);
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const auto &header = info->dlpi_phdr[i];
    if (header.p_type != PT_LOAD) continue;
    const uintptr_t begin = info->dlpi_addr + header.p_vaddr;
    if (begin < object.begin) object.begin = begin;
    if (begin + header.p_memsz > object.end) object.end = begin + header.p_memsz;
  }
  static_cast<std::vector<LoadedObject> *>(data)->push_back(std::move(object));
  return 0;
}

std::vector<LoadedObject> loadedObjects() {
  std::vector<LoadedObject> objects;
  dl_iterate_phdr(appendObject, &objects);
  return objects;
}

bool isLibllama(const LoadedObject &object) { return object.name.rfind("libllama.", 0) == 0; }

const LoadedObject *findLibllama(const std::vector<LoadedObject> &objects,
                                 const std::string &directory) {
  const LoadedObject *anywhere = nullptr;
  for (const auto &object : objects) {
    if (!isLibllama(object)) continue;
    if (object.directory == directory) return &object;
    if (anywhere == nullptr) anywhere = &object;
  }
  return anywhere;
}

std::string resolveFunctions(void *handle, RealFunctions &real) {
  std::string missing;
  const auto find = [&](const char *name) {
    void *symbol = dlsym(handle, name);
    if (symbol == nullptr) missing += (missing.empty() ? "" : ", ") + std::string(name);
    return symbol;
  };
#define SWITCHYARD_RESOLVE(name) real.name = reinterpret_cast<decltype(real.name)>(find(#name));
  SWITCHYARD_REAL_FUNCTIONS(SWITCHYARD_RESOLVE)
#undef SWITCHYARD_RESOLVE
  real.processUbatch = reinterpret_cast<ProcessUbatch>(find(SWITCHYARD_PROCESS_UBATCH));
  return missing;
}

/** "libllama.v0.4.0.so", or with the backend between: "libllama.vulkan.v0.4.0.so". */
bool hasPinnedName(const std::string &name) {
  const std::string ending = std::string(".") + pinned::kLlamaRelease + ".so";
  return name.size() >= ending.size() &&
         name.compare(name.size() - ending.size(), ending.size(), ending) == 0;
}

std::string refusalOf(const LibrarySet &set, const std::string &missing) {
  if (!missing.empty()) return set.libraryName + " lacks " + missing;
  if (!hasPinnedName(set.libraryName) || set.llamaVersion != pinned::kLlamaVersion ||
      set.ggmlVersion != pinned::kGgmlVersion) {
    return set.libraryName + " is llama.cpp " + set.llamaVersion + " with ggml " +
           set.ggmlVersion + "; this tap was built for " + pinned::kLlamaRelease + " (" +
           pinned::kLlamaVersion + ", ggml " + pinned::kGgmlVersion + ")";
  }
  return layoutDifference(set.real);
}

std::unique_ptr<LibrarySet> describe(const LoadedObject &libllama) {
  auto set = std::make_unique<LibrarySet>();
  set->directory = libllama.directory;
  set->libraryName = libllama.name;
  // The handle is kept: it holds a reference that keeps the functions valid.
  void *handle = dlopen(libllama.path.c_str(), RTLD_NOW | RTLD_NOLOAD);
  if (handle == nullptr) {
    set->refusal = libllama.name + " cannot be opened";
    return set;
  }
  const std::string missing = resolveFunctions(handle, set->real);
  if (set->real.llama_version != nullptr) set->llamaVersion = set->real.llama_version();
  if (set->real.ggml_version != nullptr) set->ggmlVersion = set->real.ggml_version();
  if (set->real.ggml_commit != nullptr) set->ggmlCommit = set->real.ggml_commit();
  set->refusal = refusalOf(*set, missing);
  return set;
}

const LibrarySet *findOrCreate(const std::vector<LoadedObject> &objects,
                               const std::string &callerDirectory) {
  const LoadedObject *libllama = findLibllama(objects, callerDirectory);
  if (libllama == nullptr) return nullptr;
  for (const auto &set : sets()) {
    if (set->directory == libllama->directory) return set.get();
  }
  auto set = describe(*libllama);
  if (!sets().empty() && set->measurable()) {
    set->refusal = "another copy of llama.cpp (" + sets().front()->libraryName +
                   ") is measured in this process";
  }
  sets().push_back(std::move(set));
  return sets().back().get();
}

void remember(const LoadedObject &object, const LibrarySet *set) {
  ranges.store(new RangeNode{{object.begin, object.end, set}, ranges.load()},
               std::memory_order_release);
}

const LibrarySet *lookUp(uintptr_t address) {
  for (auto *node = ranges.load(std::memory_order_acquire); node != nullptr; node = node->next) {
    if (address >= node->range.begin && address < node->range.end) return node->range.set;
  }
  return nullptr;
}

} // namespace

const LibrarySet &librarySetOf(const void *returnAddress) {
  const auto address = reinterpret_cast<uintptr_t>(returnAddress);
  if (const LibrarySet *known = lookUp(address)) return *known;

  const std::lock_guard<std::mutex> lock(setsMutex);
  if (const LibrarySet *known = lookUp(address)) return *known;
  const auto objects = loadedObjects();
  const LoadedObject *caller = nullptr;
  for (const auto &object : objects) {
    if (address >= object.begin && address < object.end) caller = &object;
  }
  const LibrarySet *set = findOrCreate(objects, caller == nullptr ? "" : caller->directory);
  if (set == nullptr) {
    // Nobody can call a function of libllama without libllama; there is nothing to pass through to.
    fputs("switchyard-tap: called without a llama.cpp library\n", stderr);
    abort();
  }
  if (caller != nullptr) remember(*caller, set);
  return *set;
}

const LibrarySet *measuredLibrarySet() {
  const std::lock_guard<std::mutex> lock(setsMutex);
  if (sets().empty()) findOrCreate(loadedObjects(), "");
  return sets().empty() ? nullptr : sets().front().get();
}

bool isLlamaLoaded() {
  for (const auto &object : loadedObjects()) {
    if (isLibllama(object)) return true;
  }
  return false;
}

size_t librarySetCount() {
  const std::lock_guard<std::mutex> lock(setsMutex);
  return sets().size();
}

} // namespace switchyard
