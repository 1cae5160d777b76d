#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace traffic {

/** Bijective mixing of 64 bits (splitmix64): neighbouring inputs give unrelated words. */
constexpr std::uint64_t mixed(std::uint64_t word) {
  word += 0x9e3779b97f4a7c15U;
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9U;
  word = (word ^ (word >> 27)) * 0x94d049bb133111ebU;
  return word ^ (word >> 31);
}

/**
 * Endless bytes of which each depends on the key and on its own position: bytes of another stream, lost, repeated or swapped
 * ones are found wherever they are.
 */
class KeyedStream {
 public:
  explicit KeyedStream(std::uint64_t key) : key_(mixed(key)) {}

  /** Writes bytes [position, position + length). */
  void fill(std::uint64_t position, char* out, std::size_t length) const {
    while (length > 0) {
      const std::uint64_t word = mixed(key_ + position / 8);
      const std::size_t from = position % 8;
      const std::size_t count = std::min<std::size_t>(length, 8 - from);
      std::memcpy(out, reinterpret_cast<const char*>(&word) + from, count);
      out += count;
      position += count;
      length -= count;
    }
  }

 private:
  std::uint64_t key_;
};

}  // namespace traffic
