// Accept gates and doorbells: what the workers of a process agree on.
#include <doctest/doctest.h>
#include <sys/eventfd.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "core/shared_block.h"
#include "sockets_at_hand.h"

using namespace headrace;
using namespace headrace::testing;

namespace {

// Doorbells are never closed while a process lives; tests are many lives in one.
struct Shared {
  std::unique_ptr<SharedBlock> block = std::make_unique<SharedBlock>();
  ~Shared() {
    for (Doorbell& bell : block->doorbells) {
      if (bell.fd_plus_one != 0) ::close(bell.fd_plus_one - 1);
    }
  }
};

bool rang(SharedBlock& shared, int worker, Ring what) {
  uint64_t count = 0;
  [[maybe_unused]] const ssize_t read = ::read(doorbell_fd(shared, worker), &count, sizeof count);
  return (shared.doorbells[worker].rings.exchange(0) & static_cast<uint32_t>(what)) != 0;
}

}  // namespace

TEST_CASE("a gate lets in as many as its limit says, and one more for each that leaves") {
  const Shared shared;
  Gate gate{};
  gate.limit = 2;
  CHECK(enter(gate));
  CHECK(enter(gate));
  CHECK_FALSE(enter(gate));
  CHECK(gate.current == 2);
  leave(gate, *shared.block);
  CHECK(enter(gate));
  CHECK_FALSE(enter(gate));
}

TEST_CASE("a gate without a limit only counts") {
  const Shared shared;
  Gate gate{};
  for (int i = 0; i < 1000; ++i) REQUIRE(enter(gate));
  CHECK(gate.current == 1000);
  CHECK(gate.waiting == 0);
}

TEST_CASE("whoever leaves a gate that somebody waits at rings every worker, once") {
  const Shared shared;
  Gate gate{};
  gate.limit = 1;
  doorbell_fd(*shared.block, 0);
  doorbell_fd(*shared.block, 5);
  REQUIRE(enter(gate));
  leave(gate, *shared.block);
  CHECK_FALSE(rang(*shared.block, 0, Ring::kGates));  // nobody waited
  REQUIRE(enter(gate));
  REQUIRE_FALSE(enter(gate));
  CHECK(gate.waiting == 1);
  leave(gate, *shared.block);
  CHECK(gate.waiting == 0);
  CHECK(rang(*shared.block, 0, Ring::kGates));
  CHECK(rang(*shared.block, 5, Ring::kGates));
  REQUIRE(enter(gate));
  leave(gate, *shared.block);
  CHECK_FALSE(rang(*shared.block, 0, Ring::kGates));
}

TEST_CASE("gates under many threads: never more inside than the limit, and nobody waits for ever") {
  constexpr int kLimit = 3;
  constexpr int kThreads = 6;
  constexpr int kTurns = 400;
  const Shared shared;
  Gate gate{};
  gate.limit = kLimit;
  std::atomic<int> inside = 0;
  std::atomic<int> too_many = 0;
  std::atomic<int> forgotten = 0;
  for (int worker = 0; worker < kThreads; ++worker) doorbell_fd(*shared.block, worker);
  std::vector<std::thread> threads;
  for (int worker = 0; worker < kThreads; ++worker) {
    threads.emplace_back([&, worker] {
      const int bell = doorbell_fd(*shared.block, worker);
      for (int i = 0; i < kTurns; ++i) {
        while (!enter(gate)) {
          if (!wait_for(bell, POLLIN)) {
            ++forgotten;
            return;
          }
          rang(*shared.block, worker, Ring::kGates);
        }
        if (++inside > kLimit) ++too_many;
        std::this_thread::yield();
        --inside;
        leave(gate, *shared.block);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(too_many == 0);
  CHECK(forgotten == 0);
  CHECK(gate.current == 0);
}

TEST_CASE("ringing a worker that was never there, or cannot be, harms nobody") {
  const Shared shared;
  ring(*shared.block, 3, Ring::kWake);
  ring(*shared.block, -1, Ring::kWake);
  ring(*shared.block, kMaxWorkers, Ring::kWake);
  ring_all(*shared.block, Ring::kGates);
  CHECK(shared.block->doorbells[3].rings == 0);
}

TEST_CASE("a doorbell is one descriptor, whoever asks first") {
  const Shared shared;
  const int before = open_descriptors();
  std::atomic<int> different = 0;
  int first = doorbell_fd(*shared.block, 1);
  std::vector<std::thread> threads;
  std::atomic<int> seen = -1;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      const int fd = doorbell_fd(*shared.block, 2);
      int expected = -1;
      if (!seen.compare_exchange_strong(expected, fd) && expected != fd) ++different;
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(different == 0);
  CHECK(doorbell_fd(*shared.block, 1) == first);
  CHECK(open_descriptors() == before + 2);
}

TEST_CASE("a doorbell rung from many threads is answered: no ring is lost") {
  const Shared shared;
  const int bell = doorbell_fd(*shared.block, 0);
  std::atomic<bool> over = false;
  std::atomic<int> rounds = 0;
  std::thread listener([&] {
    while (!over) {
      if (!wait_for(bell, POLLIN, 100)) continue;
      if (rang(*shared.block, 0, Ring::kWake)) ++rounds;
    }
  });
  for (int i = 0; i < 200; ++i) {
    const int before = rounds;
    std::thread one([&] { ring(*shared.block, 0, Ring::kWake); });
    std::thread two([&] { ring(*shared.block, 0, Ring::kWake); });
    one.join();
    two.join();
    const Deadline deadline;
    while (rounds == before && !deadline.passed()) std::this_thread::yield();
    REQUIRE(rounds > before);
  }
  over = true;
  listener.join();
}
