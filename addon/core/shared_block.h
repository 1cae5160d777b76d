#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace headrace {

inline constexpr int kMaxWorkers = 64;
inline constexpr uint32_t kMaxPipes = 32768;

// A stack of small indices that any thread may push to and pop from. Zeroed memory is an empty stack. The count in the
// upper half of the head tells a head that came back from one that never left.
struct IndexStack {
  std::atomic<uint64_t> head;

  // `next[i]` belongs to whoever holds index i.
  void push(uint32_t index, std::atomic<uint32_t>* next) {
    uint64_t old = head.load(std::memory_order_relaxed);
    uint64_t fresh = 0;
    do {
      next[index].store(static_cast<uint32_t>(old), std::memory_order_relaxed);
      fresh = ((old >> 32) + 1) << 32 | (index + 1);
    } while (!head.compare_exchange_weak(old, fresh, std::memory_order_release, std::memory_order_relaxed));
  }

  // −1 when empty.
  int64_t pop(const std::atomic<uint32_t>* next) {
    uint64_t old = head.load(std::memory_order_acquire);
    while (static_cast<uint32_t>(old) != 0) {
      const auto index = static_cast<uint32_t>(old) - 1;
      const uint64_t fresh = ((old >> 32) + 1) << 32 | next[index].load(std::memory_order_relaxed);
      if (head.compare_exchange_weak(old, fresh, std::memory_order_acquire)) return index;
    }
    return -1;
  }
};

// What a worker is woken for.
enum class Ring : uint32_t {
  kWake = 1,      // somebody changed shared state: tell TypeScript
  kGates = 2,     // an accept gate that was full has room
  kHandover = 4,  // a connection that another worker accepted is in the inbox
};

struct alignas(64) Doorbell {
  // The eventfd, plus one. Made when first needed and never closed, so that whoever rings late rings nobody else's
  // descriptor.
  std::atomic<int32_t> fd_plus_one;
  std::atomic<uint32_t> rings;
  // Client connections of the worker, those in its inbox included.
  std::atomic<int32_t> load;
  // Names the set of listeners that the worker knows; 0 = it takes nothing over.
  std::atomic<uint32_t> listeners;
  // Indices of Handover, last in first out.
  IndexStack inbox;
};

// The words that src/native.ts names in PipePoolWord.
struct PipePoolHeader {
  std::atomic<int32_t> max;
  std::atomic<int32_t> used;
  std::atomic<int32_t> free;
  std::atomic<int32_t> requested_size;
  std::atomic<int32_t> smallest_size;
  std::atomic<int32_t> largest_size;
  std::atomic<int32_t> used_max;
  std::atomic<int32_t> created;
};

struct PipeEntry {
  int32_t reader;
  int32_t writer;
  int32_t size;
};

// A connection on its way from the worker that accepted it to another one. The places it takes at the listener's gates go
// with it.
struct Handover {
  int32_t fd;
  uint32_t listener;
  int32_t spare;  // the descriptor kept for its connection to a server
};
inline constexpr uint32_t kMaxHandovers = 4096;

// Memory that all engines of a process share: it lies in a SharedArrayBuffer, so nothing in it is a pointer and zero is
// its initial state. Descriptors are valid in every thread.
struct SharedBlock {
  PipePoolHeader pipes;
  std::atomic<uint32_t> entries_used;
  std::atomic<int32_t> workers;
  alignas(64) IndexStack ready;
  alignas(64) IndexStack blank;
  Doorbell doorbells[kMaxWorkers];
  std::atomic<uint32_t> next[kMaxPipes];
  PipeEntry entries[kMaxPipes];
  alignas(64) IndexStack blank_handovers;
  std::atomic<uint32_t> handovers_used;
  std::atomic<uint32_t> next_handover[kMaxHandovers];
  Handover handovers[kMaxHandovers];
};
static_assert(std::atomic<uint64_t>::is_always_lock_free && std::atomic<int32_t>::is_always_lock_free);

// Wakes a worker. A worker that was never there is not an error.
void ring(SharedBlock& shared, int worker, Ring what);
void ring_all(SharedBlock& shared, Ring what);
// The worker's eventfd, made if need be; −1 when no descriptor can be had.
int doorbell_fd(SharedBlock& shared, int worker);

// Puts an accepted connection into a worker's inbox and rings. false: no room; it stays with the caller.
[[nodiscard]] bool hand_over(SharedBlock& shared, int worker, Handover handover);
// Takes one out of a worker's inbox.
std::optional<Handover> take_over(SharedBlock& shared, int worker);

// Accept gates: how many may come in at once, agreed on by all workers. See GateWord in src/native.ts.
struct Gate {
  std::atomic<int32_t> current;
  std::atomic<int32_t> limit;  // 0 = none
  std::atomic<int32_t> waiting;
  int32_t unused;
};

// Takes a place. false: the gate is at its limit, and whoever gives a place back next rings every worker.
[[nodiscard]] bool enter(Gate& gate);
void leave(Gate& gate, SharedBlock& shared);

}  // namespace headrace
