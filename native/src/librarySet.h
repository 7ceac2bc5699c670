#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "realFunctions.h"

namespace switchyard {

/** The llama.cpp libraries of one folder (node-llama-cpp keeps one folder a backend). */
struct LibrarySet {
  std::string directory;
  std::string libraryName;
  std::string ggmlVersion;
  std::string ggmlCommit;
  std::string llamaVersion;
  RealFunctions real;
  /** Empty when the libraries are what this addon was built for. */
  std::string refusal;

  bool measurable() const { return refusal.empty(); }
};

/**
 * The set that the caller belongs to; `returnAddress` is an address inside the caller.
 * The first set that is seen is the measured one; later ones are passed through with a refusal.
 */
const LibrarySet &librarySetOf(const void *returnAddress);

/** The measured set, or null while no llama.cpp library is loaded. */
const LibrarySet *measuredLibrarySet();

/** True when some libllama is already in this process. */
bool isLlamaLoaded();

/** How many sets of llama.cpp libraries called into this addon. */
size_t librarySetCount();

} // namespace switchyard
