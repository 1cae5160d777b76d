// Accepted connections handed to a worker that has clearly fewer.
#include <doctest/doctest.h>

#include <set>
#include <thread>
#include <vector>

#include "worker.h"

using namespace headrace;
using namespace headrace::testing;

namespace {

// Two workers of one process with the same listener and the same gate.
struct Two {
  std::shared_ptr<SharedBlock> shared = std::make_shared<SharedBlock>();
  UniqueFd listener = listen_on_loopback();
  Worker one{Worker::Options{.number = 0, .shared = shared}};
  Worker other{Worker::Options{.number = 1, .shared = shared}};

  Two() {
    for (Worker* worker : {&one, &other}) REQUIRE(worker->engine.add_listener(0, listener.get(), {0}));
  }
  [[nodiscard]] int load(int worker) const { return shared->doorbells[worker].load; }
  [[nodiscard]] static int welcomed(const Worker& worker) { return static_cast<int>(worker.count(Stat::kInboundOpen)); }
};

}  // namespace

TEST_CASE("a worker that accepts everything hands connections to the one that has fewer") {
  Two two;
  std::vector<UniqueFd> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(connect_to(port_of(two.listener.get())));
    two.one.until([&] { return two.one.count(Stat::kAccepted) == i + 1; });  // only this one turns
  }
  CHECK(two.one.count(Stat::kHandedOver) > 0);
  two.other.until([&] { return Two::welcomed(two.one) + Two::welcomed(two.other) == 20; });
  CHECK(Two::welcomed(two.one) >= 9);
  CHECK(Two::welcomed(two.other) >= 9);
  CHECK(two.load(0) == Two::welcomed(two.one));
  CHECK(two.load(1) == Two::welcomed(two.other));
}

TEST_CASE("a connection handed over tells its listener and its client as any other, and its bytes arrive") {
  Two two;
  std::vector<UniqueFd> clients;
  std::set<int> ports;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(connect_to(port_of(two.listener.get())));
    send_all(clients.back().get(), "hello");
    ports.insert(port_of(clients.back().get()));
    two.one.until([&] { return two.one.count(Stat::kAccepted) == i + 1; });
  }
  const Event event = two.other.await(EventType::kAccepted);
  CHECK(event.words[3] == 0);
  CHECK(event.words[4] == static_cast<int32_t>(Family::kIpv4));
  CHECK(ports.count(event.words[9]) == 1);
  auto [server, out] = two.other.connect();
  two.other.relay({event.slot, event.generation}, out);
  two.other.flush();
  CHECK(two.other.read(server.get(), 5) == "hello");
}

TEST_CASE("workers that know different listeners hand nothing over") {
  Two two;
  two.other.engine.pause_listener(0);
  std::vector<UniqueFd> clients;
  for (int i = 0; i < 10; ++i) clients.push_back(connect_to(port_of(two.listener.get())));
  two.one.until([&] { return two.one.count(Stat::kAccepted) == 10; });
  CHECK(two.one.count(Stat::kHandedOver) == 0);
}

TEST_CASE("a worker that is closed gives back the gates of what it was handed and never welcomed") {
  Two two;
  std::vector<UniqueFd> clients;
  for (int i = 0; i < 10; ++i) clients.push_back(connect_to(port_of(two.listener.get())));
  two.one.until([&] { return two.one.count(Stat::kAccepted) == 10; });
  REQUIRE(two.one.count(Stat::kHandedOver) > 0);
  const int handed = static_cast<int>(two.one.count(Stat::kHandedOver));
  two.other.gates[0].current = handed;  // each Worker has gates of its own; those of a process are shared
  two.other.engine.close();
  CHECK(two.load(1) == 0);
  CHECK(two.other.gates[0].current == 0);
  int closed = 0;
  for (const UniqueFd& client : clients) {
    std::string got;
    if (wait_for(client.get(), POLLIN, 50) && !receive_some(client.get(), got)) ++closed;
  }
  CHECK(closed == handed);
}

TEST_CASE("handing over between threads: every connection comes to one worker, once") {
  constexpr int kConnections = 400;
  constexpr int kWorkers = 4;
  const auto shared = std::make_shared<SharedBlock>();
  for (int worker = 0; worker < kWorkers; ++worker) doorbell_fd(*shared, worker);
  std::atomic<int> taken = 0;
  std::atomic<int> wrong = 0;
  std::vector<std::atomic<int>> times(kConnections);
  std::vector<std::thread> threads;
  for (int worker = 0; worker < kWorkers; ++worker) {
    threads.emplace_back([&, worker] {
      for (int i = 0; i < kConnections / kWorkers; ++i) {
        const int number = worker * kConnections / kWorkers + i;
        if (!hand_over(*shared, (worker + 1) % kWorkers, {number, 0, -1})) ++wrong;
        while (const auto handover = take_over(*shared, worker)) {
          ++times[static_cast<size_t>(handover->fd)];
          ++taken;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (int worker = 0; worker < kWorkers; ++worker) {
    while (const auto handover = take_over(*shared, worker)) {
      ++times[static_cast<size_t>(handover->fd)];
      ++taken;
    }
  }
  CHECK(wrong == 0);
  CHECK(taken == kConnections);
  for (const auto& count : times) CHECK(count == 1);
  for (Doorbell& bell : shared->doorbells) {
    if (bell.fd_plus_one != 0) ::close(bell.fd_plus_one - 1);
  }
}
