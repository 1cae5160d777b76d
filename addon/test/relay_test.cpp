// RelayPump: when a relay splices, what it takes at most, and what becomes of errors.
#include "core/relay.h"

#include <doctest/doctest.h>

#include "pump.h"

using namespace headrace;
using namespace headrace::testing;

namespace {

// Sends a helping, lets the relay have a round, reads what came.
void helping(Stream& stream, size_t size) {
  send_all(stream.source.get(), pattern(size));
  stream.poll();
  stream.round();
  receive_some(stream.sink.get(), stream.received);
  stream.poll();
}

}  // namespace

TEST_CASE("a relay without splicing copies everything") {
  PumpBench bench;
  Stream stream(bench, SplicePolicy::kNever);
  const std::string data = pattern(100'000);
  send_all(stream.source.get(), data);
  stream.run();
  CHECK(stream.received == data);
  CHECK(bench.count(Stat::kBytesCopied) == 100'000);
  CHECK(bench.count(Stat::kSpliceInCalls) == 0);
}

TEST_CASE("a worker to which splicing is not offered copies, whatever the policy") {
  PumpBench bench({.splice = false});
  Stream stream(bench, SplicePolicy::kEager);
  send_all(stream.source.get(), pattern(100'000));
  stream.run();
  CHECK(bench.count(Stat::kSpliceStarts) == 0);
  CHECK(bench.count(Stat::kBytesCopied) == 100'000);
}

TEST_CASE("splice-request/response (eager): spliced as soon as one read fills a buffer") {
  PumpBench bench;
  Stream stream(bench, SplicePolicy::kEager);
  helping(stream, 4095);
  CHECK_FALSE(stream.relay.splicing);
  helping(stream, 4096);
  CHECK(stream.relay.splicing);
  CHECK(bench.count(Stat::kSpliceStarts) == 1);
  helping(stream, 10'000);
  CHECK(bench.count(Stat::kBytesSpliced) == 10'000);
}

TEST_CASE("splice-auto: spliced only after several reads in a row filled a buffer") {
  PumpBench bench;
  Stream stream(bench, SplicePolicy::kAuto);
  for (int i = 0; i < 3; ++i) helping(stream, 4096);
  CHECK_FALSE(stream.relay.splicing);
  helping(stream, 100);  // not in a row
  for (int i = 0; i < 3; ++i) helping(stream, 4096);
  CHECK_FALSE(stream.relay.splicing);
  helping(stream, 4096);
  CHECK(stream.relay.splicing);
  CHECK(bench.count(Stat::kSpliceStarts) == 1);
}

TEST_CASE("splice-auto is lost after three short splices and gained again as the stream changes") {
  PumpBench bench;
  Stream stream(bench, SplicePolicy::kAuto);
  for (int times = 1; times <= 3; ++times) {
    for (int i = 0; i < 4; ++i) helping(stream, 4096);
    REQUIRE(stream.relay.splicing);
    for (int i = 0; i < 2; ++i) helping(stream, 10);
    CHECK(stream.relay.splicing);
    helping(stream, 4096);  // a long one between them starts the count again
    for (int i = 0; i < 2; ++i) helping(stream, 10);
    CHECK(stream.relay.splicing);
    helping(stream, 10);
    CHECK_FALSE(stream.relay.splicing);
    CHECK(bench.count(Stat::kSpliceStarts) == times);
    CHECK(bench.count(Stat::kSpliceStops) == times);
  }
}

TEST_CASE("a pipe's worth is collected while the destination takes nothing, and goes out at once") {
  PumpBench bench({.pipe_bytes = 65536});
  Stream stream(bench);
  stream.make_fast();
  std::string expected = stream.block();
  std::string data;
  for (int i = 0; i < 6; ++i) {
    const std::string part = pattern(5000, static_cast<uint32_t>(i));
    data += part;
    send_all(stream.source.get(), part);
    stream.poll();
    stream.round();
  }
  CHECK(stream.relay.in_pipe == data.size());
  const int before = bench.count(Stat::kSpliceOutCalls);
  while (!stream.to.writable) {
    receive_some(stream.sink.get(), stream.received);
    stream.poll(10);
  }
  stream.round();
  receive_some(stream.sink.get(), stream.received);
  CHECK(bench.count(Stat::kSpliceOutCalls) <= before + 2);
  CHECK(stream.received == expected + data);
}

TEST_CASE("bytes copied are not collected behind: one buffer is held, the rest stays with the source") {
  PumpBench bench;
  Stream stream(bench, SplicePolicy::kNever);
  const std::string expected = stream.block();
  const std::string data = pattern(50'000);
  send_all(stream.source.get(), data);
  stream.poll();
  for (int i = 0; i < 5; ++i) stream.round();
  CHECK(stream.relay.buffer_end - stream.relay.buffer_begin == 4096);
  stream.run();
  CHECK(stream.received == expected + data);
}

TEST_CASE("usedpipes < maxpipes is looked at at each borrow: copied while there is none, spliced once there is one") {
  PumpBench bench({.max_pipes = 1});
  Stream stream(bench);
  const auto taken = bench.pool.borrow();
  REQUIRE(taken);
  const std::string first = pattern(40'000, 1);
  send_all(stream.source.get(), first);
  stream.run();
  CHECK(bench.count(Stat::kBytesSpliced) == 0);
  CHECK(bench.count(Stat::kPipeBorrowFailures) > 0);
  bench.pool.give_back(*taken);
  const std::string second = pattern(40'000, 2);
  send_all(stream.source.get(), second);
  stream.run();
  CHECK(bench.count(Stat::kBytesSpliced) > 0);
  CHECK(stream.received == first + second);
}

TEST_CASE("a relay with nothing in flight holds neither buffer nor pipe") {
  for (const SplicePolicy policy : {SplicePolicy::kNever, SplicePolicy::kEager}) {
    PumpBench bench;
    Stream stream(bench, policy);
    send_all(stream.source.get(), pattern(60'000));
    stream.run();
    CHECK(bench.heap.lent() == 0);
    CHECK(bench.shared->pipes.used == 0);
    CHECK_FALSE(stream.relay.has_pipe());
  }
}

TEST_CASE("the byte limit of a relay is exact: not a byte more is taken from the source") {
  for (const SplicePolicy policy : {SplicePolicy::kNever, SplicePolicy::kEager, SplicePolicy::kAuto}) {
    for (const size_t limit : {size_t{0}, size_t{1}, size_t{4095}, size_t{4096}, size_t{4097}, size_t{70'000}, size_t{99'999}}) {
      CAPTURE(limit);
      PumpBench bench({.pipe_bytes = 8192});
      Stream stream(bench, policy);
      stream.relay.remaining = static_cast<int64_t>(limit);
      const std::string data = pattern(100'000);
      send_all(stream.source.get(), data);
      CHECK(stream.run().outcome == RelayOutcome::kLimit);
      CHECK(stream.received == data.substr(0, limit));
      bench.pump.abandon(stream.relay);
      // The next relay goes on where this one ended.
      stream.relay.state = Relay::State::kRunning;
      stream.relay.policy = policy;
      stream.run();
      CHECK(stream.received == data);
    }
  }
}

TEST_CASE("the byte limit is exact with a blocked destination and a pipe too") {
  PumpBench bench;
  Stream stream(bench);
  stream.make_fast();
  const std::string expected = stream.block();
  stream.relay.remaining = 12'345;
  const std::string data = pattern(30'000);
  send_all(stream.source.get(), data);
  stream.poll();
  for (int i = 0; i < 5; ++i) stream.round();
  CHECK(stream.relay.in_pipe == 12'345);
  CHECK(stream.run().outcome == RelayOutcome::kLimit);
  CHECK(stream.received == expected + data.substr(0, 12'345));
}

TEST_CASE("an error of the source while bytes are held: what came before is delivered, then the error is told") {
  for (const SplicePolicy policy : {SplicePolicy::kNever, SplicePolicy::kEager}) {
    PumpBench bench;
    Stream stream(bench, policy);
    if (policy == SplicePolicy::kEager) stream.make_fast();
    const std::string expected = stream.block();
    send_all(stream.source.get(), "before the error");
    stream.poll();
    stream.round();
    REQUIRE(stream.relay.holds_data());
    const auto broken = [&](int fd) { return fd == stream.from.fd; };
    bench.script.splice = [&](int in, int out, size_t length) -> ssize_t {
      return broken(in) ? Script::fail(ECONNRESET) : bench.script.real.splice(in, out, length);
    };
    bench.script.recv = [&](int fd, void* data, size_t length, int flags) -> ssize_t {
      return broken(fd) ? Script::fail(ECONNRESET) : bench.script.real.recv(fd, data, length, flags);
    };
    stream.from.readable = stream.from.hung_up = true;
    CHECK(stream.round().outcome == RelayOutcome::kWaiting);
    const RelayProgress progress = stream.run();
    CHECK(progress.outcome == RelayOutcome::kSourceFailed);
    CHECK(progress.error == ECONNRESET);
    CHECK(stream.received == expected + "before the error");
  }
}

TEST_CASE("an error of the destination while the pipe is full is told at once") {
  PumpBench bench({.pipe_bytes = 4096});
  Stream stream(bench, SplicePolicy::kEager, unix_pair(), tcp_pair());
  stream.make_fast();
  stream.block();
  send_all(stream.source.get(), pattern(50'000));
  stream.poll();
  stream.round();
  REQUIRE(stream.relay.in_pipe > 0);
  reset_connection(stream.sink);
  const Deadline deadline;
  while (!stream.to.writable && !deadline.passed()) stream.poll(10);
  const RelayProgress progress = stream.round();
  CHECK(progress.outcome == RelayOutcome::kDestinationFailed);
  CHECK(progress.error == ECONNRESET);
  CHECK(bench.heap.lent() == 0);
}

TEST_CASE("out of buffers: a read waits, and nothing is lost") {
  PumpBench bench({.buffers = 1});
  Stream stream(bench, SplicePolicy::kNever);
  const int32_t taken = bench.heap.lend();
  send_all(stream.source.get(), "waits");
  stream.poll();
  CHECK(stream.round().outcome == RelayOutcome::kWaiting);
  CHECK(stream.relay.starved);
  CHECK(stream.from.readable);
  CHECK(bench.count(Stat::kBufferWaits) == 1);
  bench.heap.give_back(taken);
  stream.run();
  CHECK(stream.received == "waits");
  CHECK_FALSE(stream.relay.starved);
}

TEST_CASE("the bytes of a relay are counted in its rows, per direction, spliced and copied apart") {
  PumpBench bench;
  std::vector<double> segment(size_t{Board::kSegmentRows} * Board::kColumns);
  std::vector<double> another(size_t{Board::kSegmentRows} * Board::kColumns);
  bench.board.add_segment(segment.data());
  bench.board.add_segment(another.data());
  Stream stream(bench);
  const int32_t rows[4] = {3, -1, Board::kSegmentRows + 7, 5 * Board::kSegmentRows};
  std::copy(std::begin(rows), std::end(rows), stream.relay.rows);
  stream.relay.direction = 1;
  send_all(stream.source.get(), pattern(50'000));
  stream.run();
  for (const double* row : {&segment[3 * Board::kColumns], &another[7 * Board::kColumns]}) {
    CHECK(row[Board::kBytes] == 0);
    CHECK(row[Board::kBytes + 1] == 50'000);
    CHECK(row[Board::kBytesSpliced + 1] == bench.count(Stat::kBytesSpliced));
    CHECK(row[Board::kBytesCopied + 1] == bench.count(Stat::kBytesCopied));
    CHECK(row[Board::kBytesSpliced + 1] + row[Board::kBytesCopied + 1] == 50'000);
  }
  for (size_t i = 0; i < Board::kColumns; ++i) CHECK(segment[i] == 0);
}
