#include "core/timer_wheel.h"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using headrace::TimerWheel;

namespace {

std::vector<uint32_t> visits(TimerWheel& wheel, uint64_t now) {
  std::vector<uint32_t> seen;
  wheel.advance(now, [&](uint32_t slot) {
    seen.push_back(slot);
    return true;
  });
  return seen;
}

}  // namespace

TEST_CASE("TimerWheel visits a slot when it is due, once, and not before") {
  TimerWheel wheel(4, 1000);
  wheel.visit_by(2, 1010);
  CHECK(visits(wheel, 1009).empty());
  CHECK(visits(wheel, 1010) == std::vector<uint32_t>{2});
  CHECK(visits(wheel, 1100).empty());
}

TEST_CASE("TimerWheel visits what is due already at the next millisecond") {
  TimerWheel wheel(4, 1000);
  wheel.visit_by(0, 5);
  CHECK(wheel.next_in(1000) == 1);
  CHECK(visits(wheel, 1001) == std::vector<uint32_t>{0});
}

TEST_CASE("TimerWheel keeps the earlier of two plans, whichever came first") {
  TimerWheel wheel(4, 1000);
  wheel.visit_by(0, 1050);
  wheel.visit_by(0, 1200);
  wheel.visit_by(1, 1200);
  wheel.visit_by(1, 1050);
  CHECK(visits(wheel, 1050).size() == 2);
  CHECK(visits(wheel, 1300).empty());
}

TEST_CASE("TimerWheel visits a slot whose time is further than the wheel early, so that it can plan again") {
  TimerWheel wheel(1, 1000);
  const uint64_t due = 1000 + 3 * TimerWheel::kBuckets + 17;
  wheel.visit_by(0, due);
  uint64_t now = 1000;
  int early = 0;
  for (;;) {
    const int next = wheel.next_in(now);
    REQUIRE(next > 0);
    now += static_cast<uint64_t>(next);
    REQUIRE(visits(wheel, now).size() == 1);
    if (now >= due) break;
    ++early;
    wheel.visit_by(0, due);
  }
  CHECK(now == due);
  CHECK(early == 3);
}

TEST_CASE("TimerWheel forgets a cancelled slot") {
  TimerWheel wheel(3, 0);
  for (uint32_t slot = 0; slot < 3; ++slot) wheel.visit_by(slot, 10);
  wheel.cancel(1);
  wheel.cancel(1);
  CHECK(visits(wheel, 10).size() == 2);
  CHECK(wheel.next_in(10) == -1);
}

TEST_CASE("TimerWheel stops when told to and goes on from there") {
  TimerWheel wheel(10, 0);
  for (uint32_t slot = 0; slot < 10; ++slot) wheel.visit_by(slot, 5 + slot / 5);
  std::vector<bool> seen(10);
  int rounds = 0;
  for (; rounds < 10; ++rounds) {
    wheel.advance(100, [&](uint32_t slot) {
      CHECK_FALSE(seen[slot]);
      seen[slot] = true;
      return false;
    });
    if (rounds < 9) CHECK(wheel.next_in(100) == 0);
  }
  CHECK(seen == std::vector<bool>(10, true));
  CHECK(wheel.next_in(100) == -1);
}

TEST_CASE("TimerWheel lets a visited slot plan its next visit from within") {
  TimerWheel wheel(1, 0);
  wheel.visit_by(0, 1);
  int count = 0;
  wheel.advance(10, [&](uint32_t slot) {
    if (++count < 5) wheel.visit_by(slot, 0);  // as soon as possible: never in the same millisecond
    return true;
  });
  CHECK(count == 5);
}

TEST_CASE("TimerWheel survives a clock that leaps far ahead") {
  TimerWheel wheel(2, 0);
  wheel.visit_by(0, 3);
  wheel.visit_by(1, 4000);
  CHECK(visits(wheel, 10'000'000).size() == 2);
  wheel.visit_by(0, 10'000'005);
  CHECK(wheel.next_in(10'000'000) == 5);
  CHECK(visits(wheel, 10'000'005).size() == 1);
}

TEST_CASE("TimerWheel says how long nothing is due, over the end of the wheel too") {
  for (const uint64_t start : {uint64_t{0}, uint64_t{63}, uint64_t{64}, uint64_t{4000}, uint64_t{4095}, uint64_t{1'000'003}}) {
    for (const int ahead : {1, 2, 63, 64, 65, 127, 2048, 4094, 4095}) {
      TimerWheel wheel(1, start);
      wheel.visit_by(0, start + static_cast<uint64_t>(ahead));
      CHECK(wheel.next_in(start) == ahead);
    }
  }
}

TEST_CASE("TimerWheel visits thousands of slots, none early, none late, none twice") {
  constexpr uint32_t kSlots = 5000;
  TimerWheel wheel(kSlots, 0);
  std::mt19937 random(7);
  std::vector<uint64_t> due(kSlots);
  for (uint32_t slot = 0; slot < kSlots; ++slot) {
    due[slot] = 1 + random() % 20000;
    wheel.visit_by(slot, due[slot]);
  }
  uint32_t fired = 0;
  for (uint64_t now = 0; now <= 20000;) {
    wheel.advance(now, [&](uint32_t slot) {
      if (due[slot] > now) {
        wheel.visit_by(slot, due[slot]);
        return true;
      }
      CHECK(due[slot] == now);
      due[slot] = ~uint64_t{0};
      ++fired;
      return true;
    });
    const int next = wheel.next_in(now);
    if (next < 0) break;
    now += static_cast<uint64_t>(next == 0 ? 1 : next);
  }
  CHECK(fired == kSlots);
}
