#include "shared_block.h"

#include <sys/eventfd.h>
#include <unistd.h>

namespace headrace {

int doorbell_fd(SharedBlock& shared, int worker) {
  auto& slot = shared.doorbells[worker].fd_plus_one;
  int32_t there = slot.load(std::memory_order_acquire);
  if (there != 0) return there - 1;
  const int fd = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (fd < 0) return -1;
  if (slot.compare_exchange_strong(there, fd + 1, std::memory_order_acq_rel)) return fd;
  ::close(fd);  // somebody else was faster
  return there - 1;
}

void ring(SharedBlock& shared, int worker, Ring what) {
  if (worker < 0 || worker >= kMaxWorkers) return;
  Doorbell& bell = shared.doorbells[worker];
  const int32_t fd_plus_one = bell.fd_plus_one.load(std::memory_order_acquire);
  if (fd_plus_one == 0) return;
  // A bell that is ringing already will be answered.
  const auto bit = static_cast<uint32_t>(what);
  if ((bell.rings.fetch_or(bit, std::memory_order_acq_rel) & bit) != 0) return;
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(fd_plus_one - 1, &one, sizeof one);
}

void ring_all(SharedBlock& shared, Ring what) {
  for (int worker = 0; worker < kMaxWorkers; ++worker) ring(shared, worker, what);
}

bool hand_over(SharedBlock& shared, int worker, Handover handover) {
  int64_t index = shared.blank_handovers.pop(shared.next_handover);
  if (index < 0) {
    index = shared.handovers_used.fetch_add(1, std::memory_order_relaxed);
    if (index >= kMaxHandovers) {
      shared.handovers_used.fetch_sub(1, std::memory_order_relaxed);
      return false;
    }
  }
  shared.handovers[index] = handover;
  Doorbell& bell = shared.doorbells[worker];
  bell.load.fetch_add(1, std::memory_order_relaxed);
  bell.inbox.push(static_cast<uint32_t>(index), shared.next_handover);
  ring(shared, worker, Ring::kHandover);
  return true;
}

std::optional<Handover> take_over(SharedBlock& shared, int worker) {
  const int64_t index = shared.doorbells[worker].inbox.pop(shared.next_handover);
  if (index < 0) return std::nullopt;
  const Handover handover = shared.handovers[index];
  shared.blank_handovers.push(static_cast<uint32_t>(index), shared.next_handover);
  return handover;
}

bool enter(Gate& gate) {
  for (;;) {
    const int32_t limit = gate.limit.load(std::memory_order_relaxed);
    const int32_t before = gate.current.fetch_add(1, std::memory_order_acq_rel);
    if (limit == 0 || before < limit) return true;
    gate.current.fetch_sub(1, std::memory_order_acq_rel);
    gate.waiting.store(1, std::memory_order_seq_cst);
    // A place given back before `waiting` was seen would be waited for forever: look again.
    if (gate.current.load(std::memory_order_seq_cst) >= limit) return false;
  }
}

void leave(Gate& gate, SharedBlock& shared) {
  gate.current.fetch_sub(1, std::memory_order_seq_cst);
  if (gate.waiting.load(std::memory_order_seq_cst) != 0 && gate.waiting.exchange(0) != 0) ring_all(shared, Ring::kGates);
}

}  // namespace headrace
