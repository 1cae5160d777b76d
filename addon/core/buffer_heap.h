#pragma once

#include <cstdint>
#include <vector>

#include "mapping.h"

namespace headrace {

// A fixed number of buffers of one size (`tune.bufsize`). The last one given back is the next one lent: it is warm.
class BufferHeap {
 public:
  BufferHeap(uint32_t count, uint32_t bytes) : memory_(static_cast<size_t>(count) * bytes), count_(count), bytes_(bytes) {}

  // −1 when all are lent.
  [[nodiscard]] int32_t lend() {
    if (!free_.empty()) {
      const uint32_t index = free_.back();
      free_.pop_back();
      ++lent_;
      return static_cast<int32_t>(index);
    }
    if (touched_ == count_) return -1;
    ++lent_;
    return static_cast<int32_t>(touched_++);
  }

  void give_back(int32_t index) {
    --lent_;
    free_.push_back(static_cast<uint32_t>(index));
  }

  [[nodiscard]] uint8_t* at(int32_t index) const { return memory_.as<uint8_t>() + static_cast<size_t>(index) * bytes_; }
  [[nodiscard]] const Mapping& memory() const { return memory_; }
  [[nodiscard]] uint32_t bytes() const { return bytes_; }
  [[nodiscard]] uint32_t count() const { return count_; }
  [[nodiscard]] uint32_t lent() const { return lent_; }
  [[nodiscard]] bool usable() const { return static_cast<bool>(memory_); }

 private:
  Mapping memory_;
  uint32_t count_;
  uint32_t bytes_;
  uint32_t touched_ = 0;
  uint32_t lent_ = 0;
  std::vector<uint32_t> free_;
};

}  // namespace headrace
