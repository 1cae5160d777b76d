#pragma once

#include <cstdint>
#include <vector>

#include "shared_block.h"

namespace headrace {

// A listening socket that this worker accepts from. The socket belongs to whoever opened it and is shared by the
// workers.
struct Listener {
  int fd = -1;
  bool present = false;
  bool wanted = false;     // not paused by TypeScript
  bool watched = false;    // in the backend's set
  bool full = false;       // stopped by a gate
  bool ready = false;      // told by the backend in this turn
  uint64_t resume_ms = 0;  // stopped for want of descriptors until then; 0 = not
  std::vector<Gate*> gates;
};

}  // namespace headrace
