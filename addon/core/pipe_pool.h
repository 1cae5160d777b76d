#pragma once

#include <cstdint>
#include <optional>

#include "shared_block.h"
#include "system_calls.h"

namespace headrace {

// A pipe, borrowed from the pool.
struct Pipe {
  int reader = -1;
  int writer = -1;
  int size = 0;  // bytes, as the kernel granted them
  uint32_t entry = 0;
};

// The process's pool of ready pipes (splice rules 6, 8, 9). Any thread. Bounded by `max` at each borrow.
class PipePool {
 public:
  PipePool(SharedBlock& shared, const SystemCalls& calls) : shared_(shared), calls_(calls) {}

  // A pipe that is empty; none when `max` are in use or the kernel gives none.
  [[nodiscard]] std::optional<Pipe> borrow();
  // An empty pipe goes back to the pool.
  void give_back(const Pipe& pipe);
  // A pipe that still holds data would give one client's bytes to another: it is closed.
  void discard(const Pipe& pipe);
  // Closes the ready pipes.
  void drain();

 private:
  std::optional<Pipe> create();
  void close(const Pipe& pipe);

  SharedBlock& shared_;
  const SystemCalls& calls_;
};

}  // namespace headrace
