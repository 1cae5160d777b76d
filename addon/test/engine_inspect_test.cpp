// INSPECT and SEND: bytes that TypeScript sees before anybody relays them, and bytes that go before a relay's.
#include <doctest/doctest.h>

#include <sys/ioctl.h>

#include <algorithm>
#include <cstring>

#include "worker.h"

using namespace headrace;
using namespace headrace::testing;

namespace {

// What a DATA event shows.
struct Seen {
  std::string bytes;
  Intake kind;
  int error;
};

Seen seen_in(const Worker& worker, const Event& event) {
  Seen seen{"", static_cast<Intake>(event.words[6]), event.words[7]};
  if (event.words[3] < 0) return seen;
  const auto* memory = reinterpret_cast<const char*>(worker.engine.buffers().at(event.words[3]));
  seen.bytes.assign(memory + event.words[4], static_cast<size_t>(event.words[5] - event.words[4]));
  return seen;
}

Seen next(Worker& worker) {
  return seen_in(worker, worker.take(EventType::kData));
}

void inspect(Worker& worker, Handle handle, int32_t drop = 0, int32_t known = 0) {
  worker.command(CommandType::kInspect, handle, {drop, known});
  worker.flush();
}

void relay(Worker& worker, Handle from, Handle to, int64_t limit = -1, int32_t drop = 0) {
  worker.command(CommandType::kRelay, from,
                 {static_cast<int32_t>(to.slot), static_cast<int32_t>(to.generation), static_cast<int32_t>(limit & 0xffffffff),
                  static_cast<int32_t>(limit >> 32), kRelayShutdownAtEof, 0, 0, -1, -1, -1, -1, 0, drop});
  worker.flush();
}

// Text in the arena, as one piece of a SEND.
void send(Worker& worker, Handle handle, std::string_view text) {
  std::memcpy(worker.engine.arena().as<char>(), text.data(), text.size());
  worker.command(CommandType::kSend, handle, {1, -1, 0, static_cast<int32_t>(text.size())});
  worker.flush();
}

}  // namespace

TEST_CASE("INSPECT shows what has come, keeps it, and the relay delivers it first") {
  Worker worker;
  auto [client, server, in, out] = worker.join();
  inspect(worker, in);
  worker.settle();
  CHECK(worker.find(EventType::kData) == nullptr);
  CHECK(worker.count(Stat::kBuffersUsed) == 0);  // nothing has come, nothing is held
  send_all(client.get(), "GET");
  const Seen first = next(worker);
  CHECK(first.bytes == "GET");
  CHECK(first.kind == Intake::kMore);
  // Nothing is read meanwhile.
  send_all(client.get(), " /index");
  worker.settle();
  CHECK(worker.find(EventType::kData) == nullptr);
  inspect(worker, in, 0, 3);
  CHECK(next(worker).bytes == "GET /index");
  relay(worker, in, out);
  CHECK(worker.read(server.get(), 10) == "GET /index");
  CHECK(worker.engine.received()[in.slot] == 10);
  CHECK(worker.count(Stat::kBytesCopied) == 10);
  worker.settle();
  CHECK(worker.count(Stat::kBuffersUsed) == 0);
  send_all(client.get(), "more");
  CHECK(worker.read(server.get(), 4) == "more");
}

TEST_CASE("inspected bytes can be dropped, before more are asked for or before the relay") {
  Worker worker;
  auto [client, server, in, out] = worker.join();
  inspect(worker, in);
  send_all(client.get(), "PROXY UNKNOWN\r\nhello");
  CHECK(next(worker).bytes == "PROXY UNKNOWN\r\nhello");
  // What is left is shown at once: TypeScript does not know it as the beginning of anything.
  inspect(worker, in, 15, 0);
  CHECK(next(worker).bytes == "hello");
  relay(worker, in, out, -1, 2);
  CHECK(worker.read(server.get(), 3) == "llo");
  CHECK(worker.engine.received()[in.slot] == 3);
}

TEST_CASE("dropping all that was inspected gives the buffer back") {
  Worker worker;
  auto [client, server, in, out] = worker.join();
  inspect(worker, in);
  send_all(client.get(), "abc");
  next(worker);
  inspect(worker, in, 1000, 0);
  worker.settle();
  CHECK(worker.count(Stat::kBuffersUsed) == 0);
  CHECK(worker.engine.received()[in.slot] == 0);
  send_all(client.get(), "def");
  CHECK(next(worker).bytes == "def");
}

TEST_CASE("a full buffer is told, also when it is known already; dropping makes room") {
  Worker worker({.buffer_bytes = 1024});
  auto [client, server, in, out] = worker.join();
  const std::string data = pattern(3000);
  send_all(client.get(), data);
  inspect(worker, in);
  const Seen full = next(worker);
  CHECK(full.kind == Intake::kFull);
  CHECK(full.bytes == data.substr(0, 1024));
  inspect(worker, in, 0, 1024);
  CHECK(next(worker).kind == Intake::kFull);
  inspect(worker, in, 1000, 24);
  const Seen moved = next(worker);
  CHECK(moved.bytes == data.substr(1000, 1024));
  CHECK(moved.kind == Intake::kFull);
  relay(worker, in, out);
  CHECK(worker.read(server.get(), 2000) == data.substr(1000));
}

TEST_CASE("the end of the stream is told with the bytes before it, and reaches the server through the relay") {
  Worker worker;
  auto [client, server, in, out] = worker.join();
  send_all(client.get(), "bye");
  ::shutdown(client.get(), SHUT_WR);
  // Both are there before anything is read.
  worker.settle();
  inspect(worker, in);
  const Seen last = next(worker);
  CHECK(last.bytes == "bye");
  CHECK(last.kind == Intake::kEof);
  inspect(worker, in, 0, 3);
  CHECK(next(worker).kind == Intake::kEof);
  relay(worker, in, out);
  CHECK(worker.read_to_end(server.get()) == "bye");
  CHECK(worker.await(EventType::kRelayDone, in).words[3] == static_cast<int32_t>(RelayEnd::kEof));
}

TEST_CASE("a reset while inspecting is told with its errno") {
  Worker worker;
  auto [client, server, in, out] = worker.join();
  inspect(worker, in);
  reset_connection(client);
  const Seen seen = next(worker);
  CHECK(seen.kind == Intake::kFailed);
  CHECK(seen.error == ECONNRESET);
}

TEST_CASE("a hangup counts inspected bytes among those unread") {
  Worker worker;
  auto [client, server, in, out] = worker.join();
  inspect(worker, in);
  send_all(client.get(), "request");
  next(worker);
  ::shutdown(client.get(), SHUT_WR);
  CHECK(worker.await(EventType::kHangup, in).words[4] == 7);
}

TEST_CASE("inspected bytes survive a connection that fails, and go to the next server") {
  Worker worker;
  uint16_t dead = 0;
  {
    const UniqueFd listener = listen_on_loopback();
    dead = port_of(listener.get());
  }
  worker.engine.set_target(1, *SocketAddress::ipv4("127.0.0.1", dead));
  auto [client, in] = worker.accept();
  inspect(worker, in);
  send_all(client.get(), "the request");
  next(worker);
  const Handle first{worker.first_outbound(), 1};
  worker.command(CommandType::kConnect, first, {1, 0});
  relay(worker, in, first, -1, 4);
  worker.await(EventType::kConnectFailed);
  const Handle second{worker.first_outbound(), 2};
  worker.command(CommandType::kConnect, second, {0, 0});
  relay(worker, in, second);
  worker.await(EventType::kConnected, second);
  const UniqueFd server = accept_one(worker.server_listener());
  CHECK(worker.read(server.get(), 7) == "request");
  CHECK(worker.count(Stat::kBytesCopied) == 7);
}

TEST_CASE("bytes beyond a relay's limit stay for the next relay or the next look") {
  Worker worker;
  auto [client, server, in, out] = worker.join();
  inspect(worker, in);
  send_all(client.get(), "headbodyrest");
  next(worker);
  relay(worker, in, out, 4);
  CHECK(worker.read(server.get(), 4) == "head");
  CHECK(worker.take(EventType::kRelayDone).words[3] == static_cast<int32_t>(RelayEnd::kLimit));
  relay(worker, in, out, 4);
  CHECK(worker.read(server.get(), 4) == "body");
  worker.take(EventType::kRelayDone);
  inspect(worker, in);
  CHECK(next(worker).bytes == "rest");
  relay(worker, in, out, 6);  // more than there is: it goes on with what comes
  send_all(client.get(), "ed!");
  CHECK(worker.read(server.get(), 6) == "rested");
  worker.take(EventType::kRelayDone);
  CHECK(worker.engine.received()[in.slot] == 14);
  CHECK(worker.count(Stat::kBytesCopied) == 14);
  worker.close(in);
  worker.flush();
  worker.settle();
  CHECK(worker.count(Stat::kBuffersUsed) == 0);
}

TEST_CASE("closing an inspected slot gives its buffer back") {
  Worker worker;
  auto [client, server, in, out] = worker.join();
  inspect(worker, in);
  send_all(client.get(), "x");
  next(worker);
  CHECK(worker.count(Stat::kBuffersUsed) == 1);
  worker.close(in);
  worker.flush();
  worker.settle();
  CHECK(worker.count(Stat::kBuffersUsed) == 0);
}

TEST_CASE("without a free buffer an inspection waits until one comes back") {
  Worker worker({.buffers = 1});
  auto [first_client, first] = worker.accept();
  auto [second_client, second] = worker.accept();
  inspect(worker, first);
  send_all(first_client.get(), "first");
  CHECK(next(worker).bytes == "first");
  inspect(worker, second);
  send_all(second_client.get(), "second");
  worker.settle();
  CHECK(worker.find(EventType::kData) == nullptr);
  CHECK(worker.count(Stat::kBufferWaits) > 0);
  worker.close(first);
  worker.flush();
  CHECK(next(worker).bytes == "second");
}

TEST_CASE("INSPECT of a slot that connects waits for the connection; of one that is relayed it is refused") {
  Worker worker;
  const Handle out{worker.first_outbound(), 1};
  worker.command(CommandType::kConnect, out, {0, 0});
  inspect(worker, out);
  worker.take(EventType::kConnected);
  const UniqueFd server = accept_one(worker.server_listener());
  send_all(server.get(), "220 hello");
  CHECK(next(worker).bytes == "220 hello");

  const Joined joined = worker.join_and_relay(kRelayShutdownAtEof, 1);
  const double stale = worker.count(Stat::kStaleCommands);
  inspect(worker, joined.in);
  CHECK(worker.count(Stat::kStaleCommands) == stale + 1);
}

TEST_CASE("an alarm runs while a slot is inspected") {
  Worker worker;
  auto [client, server, in, out] = worker.join();
  inspect(worker, in);
  worker.command(CommandType::kAlarm, in, {20});
  worker.flush();
  CHECK(worker.await(EventType::kTimeout, in).words[3] == static_cast<int32_t>(TimerKind::kAlarm));
  send_all(client.get(), "late");
  CHECK(next(worker).bytes == "late");
}

TEST_CASE("SEND to a slot that connects arrives before the relayed bytes") {
  Worker worker;
  auto [client, in] = worker.accept();
  send_all(client.get(), "payload");
  const Handle out{worker.first_outbound(), 1};
  worker.command(CommandType::kConnect, out, {0, 0});
  send(worker, out, "PROXY TCP4\r\n");
  relay(worker, in, out);
  worker.await(EventType::kConnected, out);
  const UniqueFd server = accept_one(worker.server_listener());
  CHECK(worker.read(server.get(), 19) == "PROXY TCP4\r\npayload");
  worker.settle();
  CHECK(worker.count(Stat::kBuffersUsed) == 0);
  CHECK(worker.engine.sent()[out.slot] == 7);
}

TEST_CASE("SEND takes pieces from the arena and from buffers, with one call") {
  Worker worker;
  auto [client, server, in, out] = worker.join();
  inspect(worker, in);
  send_all(client.get(), "0123456789");
  const Event data = worker.take(EventType::kData);
  std::memcpy(worker.engine.arena().as<char>(), "<>", 2);
  const double calls = worker.count(Stat::kSendCalls);
  worker.command(CommandType::kSend, out,
                 {4, -1, 0, 1, data.words[3], data.words[4] + 2, 3, -1, 1, 1, data.words[3], data.words[4], 2});
  worker.flush();
  CHECK(worker.count(Stat::kSendCalls) == calls + 1);
  CHECK(worker.read(server.get(), 7) == "<234>01");
}

TEST_CASE("SEND: what the socket does not take waits, in order, and the relay and the end wait behind it") {
  Worker worker({.server_receive_bytes = 4096});
  auto [client, server, in, out] = worker.join();
  // The server reads nothing: full pieces go out until the socket takes no more and something waits.
  const std::string piece = pattern(16384, 9);
  std::string expected;
  while (worker.count(Stat::kBuffersUsed) == 0) {
    send(worker, out, piece);
    expected += piece;
    worker.turn();
    REQUIRE(expected.size() < (size_t{64} << 20));
  }
  send_all(client.get(), "behind");
  ::shutdown(client.get(), SHUT_WR);
  relay(worker, in, out);
  worker.settle();
  CHECK(worker.find(EventType::kRelayDone) == nullptr);
  CHECK(worker.read_to_end(server.get()) == expected + "behind");
  CHECK(worker.find(EventType::kSendFailed) == nullptr);
  worker.settle();
  CHECK(worker.count(Stat::kBuffersUsed) == 0);
}

TEST_CASE("SEND, then SHUTDOWN: the end comes after the bytes") {
  Worker worker;
  const Handle out{worker.first_outbound(), 1};
  worker.command(CommandType::kConnect, out, {0, 0});
  send(worker, out, "only this");
  worker.command(CommandType::kShutdown, out);
  worker.flush();
  worker.await(EventType::kConnected, out);
  const UniqueFd server = accept_one(worker.server_listener());
  CHECK(worker.read_to_end(server.get()) == "only this");
}

TEST_CASE("SEND fails loudly: no buffer, more than a buffer, a peer that is gone") {
  Worker worker({.buffer_bytes = 1024, .buffers = 1});
  const Handle out{worker.first_outbound(), 1};
  worker.command(CommandType::kConnect, out, {0, 0});
  send(worker, out, pattern(1025));
  CHECK(worker.take(EventType::kSendFailed).words[3] == ENOBUFS);
  worker.take(EventType::kConnected);
  CHECK(worker.count(Stat::kBuffersUsed) == 0);
  const UniqueFd server = accept_one(worker.server_listener());

  auto [client, in] = worker.accept();
  inspect(worker, in);
  send_all(client.get(), "takes the only buffer");
  next(worker);
  const Handle other{worker.first_outbound() + 1, 1};
  worker.command(CommandType::kConnect, other, {0, 0});
  send(worker, other, "x");
  CHECK(worker.take(EventType::kSendFailed).words[3] == ENOBUFS);

  reset_connection(client);
  worker.await(EventType::kHangup, in);
  send(worker, in, "x");
  CHECK(worker.take(EventType::kSendFailed).words[3] != 0);
}

TEST_CASE("SEND with a piece outside the memory is refused") {
  Worker worker;
  auto [client, server, in, out] = worker.join();
  const double stale = worker.count(Stat::kStaleCommands);
  worker.command(CommandType::kSend, out, {1, -1, static_cast<int32_t>(Engine::kArenaBytes), 1});
  worker.command(CommandType::kSend, out, {1, 64, 0, 1});
  worker.command(CommandType::kSend, out, {1, 0, 16384, 1});
  worker.command(CommandType::kSend, out, {5});
  worker.command(CommandType::kSend, out, {-1});
  worker.flush();
  CHECK(worker.count(Stat::kStaleCommands) == stale + 5);
}
