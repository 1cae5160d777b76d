#pragma once

#include <cstdint>
#include <limits>
#include <string>

namespace traffic {

/** The two ends of a connection; also the direction of the bytes that they send. */
enum Side : std::uint8_t { kClient = 0, kServer = 1 };
constexpr Side other(Side side) {
  return side == kClient ? kServer : kClient;
}

enum class Writing : std::uint8_t { kLarge, kRandom, kSingleBytes };
/** kStalling: reads nothing for a while in the middle, long enough to fill every buffer and pipe on the way. */
enum class Reading : std::uint8_t { kFast, kSlow, kStalling };

/** What one end does. */
struct Part {
  std::uint64_t bytes = 0;
  Writing writing = Writing::kLarge;
  Reading reading = Reading::kFast;
  /** Sends only when the other end has finished: its half-closed connection goes on. */
  bool waits = false;
  /** Resets the connection once it has sent and received that many bytes together. */
  std::uint64_t resets_after = std::numeric_limits<std::uint64_t>::max();

  [[nodiscard]] bool resets() const { return resets_after != std::numeric_limits<std::uint64_t>::max(); }
};

struct Mix {
  std::uint64_t seed = 1;
  /** Size of the largest streams; the others are fractions of it. */
  std::uint64_t largest = 20'000'000;
  /** Connections out of a hundred that one end resets. */
  std::uint64_t resets = 10;
};

/** What happens on a connection: the same at both ends, computed from its number. */
struct Script {
  std::uint64_t key = 0;
  Part parts[2];

  [[nodiscard]] bool reset() const { return parts[kClient].resets() || parts[kServer].resets(); }
  [[nodiscard]] std::string text() const;
};

/** Bytes that the client sends first: the connection's number. Part of its stream. */
constexpr std::uint64_t kGreeting = 8;
/** Number of connections whose client sends nothing at all: the server cannot know which one it is. */
constexpr std::uint64_t kNameless = std::numeric_limits<std::uint64_t>::max();

Script script_of(std::uint64_t number, const Mix& mix);
/** What the server of a client that sent nothing does. */
Script nameless_script(const Mix& mix);

}  // namespace traffic
