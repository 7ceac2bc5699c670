#pragma once

// What this addon was built for. The headers come from the same release; librarySet.cc refuses others.
namespace switchyard::pinned {

inline constexpr char kNodeLlamaCpp[] = "3.21.1";
inline constexpr char kLlamaRelease[] = "v0.4.0";
inline constexpr char kLlamaVersion[] = "0.4.0-dev";
inline constexpr char kGgmlVersion[] = "0.23.0";

} // namespace switchyard::pinned
