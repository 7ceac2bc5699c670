#pragma once

#include <string>

#include "realFunctions.h"

namespace switchyard {

/**
 * Compares the structures this addon reads and writes with what the loaded library fills in.
 * Returns an empty string, or what differs.
 */
std::string layoutDifference(const RealFunctions &real);

} // namespace switchyard
