#include "script.h"

#include <algorithm>

#include "keyed_stream.h"

namespace traffic {
namespace {

/** Random numbers of one connection. */
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  /** In [0, below). */
  std::uint64_t below(std::uint64_t bound) { return mixed(state_ += 0x632be59bd9b4e019U) % bound; }
  bool one_in(std::uint64_t count) { return below(count) == 0; }

 private:
  std::uint64_t state_;
};

/** Mostly small, some of the largest size: the sum stays bounded and every path is taken. */
std::uint64_t some_size(Dice& dice, std::uint64_t largest) {
  const std::uint64_t kind = dice.below(100);
  if (kind < 3) return 0;
  if (kind < 12) return dice.below(100);
  if (kind < 55) return dice.below(largest / 300 + 1);
  if (kind < 82) return dice.below(largest / 40 + 1);
  if (kind < 97) return dice.below(largest / 10 + 1);
  if (kind < 99) return dice.below(largest + 1);
  return largest;
}

Part some_part(Dice& dice, std::uint64_t largest) {
  constexpr std::uint64_t kMostSingleBytes = 3'000;
  constexpr std::uint64_t kMostSlowly = 500'000;
  Part part;
  part.bytes = some_size(dice, largest);
  const std::uint64_t writing = dice.below(10);
  part.writing = writing == 0 ? Writing::kSingleBytes : writing < 6 ? Writing::kRandom : Writing::kLarge;
  if (part.writing == Writing::kSingleBytes) part.bytes = std::min(part.bytes, kMostSingleBytes);
  const std::uint64_t reading = dice.below(10);
  part.reading = reading == 0 ? Reading::kSlow : reading < 3 ? Reading::kStalling : Reading::kFast;
  if (part.reading == Reading::kSlow) part.bytes = std::min(part.bytes, kMostSlowly);
  return part;
}

}  // namespace

Script script_of(std::uint64_t number, const Mix& mix) {
  Dice dice(mixed(mix.seed) + mixed(number));
  Script script;
  script.key = mixed(mix.seed ^ mixed(number));
  Part& client = script.parts[kClient];
  Part& server = script.parts[kServer];
  client = some_part(dice, mix.largest);
  server = some_part(dice, mix.largest);
  // What a slow reader is sent is what must be small.
  std::swap(client.reading, server.reading);
  if (client.bytes > 0) client.bytes += kGreeting;
  const std::uint64_t order = dice.below(10);
  client.waits = order == 0;
  server.waits = order == 1 || order == 2;
  if (client.bytes == 0) {
    const Part nameless = nameless_script(mix).parts[kServer];
    const Reading reading = server.reading;
    client.waits = false;
    server = nameless;
    server.reading = reading;
    script.key = nameless_script(mix).key;
    return script;
  }
  if (dice.below(100) < mix.resets) {
    Part& part = script.parts[dice.below(2)];
    part.resets_after = kGreeting + dice.below(client.bytes + server.bytes);
  }
  return script;
}

Script nameless_script(const Mix& mix) {
  Script script;
  script.key = mixed(mix.seed ^ kNameless);
  script.parts[kServer].bytes = mix.largest / 100;
  script.parts[kServer].waits = true;
  return script;
}

std::string Script::text() const {
  constexpr const char* kWritings[] = {"large writes", "random writes", "single bytes"};
  constexpr const char* kReadings[] = {"", ", reads slowly", ", stalls"};
  std::string text;
  for (const Side side : {kClient, kServer}) {
    const Part& part = parts[side];
    text += side == kClient ? "client: " : "; server: ";
    text += std::to_string(part.bytes) + " bytes, " + kWritings[static_cast<int>(part.writing)];
    text += kReadings[static_cast<int>(part.reading)];
    if (part.waits) text += ", waits for the other's end";
    if (part.resets()) text += ", resets after " + std::to_string(part.resets_after);
  }
  return text;
}

}  // namespace traffic
