#pragma once

#include <cstdint>

#include "mapping.h"

namespace headrace {

// A wheel of one-millisecond buckets with one entry per slot. An entry further away than the wheel is long waits in the
// last bucket and is put back when the wheel gets there, so a long timeout is looked at every few seconds and activity
// never has to touch the wheel at all: whoever is visited says when it wants to be visited next.
class TimerWheel {
 public:
  static constexpr uint32_t kBuckets = 4096;  // milliseconds

  TimerWheel(uint32_t slots, uint64_t now_ms)
      : memory_(static_cast<size_t>(slots) * sizeof(Node)), nodes_(memory_.as<Node>()), now_(now_ms) {
    for (auto& head : heads_) head = kNone;
  }

  // Visits the slot at `due_ms` or soon after, unless an earlier visit is planned already.
  void visit_by(uint32_t slot, uint64_t due_ms) {
    if (due_ms <= now_) due_ms = now_ + 1;
    if (due_ms >= now_ + kBuckets) due_ms = now_ + kBuckets - 1;
    Node& node = nodes_[slot];
    if (node.due != 0) {
      if (node.due <= due_ms) return;
      unlink(slot);
    }
    link(slot, due_ms);
  }

  void cancel(uint32_t slot) {
    if (nodes_[slot].due != 0) unlink(slot);
  }

  // Calls visit(slot) for each entry that is due; it is out of the wheel by then. visit returns false to stop, and
  // advance goes on from there at the next call.
  template <typename Visit>
  void advance(uint64_t now_ms, Visit visit) {
    if (count_ == 0) {
      now_ = now_ms;
      return;
    }
    while (now_ <= now_ms) {
      uint32_t& head = heads_[now_ % kBuckets];
      while (head != kNone) {
        const uint32_t slot = head - 1;
        unlink(slot);
        if (!visit(slot)) return;
        if (count_ == 0) {
          now_ = now_ms;
          return;
        }
      }
      if (now_ == now_ms) return;
      ++now_;
    }
  }

  // Milliseconds until the next entry; −1 when there is none.
  [[nodiscard]] int next_in(uint64_t now_ms) const {
    if (count_ == 0) return -1;
    for (uint64_t at = now_; at < now_ + kBuckets;) {
      const uint32_t bucket = at % kBuckets;
      const uint64_t word = occupied_[bucket / 64] >> (bucket % 64);
      if (word != 0) {
        at += static_cast<uint64_t>(__builtin_ctzll(word));
        return at <= now_ms ? 0 : static_cast<int>(at - now_ms);
      }
      at += 64 - bucket % 64;
    }
    return 0;
  }

  [[nodiscard]] bool usable() const { return static_cast<bool>(memory_); }

 private:
  static constexpr uint32_t kNone = 0;
  struct Node {
    uint32_t previous;  // slot + 1
    uint32_t next;      // slot + 1
    uint64_t due;       // 0 = not in the wheel
  };

  void link(uint32_t slot, uint64_t due_ms) {
    const uint32_t bucket = due_ms % kBuckets;
    nodes_[slot] = {kNone, heads_[bucket], due_ms};
    if (heads_[bucket] != kNone) nodes_[heads_[bucket] - 1].previous = slot + 1;
    heads_[bucket] = slot + 1;
    occupied_[bucket / 64] |= uint64_t{1} << (bucket % 64);
    ++count_;
  }

  void unlink(uint32_t slot) {
    Node& node = nodes_[slot];
    const uint32_t bucket = node.due % kBuckets;
    if (node.previous != kNone) {
      nodes_[node.previous - 1].next = node.next;
    } else {
      heads_[bucket] = node.next;
    }
    if (node.next != kNone) nodes_[node.next - 1].previous = node.previous;
    if (heads_[bucket] == kNone) occupied_[bucket / 64] &= ~(uint64_t{1} << (bucket % 64));
    node.due = 0;
    --count_;
  }

  Mapping memory_;
  Node* nodes_;
  uint64_t now_;  // every bucket before it is empty
  uint32_t count_ = 0;
  uint32_t heads_[kBuckets];
  uint64_t occupied_[kBuckets / 64] = {};
};

}  // namespace headrace
