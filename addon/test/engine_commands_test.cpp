// Commands and events: connecting, shutting down, closing, stale handles, full rings.
#include <doctest/doctest.h>

#include <algorithm>

#include "temporary_folder.h"
#include "worker.h"

using namespace headrace;
using namespace headrace::testing;

namespace {

// A port where nobody listens.
uint16_t dead_port() {
  const UniqueFd listener = listen_on_loopback();
  return port_of(listener.get());
}

}  // namespace

TEST_CASE("CONNECTED tells how long it took; RELAY may be ordered before the connection is up") {
  Worker worker;
  auto [client, in] = worker.accept();
  send_all(client.get(), "early bytes");
  const Handle out{worker.first_outbound(), 1};
  worker.command(CommandType::kConnect, out, {0, 1000});
  worker.relay(in, out);
  worker.relay(out, in);
  worker.flush();
  const Event connected = worker.await(EventType::kConnected, out);
  CHECK(connected.words[3] >= 0);
  CHECK(connected.words[3] < 20'000'000);
  const UniqueFd server = accept_one(worker.server_listener());
  CHECK(worker.read(server.get(), 11) == "early bytes");
  send_all(server.get(), "answer");
  CHECK(worker.read(client.get(), 6) == "answer");
  // No connect timeout comes after it.
  worker.settle();
  CHECK(worker.find(EventType::kConnectFailed) == nullptr);
}

TEST_CASE("CONNECT_FAILED, then a second CONNECT: the same bytes go to the second server") {
  Worker worker;
  worker.engine.set_target(1, *SocketAddress::ipv4("127.0.0.1", dead_port()));
  auto [client, in] = worker.accept();
  const std::string request = pattern(100'000);
  send_all(client.get(), request);
  const Handle first{worker.first_outbound(), 1};
  worker.command(CommandType::kConnect, first, {1, 0});
  worker.relay(in, first, {.flags = kRelaySplice | kRelayShutdownAtEof});
  worker.flush();
  const Event failed = worker.await(EventType::kConnectFailed);
  CHECK(failed.slot == first.slot);
  CHECK(failed.generation == 1);
  CHECK(failed.words[3] == ECONNREFUSED);
  CHECK(worker.count(Stat::kOutboundOpen) == 0);
  const Handle second{first.slot, 2};  // closed already: its generation has grown
  worker.command(CommandType::kConnect, second, {0, 0});
  worker.relay(in, second, {.flags = kRelaySplice | kRelayShutdownAtEof});
  worker.flush();
  worker.await(EventType::kConnected, second);
  const UniqueFd server = accept_one(worker.server_listener());
  CHECK(worker.read(server.get(), request.size()) == request);
}

TEST_CASE("CONNECT to a unix socket: connected, refused, missing") {
  const TemporaryFolder folder;
  Worker worker;
  auto address = SocketAddress::unix_path(folder.file("s"), false);
  worker.engine.set_target(1, *address);
  worker.command(CommandType::kConnect, {worker.first_outbound(), 1}, {1, 0});
  worker.flush();
  CHECK(worker.take(EventType::kConnectFailed).words[3] == ENOENT);
  const UniqueFd listener(::socket(AF_UNIX, SOCK_STREAM, 0));
  REQUIRE(::bind(listener.get(), address->get(), address->length()) == 0);
  worker.command(CommandType::kConnect, {worker.first_outbound(), 2}, {1, 0});
  worker.flush();
  CHECK(worker.take(EventType::kConnectFailed).words[3] == ECONNREFUSED);
  REQUIRE(::listen(listener.get(), 5) == 0);
  worker.command(CommandType::kConnect, {worker.first_outbound(), 3}, {1, 0});
  worker.flush();
  worker.await(EventType::kConnected, {worker.first_outbound(), 3});
}

TEST_CASE("CONNECT of a slot that is in use, inbound or of another generation, or to an unknown target, is refused and counted") {
  Worker worker;
  auto [server, out] = worker.connect();
  const double before = worker.count(Stat::kStaleCommands);
  worker.command(CommandType::kConnect, out, {0, 0});
  worker.command(CommandType::kConnect, {out.slot + 1, 2}, {0, 0});
  worker.command(CommandType::kConnect, {0, 1}, {0, 0});
  worker.command(CommandType::kConnect, {out.slot + 1, 1}, {99, 0});
  worker.command(CommandType::kConnect, {1'000'000, 1}, {0, 0});
  worker.flush();
  CHECK(worker.count(Stat::kStaleCommands) == before + 5);
  CHECK(worker.count(Stat::kConnects) == 1);
}

TEST_CASE("a stale generation is refused and counted, never misdirected") {
  Worker worker({.inbound = 1});
  auto [client, in] = worker.accept();
  worker.close(in);
  worker.flush();
  auto [next, now] = worker.accept();
  REQUIRE(now.slot == in.slot);
  auto [server, out] = worker.connect();
  worker.close(in, CloseMode::kReset);
  worker.command(CommandType::kShutdown, in);
  worker.command(CommandType::kAlarm, in, {1});
  worker.command(CommandType::kTimeouts, in, {1, 1});
  worker.relay(in, out);
  worker.relay(out, in);  // stale destination
  worker.flush();
  CHECK(worker.count(Stat::kStaleCommands) == 6);
  for (int i = 0; i < 5; ++i) worker.turn(2);
  CHECK(worker.find(EventType::kTimeout) == nullptr);
  std::string got;
  CHECK(receive_some(next.get(), got));  // still open
  worker.relay(now, out);
  worker.flush();
  send_all(next.get(), "mine");
  CHECK(worker.read(server.get(), 4) == "mine");
}

TEST_CASE("a second relay from a source or to a destination is refused and counted") {
  Worker worker;
  Joined joined = worker.join_and_relay();
  auto [other, other_in] = worker.accept();
  const double before = worker.count(Stat::kStaleCommands);
  worker.relay(joined.in, joined.out);
  worker.relay(other_in, joined.out);
  worker.flush();
  CHECK(worker.count(Stat::kStaleCommands) == before + 2);
}

TEST_CASE("an unknown command is refused and counted") {
  Worker worker;
  auto [client, in] = worker.accept();
  worker.command(static_cast<CommandType>(77), in);
  worker.flush();
  CHECK(worker.count(Stat::kStaleCommands) == 1);
}

TEST_CASE("SHUTDOWN of a slot that nobody relays to is done at once") {
  Worker worker;
  auto [client, in] = worker.accept();
  worker.command(CommandType::kShutdown, in);
  worker.flush();
  int error = -1;
  CHECK(worker.read_to_end(client.get(), &error).empty());
  CHECK(error == 0);
}

TEST_CASE("SHUTDOWN waits for what the relay took, which reads no more and ends without an event") {
  for (const int32_t policy : {0, kRelaySplice}) {
    Worker worker({.server_receive_bytes = 8192});
    Joined joined = worker.join();
    worker.relay(joined.in, joined.out, {.flags = policy});
    worker.flush();
    const std::string data = pattern(16 << 20);
    const size_t sent = worker.jam(joined.client.get(), data);
    worker.command(CommandType::kShutdown, joined.out);
    worker.flush();
    const auto taken = static_cast<size_t>(worker.engine.received()[joined.in.slot]);
    REQUIRE(taken < sent);
    int error = -1;
    const std::string got = worker.read_to_end(joined.server.get(), &error);
    CHECK(error == 0);
    CHECK(got.size() == taken);
    CHECK(data.starts_with(got));
    CHECK(worker.find(EventType::kRelayDone) == nullptr);
    CHECK(worker.find(EventType::kRelayError) == nullptr);
  }
}

TEST_CASE("SHUTDOWN of a slot that still connects is done when it is connected") {
  Worker worker;
  const Handle out{worker.first_outbound(), 1};
  worker.command(CommandType::kConnect, out, {0, 0});
  worker.command(CommandType::kShutdown, out);
  worker.flush();
  worker.await(EventType::kConnected);
  const UniqueFd server = accept_one(worker.server_listener());
  int error = -1;
  CHECK(worker.read_to_end(server.get(), &error).empty());
  CHECK(error == 0);
}

TEST_CASE("SHUTDOWN that waits for a relay is done when the relay's source is closed") {
  Worker worker;
  Joined joined = worker.join();
  worker.relay(joined.in, joined.out);
  worker.command(CommandType::kShutdown, joined.out);
  worker.close(joined.in);
  worker.flush();
  int error = -1;
  CHECK(worker.read_to_end(joined.server.get(), &error).empty());
  CHECK(error == 0);
}

TEST_CASE("CLOSE ends the relays from and to the slot without an event; the partner can be relayed anew") {
  Worker worker;
  Joined joined = worker.join_and_relay();
  worker.close(joined.out);
  worker.flush();
  worker.settle();
  CHECK(worker.find(EventType::kRelayDone) == nullptr);
  CHECK(worker.find(EventType::kRelayError) == nullptr);
  auto [server, out] = worker.connect(0, joined.out.generation + 1);
  worker.relay(joined.in, out);
  worker.flush();
  send_all(joined.client.get(), "again");
  CHECK(worker.read(server.get(), 5) == "again");
}

TEST_CASE("HANGUP tells of a slot that no relay reads from, once, with what waits unread") {
  Worker worker;
  auto [client, in] = worker.accept();
  send_all(client.get(), "request");
  ::shutdown(client.get(), SHUT_WR);
  const Event event = worker.await(EventType::kHangup, in);
  CHECK(event.words[3] == 0);
  CHECK(event.words[4] == 7);
  reset_connection(client);
  worker.settle();
  CHECK(std::count_if(worker.events.begin(), worker.events.end(),
                      [](const Event& one) { return one.type == EventType::kHangup; }) == 1);
}

TEST_CASE("HANGUP tells of a reset, and of a client that leaves while its relay waits for the server's connection") {
  Worker worker;
  {
    auto [client, in] = worker.accept();
    reset_connection(client);
    CHECK(worker.await(EventType::kHangup, in).words[3] == ECONNRESET);
  }
  const UniqueFd busy = listen_on_loopback(0);
  std::vector<UniqueFd> crowd;
  for (int i = 0; i < 8; ++i) crowd.push_back(connect_to(port_of(busy.get())));
  worker.engine.set_target(1, *SocketAddress::ipv4("127.0.0.1", port_of(busy.get())));
  auto [client, in] = worker.accept();
  const Handle out{worker.first_outbound(), 1};
  worker.command(CommandType::kConnect, out, {1, 0});
  worker.relay(in, out);
  worker.flush();
  client.reset();
  const Event event = worker.await(EventType::kHangup, in);
  CHECK(event.words[3] == 0);
  CHECK(event.words[4] == 0);
}

TEST_CASE("HANGUP tells of a slot whose relay reached its limit, not of one whose end a relay has told") {
  Worker worker;
  Joined joined = worker.join();
  worker.relay(joined.in, joined.out, {.limit = 2});
  worker.relay(joined.out, joined.in);
  worker.flush();
  send_all(joined.client.get(), "ab");
  worker.await(EventType::kRelayDone, joined.in);
  ::shutdown(joined.client.get(), SHUT_WR);
  worker.await(EventType::kHangup, joined.in);
  ::shutdown(joined.server.get(), SHUT_WR);
  worker.await(EventType::kRelayDone, joined.out);
  worker.settle();
  CHECK(worker.find(EventType::kHangup, joined.out) == nullptr);
}

TEST_CASE("WAKE comes once for many wakes, and an engine that waits for ever returns for it") {
  Worker worker;
  ring(*worker.shared, 0, Ring::kWake);
  ring(*worker.shared, 0, Ring::kWake);
  CHECK(worker.turn(-1) == 1);
  CHECK(worker.events.back().type == EventType::kWake);
  CHECK(worker.turn(0) == 0);
}

TEST_CASE("LOG sends from the arena; what has no sink or lies outside it is dropped and counted") {
  Worker worker;
  const SocketPair pair = unix_pair();
  auto sink = LogSink::descriptor(pair.ours.get());
  REQUIRE(sink);
  worker.engine.add_log_sink(4, std::move(*sink));
  std::memcpy(worker.engine.arena().as<char>() + 100, "a line", 6);
  worker.command(CommandType::kLog, {4, 0}, {100, 6});
  worker.command(CommandType::kLog, {5, 0}, {100, 6});
  worker.command(CommandType::kLog, {4, 0}, {static_cast<int32_t>(Engine::kArenaBytes) - 2, 6});
  worker.command(CommandType::kLog, {4, 0}, {-1, 6});
  worker.command(CommandType::kLog, {4, 0}, {0, -1});
  worker.flush();
  CHECK(receive_exactly(pair.theirs.get(), 6) == "a line");
  CHECK(worker.count(Stat::kLogsSent) == 1);
  CHECK(worker.count(Stat::kLogsDropped) == 4);
  CHECK(worker.engine.control()[static_cast<int>(ControlWord::kArenaUsed)] == 0);
  worker.engine.remove_log_sink(4);
  worker.engine.remove_log_sink(400);
  worker.command(CommandType::kLog, {4, 0}, {100, 6});
  worker.flush();
  CHECK(worker.count(Stat::kLogsDropped) == 5);
}

TEST_CASE("more events than the ring holds: none is lost, none is overwritten") {
  // Each CONNECT without a socket to be had fails at once, in the middle of the commands.
  constexpr uint32_t kFailures = 6000;
  Worker worker({.inbound = 8000, .outbound = 8000});
  worker.engine.set_target(1, *SocketAddress::unix_path("/nonexistent/socket", false));
  auto [client, in] = worker.accept();
  const uint32_t first = worker.first_outbound();
  for (uint32_t i = 0; i < kFailures; ++i) worker.command(CommandType::kConnect, {first + i, 1}, {1, 0});
  worker.flush();
  client.reset();
  worker.until([&] { return worker.find(EventType::kHangup) != nullptr; });
  std::vector<bool> told(kFailures);
  for (const Event& event : worker.events) {
    if (event.type != EventType::kConnectFailed) continue;
    const uint32_t index = event.slot - first;
    REQUIRE(index < kFailures);
    CHECK_FALSE(told[index]);
    told[index] = true;
    CHECK(event.generation == 1);
    CHECK(event.words[3] == ENOENT);
  }
  CHECK(std::count(told.begin(), told.end(), true) == kFailures);
  CHECK(worker.count(Stat::kEventRingHighWater) <= Engine::kEventCapacity);
}

TEST_CASE("more clients at once than events fit a turn: all are accepted, turn by turn") {
  Worker worker({.inbound = 700, .outbound = 700});
  const uint16_t port = worker.listen();
  std::vector<UniqueFd> clients;
  for (int i = 0; i < 600; ++i) clients.push_back(connect_to(port));
  worker.until([&] { return worker.count(Stat::kAccepted) == 600; });
  for (UniqueFd& client : clients) client.reset();
  worker.until([&] {
    return std::count_if(worker.events.begin(), worker.events.end(),
                         [](const Event& one) { return one.type == EventType::kHangup; }) == 600;
  });
}

TEST_CASE("a closed engine has let go of every descriptor") {
  const int before = open_descriptors();
  {
    Worker worker;
    Joined joined = worker.join_and_relay();
    auto sink = LogSink::datagram(*SocketAddress::ipv4("127.0.0.1", 1));
    REQUIRE(sink);
    worker.engine.add_log_sink(0, std::move(*sink));
    const int open = open_descriptors();
    worker.engine.close();
    // Two connections, the log socket, the epoll set, and what was in reserve.
    CHECK(open_descriptors() <= open - 4);
    worker.engine.close();
  }
  CHECK(open_descriptors() == before);
}
