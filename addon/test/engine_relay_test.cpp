// Relays through an engine, between real TCP connections: ends, half-closes, resets, errors, scarcity.
#include <doctest/doctest.h>

#include <csignal>

#include "worker.h"

using namespace headrace;
using namespace headrace::testing;

namespace {

constexpr int32_t kPolicies[] = {0, kRelaySplice, kRelaySpliceAuto};
constexpr size_t kMegabyte = size_t{1} << 20;

int32_t relay_end(const Event& event) {
  return event.words[3];
}

// As Node sets it up; the kernel signals a splice() to a socket whose peer is gone.
struct IgnoreSigpipe {
  void (*before)(int) = std::signal(SIGPIPE, SIG_IGN);
  ~IgnoreSigpipe() { std::signal(SIGPIPE, before); }
};

}  // namespace

TEST_CASE("an engine relays both ways at once, byte for byte, and counts what each slot received and sent") {
  for (const int32_t policy : kPolicies) {
    Worker worker;
    Joined joined = worker.join_and_relay(policy | kRelayShutdownAtEof);
    const std::string up = pattern(kMegabyte, 1);
    const std::string down = pattern(kMegabyte * 2, 2);
    std::string at_server;
    std::string at_client;
    size_t sent_up = 0;
    size_t sent_down = 0;
    worker.until([&] {
      sent_up += send_some(joined.client.get(), std::string_view(up).substr(sent_up));
      sent_down += send_some(joined.server.get(), std::string_view(down).substr(sent_down));
      receive_some(joined.server.get(), at_server);
      receive_some(joined.client.get(), at_client);
      return at_server.size() == up.size() && at_client.size() == down.size();
    });
    CHECK(at_server == up);
    CHECK(at_client == down);
    CHECK(worker.engine.received()[joined.in.slot] == up.size());
    CHECK(worker.engine.sent()[joined.out.slot] == up.size());
    CHECK(worker.engine.received()[joined.out.slot] == down.size());
    CHECK(worker.engine.sent()[joined.in.slot] == down.size());
  }
}

TEST_CASE("half-close by the client: the server sees the end and can still answer") {
  for (const int32_t policy : kPolicies) {
    Worker worker;
    Joined joined = worker.join_and_relay(policy | kRelayShutdownAtEof);
    const std::string request = pattern(300'000);
    worker.write(joined.client.get(), request);
    ::shutdown(joined.client.get(), SHUT_WR);
    CHECK(worker.read_to_end(joined.server.get()) == request);
    CHECK(relay_end(worker.await(EventType::kRelayDone, joined.in)) == static_cast<int32_t>(RelayEnd::kEof));
    const std::string answer = pattern(500'000, 3);
    size_t sent = 0;
    std::string got;
    worker.until([&] {
      sent += send_some(joined.server.get(), std::string_view(answer).substr(sent));
      receive_some(joined.client.get(), got);
      return got.size() == answer.size();
    });
    CHECK(got == answer);
    CHECK(worker.find(EventType::kRelayDone, joined.out) == nullptr);
  }
}

TEST_CASE("half-close by the server: the client sees the end and can still send") {
  for (const int32_t policy : kPolicies) {
    Worker worker;
    Joined joined = worker.join_and_relay(policy | kRelayShutdownAtEof);
    send_all(joined.server.get(), "banner");
    ::shutdown(joined.server.get(), SHUT_WR);
    CHECK(worker.read_to_end(joined.client.get()) == "banner");
    send_all(joined.client.get(), "still here");
    CHECK(worker.read(joined.server.get(), 10) == "still here");
    ::shutdown(joined.client.get(), SHUT_WR);
    worker.await(EventType::kRelayDone, joined.in);
    worker.await(EventType::kRelayDone, joined.out);
    CHECK(worker.find(EventType::kRelayError) == nullptr);
  }
}

TEST_CASE("without SHUTDOWN_AT_EOF the destination stays open for writing at the end of the source") {
  Worker worker;
  Joined joined = worker.join_and_relay(0);
  send_all(joined.client.get(), "bye");
  ::shutdown(joined.client.get(), SHUT_WR);
  worker.await(EventType::kRelayDone, joined.in);
  std::string got;
  CHECK(receive_some(joined.server.get(), got));  // no end
  CHECK(got == "bye");
}

TEST_CASE("a relay whose limit was reached does not keep the other way's end from being passed on") {
  Worker worker;
  Joined joined = worker.join();
  worker.relay(joined.out, joined.in, {.limit = 3});
  worker.relay(joined.in, joined.out);
  worker.flush();
  send_all(joined.server.get(), "abc");
  CHECK(relay_end(worker.await(EventType::kRelayDone, joined.out)) == static_cast<int32_t>(RelayEnd::kLimit));
  ::shutdown(joined.client.get(), SHUT_WR);
  worker.await(EventType::kRelayDone, joined.in);
  int error = -1;
  CHECK(worker.read_to_end(joined.server.get(), &error).empty());
  CHECK(error == 0);
}

TEST_CASE("a reset by the client is told as an error of the source, a reset by the server as well") {
  for (const bool by_client : {true, false}) {
    Worker worker;
    Joined joined = worker.join_and_relay();
    reset_connection(by_client ? joined.client : joined.server);
    const Handle broken = by_client ? joined.in : joined.out;
    const Event event = worker.await(EventType::kRelayError, broken);
    CHECK(event.words[3] == 0);
    CHECK(event.words[4] == ECONNRESET);
  }
}

TEST_CASE("CLOSE with RST resets, CLOSE with FIN ends orderly, towards client and server") {
  for (const CloseMode mode : {CloseMode::kFin, CloseMode::kReset}) {
    Worker worker;
    Joined joined = worker.join_and_relay();
    worker.close(joined.in, mode);
    worker.close(joined.out, mode);
    worker.flush();
    for (const int fd : {joined.client.get(), joined.server.get()}) {
      REQUIRE(wait_for(fd, POLLIN));
      int error = -1;
      std::string got;
      CHECK_FALSE(receive_some(fd, got, &error));
      CHECK(error == (mode == CloseMode::kReset ? ECONNRESET : 0));
    }
    CHECK(worker.count(Stat::kInboundOpen) == 0);
    CHECK(worker.count(Stat::kOutboundOpen) == 0);
    CHECK(worker.shared->pipes.used == 0);
  }
}

TEST_CASE("CLOSE with FIN drops what waits unread, so that what was sent before arrives") {
  Worker worker;
  auto [client, in] = worker.accept();
  auto [server, out] = worker.connect();
  worker.relay(out, in);
  worker.flush();
  send_all(client.get(), pattern(100'000));
  const std::string answer = pattern(10'000, 2);
  send_all(server.get(), answer);
  worker.until([&, slot = in.slot] { return worker.engine.sent()[slot] == static_cast<double>(answer.size()); });
  worker.close(in, CloseMode::kFin);
  worker.flush();
  int error = -1;
  std::string got;
  while (wait_for(client.get(), POLLIN) && receive_some(client.get(), got, &error)) {
  }
  CHECK(got == answer);
  CHECK(error == 0);
}

TEST_CASE("the destination is reset while the pipe is full: an error at once, the pipe is closed") {
  const IgnoreSigpipe as_node_does;
  for (const int32_t policy : kPolicies) {
    Worker worker({.pipe_bytes = 4096, .server_receive_bytes = 8192});
    Joined joined = worker.join_and_relay(policy | kRelayShutdownAtEof);
    worker.jam(joined.client.get(), pattern(32 * kMegabyte));
    reset_connection(joined.server);
    worker.until([&] { return worker.find(EventType::kRelayError) != nullptr; });
    // Either direction may be the first to notice.
    const Event& event = *worker.find(EventType::kRelayError);
    CHECK((event.words[4] == ECONNRESET || event.words[4] == EPIPE));
    CHECK((event.words[3] == (event.slot == joined.in.slot ? 1 : 0)));
    worker.close(joined.in);
    worker.close(joined.out);
    worker.flush();
    CHECK(worker.shared->pipes.used == 0);
    CHECK(worker.engine.stats().get(Stat::kBuffersUsed) <= 1);
  }
}

TEST_CASE("the source is reset while the pipe is full: what came before is delivered, then the error is told") {
  for (const int32_t policy : kPolicies) {
    Worker worker({.pipe_bytes = 4096, .server_receive_bytes = 8192});
    Joined joined = worker.join();
    worker.relay(joined.in, joined.out, {.flags = policy | kRelayShutdownAtEof});
    worker.flush();
    const std::string data = pattern(32 * kMegabyte);
    worker.jam(joined.client.get(), data);
    reset_connection(joined.client);
    worker.settle();
    CHECK(worker.find(EventType::kRelayError) == nullptr);  // bytes are still held
    const double taken = worker.engine.received()[joined.in.slot];
    std::string got;
    worker.until([&] {
      receive_some(joined.server.get(), got);
      return worker.find(EventType::kRelayError) != nullptr;
    });
    // Up to the reset, in order; nobody pretends that the stream ended well.
    CHECK(worker.find(EventType::kRelayError)->words[3] == 0);
    worker.settle();
    receive_some(joined.server.get(), got);
    CHECK(got.size() >= static_cast<size_t>(taken));
    CHECK(got.size() == static_cast<size_t>(worker.engine.received()[joined.in.slot]));
    CHECK(data.starts_with(got));
    std::string more;
    CHECK(receive_some(joined.server.get(), more));  // no FIN
  }
}

TEST_CASE("out of buffers: two blocked relays and one buffer: nothing is lost") {
  Worker worker({.buffers = 1, .server_receive_bytes = 8192});
  Joined first = worker.join_and_relay(kRelayShutdownAtEof, 0);
  Joined second = worker.join_and_relay(kRelayShutdownAtEof, 1);
  const std::string data = pattern(32 * kMegabyte);
  const size_t of_first = worker.jam(first.client.get(), data);
  const size_t of_second = worker.jam(second.client.get(), data);  // the buffer is with the first
  CHECK(worker.count(Stat::kBufferWaits) > 0);
  ::shutdown(first.client.get(), SHUT_WR);
  ::shutdown(second.client.get(), SHUT_WR);
  std::string at_first;
  std::string at_second;
  bool first_open = true;
  bool second_open = true;
  worker.until([&] {  // whoever holds the buffer must be read from, or nobody gets on
    first_open = first_open && receive_some(first.server.get(), at_first);
    second_open = second_open && receive_some(second.server.get(), at_second);
    return !first_open && !second_open;
  });
  CHECK(at_first == data.substr(0, of_first));
  CHECK(at_second == data.substr(0, of_second));
}

TEST_CASE("out of buffers: a relay that breaks gives its buffer to whoever waits, before anybody closes anything") {
  Worker worker({.buffers = 1, .server_receive_bytes = 8192});
  Joined first = worker.join_and_relay(kRelayShutdownAtEof, 0);
  Joined second = worker.join_and_relay(kRelayShutdownAtEof, 1);
  worker.jam(first.client.get(), pattern(32 * kMegabyte));
  send_all(second.client.get(), "waits");
  worker.settle();
  CHECK(worker.engine.received()[second.in.slot] == 0);
  reset_connection(first.server);
  CHECK(worker.read(second.server.get(), 5) == "waits");
}

TEST_CASE("splice-auto is decided per direction: a fast download is spliced, the requests beside it are copied") {
  Worker worker;
  Joined joined = worker.join_and_relay(kRelaySpliceAuto | kRelayShutdownAtEof);
  std::vector<double> segment(size_t{Board::kSegmentRows} * Board::kColumns);
  worker.engine.board().add_segment(segment.data());
  const Joined counted = worker.join(1);
  worker.relay(counted.in, counted.out, {.flags = kRelaySpliceAuto, .rows = {2, -1, -1, -1}, .direction = 0});
  worker.relay(counted.out, counted.in, {.flags = kRelaySpliceAuto, .rows = {2, -1, -1, -1}, .direction = 1});
  worker.flush();
  const std::string down = pattern(8 * kMegabyte);
  std::string got;
  size_t sent = 0;
  int requests = 0;
  worker.until([&] {
    if (requests < 100) requests += static_cast<int>(send_some(counted.client.get(), "r"));
    sent += send_some(counted.server.get(), std::string_view(down).substr(sent));
    receive_some(counted.client.get(), got);
    return got.size() == down.size();
  });
  worker.settle();
  const double* row = &segment[2 * Board::kColumns];
  CHECK(got == down);
  CHECK(row[Board::kBytesSpliced + 1] > row[Board::kBytesCopied + 1]);
  CHECK(row[Board::kBytesSpliced] == 0);
  CHECK(row[Board::kBytesCopied] == requests);
  CHECK(joined.client);
}

TEST_CASE("a relay ends exactly at its limit, the next one goes on from there") {
  for (const int32_t policy : kPolicies) {
    Worker worker;
    Joined joined = worker.join();
    const std::string data = pattern(3 * kMegabyte);
    std::string got;
    size_t sent = 0;
    size_t expected = 0;
    for (const int64_t limit : {int64_t{1}, int64_t{16384}, int64_t{16385}, int64_t{1'000'000}, int64_t{0}, int64_t{777'777}}) {
      worker.events.clear();
      worker.relay(joined.in, joined.out, {.limit = limit, .flags = policy | kRelayShutdownAtEof});
      worker.flush();
      expected += static_cast<size_t>(limit);
      worker.until([&] {
        sent += send_some(joined.client.get(), std::string_view(data).substr(sent));
        receive_some(joined.server.get(), got);
        return worker.find(EventType::kRelayDone) != nullptr;
      });
      CHECK(relay_end(*worker.find(EventType::kRelayDone)) == static_cast<int32_t>(RelayEnd::kLimit));
      worker.settle();
      CHECK(receive_some(joined.server.get(), got));  // never shut down at a limit
      CHECK(got == data.substr(0, expected));
    }
  }
}

TEST_CASE("a limit beyond 32 bits is understood") {
  Worker worker;
  Joined joined = worker.join();
  worker.relay(joined.in, joined.out, {.limit = (int64_t{1} << 32) + 5});
  worker.flush();
  send_all(joined.client.get(), "more than five bytes");
  CHECK(worker.read(joined.server.get(), 20) == "more than five bytes");
  CHECK(worker.find(EventType::kRelayDone) == nullptr);
}

TEST_CASE("the engine relays under the legacy strategy on a kernel that answers EAGAIN at the end of a stream") {
  SystemCalls calls;
  calls.splice = [](int in, int out, size_t length) -> ssize_t {
    const ssize_t count = ::splice(in, nullptr, out, nullptr, length, SPLICE_F_NONBLOCK);
    if (count != 0) return count;
    errno = EAGAIN;
    return -1;
  };
  Worker worker({.strategy = SpliceStrategy::kLegacy, .calls = calls});
  Joined joined = worker.join_and_relay(kRelaySplice | kRelayShutdownAtEof);
  const std::string data = pattern(2 * kMegabyte);
  size_t sent = 0;
  std::string got;
  worker.until([&] {
    sent += send_some(joined.client.get(), std::string_view(data).substr(sent));
    receive_some(joined.server.get(), got);
    return got.size() == data.size();
  });
  ::shutdown(joined.client.get(), SHUT_WR);
  worker.await(EventType::kRelayDone, joined.in);
  CHECK(got == data);
  CHECK(worker.count(Stat::kBytesSpliced) > 0);
}
