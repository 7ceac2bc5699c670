#include "tap.h"

namespace switchyard {

Tap &Tap::instance() {
  static Tap *tap = new Tap();
  return *tap;
}

void Tap::refuse(const std::string &reason) {
  {
    const std::lock_guard<std::mutex> lock(refusalMutex_);
    if (refusal_.empty()) refusal_ = reason;
  }
  refused_ = true;
  setEnabled(false);
  ring.take();
}

std::string Tap::refusal() const {
  const std::lock_guard<std::mutex> lock(refusalMutex_);
  return refusal_;
}

} // namespace switchyard
