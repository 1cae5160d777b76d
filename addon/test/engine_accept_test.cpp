// Accepting: listeners, gates, scarcity of slots and descriptors.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <algorithm>

#include "core/sockets.h"
#include "temporary_folder.h"
#include "worker.h"

using namespace headrace;
using namespace headrace::testing;

namespace {

int accepted(const Worker& worker) {
  return static_cast<int>(worker.count(Stat::kAccepted));
}

void wait_a_little(Worker& worker) {
  for (int i = 0; i < 10; ++i) worker.turn(5);
}

// No more descriptors for this process than it has now, but for `few`.
class NoDescriptors {
 public:
  explicit NoDescriptors(int few = 0) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit none = before_;
    const UniqueFd next(::dup(0));
    none.rlim_cur = static_cast<rlim_t>(next.get() + few);
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  }
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("ACCEPTED tells the listener and the peer's address, IPv4") {
  Worker worker;
  const uint16_t port = worker.listen(7);
  const UniqueFd client = connect_to(port);
  const Event event = worker.await(EventType::kAccepted);
  CHECK(event.slot == 0);
  CHECK(event.generation == 1);
  CHECK(event.words[3] == 7);
  CHECK(event.words[4] == static_cast<int32_t>(Family::kIpv4));
  const unsigned char loopback[4] = {127, 0, 0, 1};
  CHECK(std::memcmp(&event.words[5], loopback, 4) == 0);
  CHECK(event.words[9] == port_of(client.get()));
  auto local = worker.engine.local_address(event.slot, event.generation);
  REQUIRE(local);
  CHECK(local->port() == port);
  CHECK(worker.engine.local_address(event.slot, event.generation + 1).error().code == ESTALE);
}

TEST_CASE("a unix client is accepted and relayed as any other") {
  const TemporaryFolder folder;
  Worker worker;
  auto listener = listen_unix(folder.file("s"), 10);
  REQUIRE(listener);
  REQUIRE(worker.engine.add_listener(3, listener->get(), {}));
  const UniqueFd client(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0));
  auto address = SocketAddress::unix_path(folder.file("s"), false);
  REQUIRE(::connect(client.get(), address->get(), address->length()) == 0);
  const Event event = worker.await(EventType::kAccepted);
  CHECK(event.words[4] == static_cast<int32_t>(Family::kUnix));
  auto [server, out] = worker.connect();
  worker.relay({event.slot, event.generation}, out, {.flags = kRelaySplice | kRelayShutdownAtEof});
  worker.flush();
  const std::string data = pattern(300'000);
  size_t sent = 0;
  std::string got;
  worker.until([&] {
    sent += send_some(client.get(), std::string_view(data).substr(sent));
    receive_some(server.get(), got);
    return got.size() == data.size();
  });
  CHECK(got == data);
}

TEST_CASE("accept gates: clients beyond the limit wait in the backlog, and come in as others leave") {
  Worker worker;
  worker.gates[1].limit = 2;
  const uint16_t port = worker.listen(0, {0, 1});
  std::vector<UniqueFd> clients;
  for (int i = 0; i < 5; ++i) clients.push_back(connect_to(port));
  worker.until([&] { return accepted(worker) == 2; });
  wait_a_little(worker);
  CHECK(accepted(worker) == 2);
  CHECK(worker.gates[0].current == 2);
  CHECK(worker.gates[1].current == 2);
  CHECK(worker.gates[1].waiting == 1);
  for (int left = 1; left <= 3; ++left) {
    const Event event = worker.take(EventType::kAccepted);
    worker.close({event.slot, event.generation});
    worker.flush();
    worker.until([&] { return accepted(worker) == 2 + left; });
  }
  worker.engine.close();
  CHECK(worker.gates[0].current == 0);
  CHECK(worker.gates[1].current == 0);
}

TEST_CASE("accept gates: a raised limit lets clients in once somebody rings") {
  Worker worker;
  worker.gates[0].limit = 1;
  const uint16_t port = worker.listen(0, {0});
  const UniqueFd first = connect_to(port);
  const UniqueFd second = connect_to(port);
  worker.until([&] { return accepted(worker) == 1; });
  wait_a_little(worker);
  CHECK(accepted(worker) == 1);
  worker.gates[0].limit = 0;
  ring_all(*worker.shared, Ring::kGates);
  worker.until([&] { return accepted(worker) == 2; });
}

TEST_CASE("a listener at its gate costs no turns: the engine sleeps") {
  Worker worker;
  worker.gates[0].limit = 1;
  const uint16_t port = worker.listen(0, {0});
  const UniqueFd first = connect_to(port);
  const UniqueFd second = connect_to(port);
  worker.until([&] { return accepted(worker) == 1; });
  worker.settle();
  const double before = worker.count(Stat::kEpollEvents);
  for (int i = 0; i < 5; ++i) worker.turn(5);
  CHECK(worker.count(Stat::kEpollEvents) == before);
}

TEST_CASE("without a free slot clients wait, and come in when one is closed") {
  Worker worker({.inbound = 2});
  const uint16_t port = worker.listen();
  std::vector<UniqueFd> clients;
  for (int i = 0; i < 3; ++i) clients.push_back(connect_to(port));
  worker.until([&] { return accepted(worker) == 2; });
  wait_a_little(worker);
  CHECK(accepted(worker) == 2);
  const Event event = worker.take(EventType::kAccepted);
  worker.close({event.slot, event.generation});
  worker.flush();
  worker.until([&] { return accepted(worker) == 3; });
  const Event again = worker.events.back();
  CHECK(again.slot == event.slot);
  CHECK(again.generation == event.generation + 1);
}

TEST_CASE("a paused listener lets nobody in; a resumed one those who waited; a removed one nobody any more") {
  Worker worker;
  const uint16_t port = worker.listen(2);
  worker.engine.pause_listener(2);
  const UniqueFd first = connect_to(port);
  wait_a_little(worker);
  CHECK(accepted(worker) == 0);
  worker.engine.resume_listener(2);
  worker.until([&] { return accepted(worker) == 1; });
  worker.engine.remove_listener(2);
  const UniqueFd second = connect_to(port);
  wait_a_little(worker);
  CHECK(accepted(worker) == 1);
  worker.engine.resume_listener(2);
  wait_a_little(worker);
  CHECK(accepted(worker) == 1);
  worker.engine.remove_listener(99);
  worker.engine.pause_listener(99);
  worker.engine.resume_listener(99);
}

TEST_CASE("a listener is refused when its number is taken, its gate or its descriptor does not exist") {
  Worker worker;
  worker.listen(1);
  const UniqueFd listener = listen_on_loopback();
  CHECK(worker.engine.add_listener(1, listener.get(), {}).error().code == EEXIST);
  CHECK(worker.engine.add_listener(2, listener.get(), {Worker::kGates}).error().code == EINVAL);
  CHECK(worker.engine.add_listener(2, 1'000'000, {}).error().code == EBADF);
  CHECK(worker.engine.add_listener(2, listener.get(), {}));
}

TEST_CASE("out of descriptors: accepting pauses, is told, does not spin, and resumes by itself") {
  Worker worker;
  const uint16_t port = worker.listen(5);
  const UniqueFd client = connect_to(port);
  {
    const NoDescriptors none;
    const Event paused = worker.await(EventType::kAcceptPaused);
    CHECK(paused.words[3] == 5);
    CHECK(paused.words[4] == EMFILE);
    CHECK(worker.engine.patience() > 0);
    const double before = worker.count(Stat::kWakeups);
    for (int i = 0; i < 10; ++i) worker.turn(5);
    CHECK(worker.count(Stat::kWakeups) - before <= 10);
    CHECK(worker.count(Stat::kAcceptPauses) <= 2);
  }
  worker.until([&] { return accepted(worker) == 1; });
}

TEST_CASE("out of descriptors: accepting resumes at once when a connection is closed") {
  Worker worker;
  const uint16_t port = worker.listen();
  auto [client, in] = worker.accept();
  std::vector<UniqueFd> next;
  for (int i = 0; i < 8; ++i) next.push_back(connect_to(port));
  const NoDescriptors none;
  worker.await(EventType::kAcceptPaused);
  const int before = accepted(worker);
  worker.close(in);
  worker.flush();
  CHECK(worker.engine.patience() == 0);
  worker.turn();
  CHECK(accepted(worker) == before + 1);
}

TEST_CASE("out of descriptors: every client that is let in can still connect to a server") {
  Worker worker;
  const uint16_t port = worker.listen();
  std::vector<UniqueFd> clients;
  for (int i = 0; i < 8; ++i) clients.push_back(connect_to(port));
  uint32_t asked = 0;
  worker.on_event = [&](const Event& event) {
    if (event.type != EventType::kAccepted) return;
    worker.command(CommandType::kConnect, Handle{worker.first_outbound() + asked, 1}, {0, 0});
    ++asked;
  };
  const NoDescriptors none(5);
  worker.await(EventType::kAcceptPaused);
  const auto connected = [&] {
    return std::count_if(worker.events.begin(), worker.events.end(),
                         [](const Event& one) { return one.type == EventType::kConnected; });
  };
  worker.until([&] { return connected() == 2; });
  CHECK(asked == 2);
  CHECK(worker.find(EventType::kConnectFailed) == nullptr);
}

TEST_CASE("two engines share a listener: together they accept every client once") {
  Worker one;
  Worker other;
  const UniqueFd listener = listen_on_loopback();
  REQUIRE(one.engine.add_listener(0, listener.get(), {}));
  REQUIRE(other.engine.add_listener(0, listener.get(), {}));
  std::vector<UniqueFd> clients;
  for (int i = 0; i < 40; ++i) {
    clients.push_back(connect_to(port_of(listener.get())));
    (i % 2 == 0 ? one : other).turn(1);
  }
  one.until([&] {
    other.turn();
    return accepted(one) + accepted(other) == 40;
  });
  CHECK(accepted(one) > 0);
  CHECK(accepted(other) > 0);
}
