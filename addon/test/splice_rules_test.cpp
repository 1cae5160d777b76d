// The splice rules of the design, each a bug that somebody shipped; one test or more for each.
#include <doctest/doctest.h>
#include <linux/sockios.h>

#include <csignal>

#include "pump.h"
#include "worker.h"

using namespace headrace;
using namespace headrace::testing;

namespace {

constexpr size_t kMore = size_t{1} << 22;

}  // namespace

TEST_CASE("splice rule 1: what was spliced in is spliced out in the same round, without a poll between") {
  PumpBench bench;
  Stream stream(bench);
  stream.make_fast();
  std::string calls;
  bench.script.splice = [&](int in, int out, size_t length) {
    calls += in == stream.from.fd ? 'i' : 'o';
    return bench.script.real.splice(in, out, length);
  };
  send_all(stream.source.get(), "hello");
  stream.poll();
  const int wakeups = bench.count(Stat::kWakeups);
  const RelayProgress progress = stream.round();
  CHECK(calls == "io");
  CHECK(bench.count(Stat::kWakeups) == wakeups);
  CHECK(progress.taken == 5);
  CHECK(progress.delivered == 5);
  CHECK(receive_exactly(stream.sink.get(), 5) == "hello");
}

TEST_CASE("splice rule 2: EAGAIN with data in the pipe is not an empty socket: drain, then try again") {
  PumpBench bench({.pipe_bytes = 4096});
  Stream stream(bench);
  stream.make_fast();
  const std::string stuffing = stream.block();
  const std::string data = pattern(30'000);
  send_all(stream.source.get(), data);
  stream.poll();
  CHECK(stream.round().outcome == RelayOutcome::kWaiting);
  CHECK(bench.count(Stat::kSpliceInEagainAmbiguous) > 0);
  CHECK(bench.count(Stat::kSpliceInEagainEmpty) == 0);
  CHECK(stream.relay.in_pipe > 0);
  CHECK(stream.from.readable);  // the socket still holds data, and no new edge will say so
  CHECK(stream.run().outcome == RelayOutcome::kWaiting);
  CHECK(stream.received == stuffing + data);
}

TEST_CASE("splice rule 2: EAGAIN with an empty pipe is an empty socket") {
  PumpBench bench;
  Stream stream(bench);
  stream.make_fast();
  stream.from.readable = true;
  CHECK(stream.round().outcome == RelayOutcome::kWaiting);
  CHECK(bench.count(Stat::kSpliceInEagainEmpty) == 1);
  CHECK_FALSE(stream.from.readable);
}

TEST_CASE("splice rule 3: a pipe is full when it has no slots, at however few bytes") {
  PumpBench bench({.pipe_bytes = 65536});
  Stream stream(bench);
  stream.make_fast();
  const std::string stuffing = stream.block();
  std::string data;
  for (int i = 0; i < 100; ++i) {
    data.push_back(static_cast<char>('a' + i % 26));
    send_all(stream.source.get(), data.substr(data.size() - 1));
  }
  stream.poll();
  for (int i = 0; i < 5; ++i) stream.round();
  REQUIRE(stream.relay.has_pipe());
  CHECK(stream.relay.in_pipe < 100);
  CHECK(stream.relay.in_pipe < static_cast<size_t>(stream.relay.pipe.size));
  stream.run();
  CHECK(stream.received == stuffing + data);
}

TEST_CASE("splice rule 4: buffer and pipe of a direction never hold bytes at the same time") {
  PumpBench bench({.buffer_bytes = 1024, .pipe_bytes = 4096});
  Stream stream(bench);
  int both = 0;
  bench.script.recv = [&](int fd, void* data, size_t length, int flags) {
    if (stream.relay.holds_data()) ++both;
    return bench.script.real.recv(fd, data, length, flags);
  };
  bench.script.splice = [&](int in, int out, size_t length) {
    if (stream.relay.buffer_begin != stream.relay.buffer_end) ++both;
    return bench.script.real.splice(in, out, length);
  };
  std::string data = stream.block();
  for (uint32_t i = 0; i < 200; ++i) {
    const std::string part = pattern(i % 5 == 0 ? 9000 : 1 + i * 7 % 300, i);
    data += part;
    for (size_t sent = 0; sent < part.size();) {
      sent += send_some(stream.source.get(), std::string_view(part).substr(sent));
      stream.poll();
      stream.round();
      if (i % 3 == 0) receive_some(stream.sink.get(), stream.received);
    }
  }
  stream.run();
  CHECK(both == 0);
  CHECK(bench.count(Stat::kBytesSpliced) > 0);
  CHECK(bench.count(Stat::kBytesCopied) > 0);
  CHECK(stream.received == data);
}

TEST_CASE("splice rule 5: the end of the source waits for what the pipe holds, then shuts down; timeouts run meanwhile") {
  Worker worker({.server_receive_bytes = 8192});
  Joined joined = worker.join();
  worker.relay(joined.in, joined.out, {.flags = kRelaySplice | kRelayShutdownAtEof, .write_ms = 30});
  worker.flush();
  const std::string data = pattern(kMore * 4);
  const size_t sent = worker.jam(joined.client.get(), data);
  REQUIRE(worker.count(Stat::kBytesSpliced) > 0);
  joined.client.reset();  // FIN behind the data
  const Event timeout = worker.await(EventType::kTimeout);
  CHECK(timeout.slot == joined.out.slot);
  CHECK(timeout.words[3] == static_cast<int32_t>(TimerKind::kWrite));
  CHECK(worker.find(EventType::kRelayDone) == nullptr);
  int error = -1;
  const std::string got = worker.read_to_end(joined.server.get(), &error);
  CHECK(got.size() == sent);
  CHECK(got == data.substr(0, sent));
  CHECK(error == 0);
  CHECK(worker.await(EventType::kRelayDone).words[3] == static_cast<int32_t>(RelayEnd::kEof));
}

TEST_CASE("splice rule 6: a pipe that still holds data when its relay ends is closed, not lent again") {
  PumpBench bench({.max_pipes = 1, .pipe_bytes = 65536});
  {
    Stream first(bench);
    first.make_fast();
    first.block();
    send_all(first.source.get(), "somebody's secret");
    first.poll();
    first.round();
    REQUIRE(first.relay.in_pipe > 0);
  }
  CHECK(bench.count(Stat::kPipesDiscarded) == 1);
  CHECK(bench.shared->pipes.free == 0);
  CHECK(bench.shared->pipes.used == 0);
  Stream second(bench);
  second.make_fast();
  send_all(second.source.get(), "mine");
  second.run();
  CHECK(second.received == "mine");
}

TEST_CASE("splice rule 7: a splice never waits for more (no SPLICE_F_MORE): everything is on its way at once") {
  const SystemCalls calls;
  int fds[2];
  REQUIRE(calls.pipe(fds) == 0);
  const UniqueFd reader(fds[0]);
  const UniqueFd writer(fds[1]);
  const auto unsent_after = [&](auto splice) {
    const SocketPair pair = tcp_pair();
    constexpr int kZero = 0;  // without TCP_NODELAY the kernel has most reason to wait
    ::setsockopt(pair.ours.get(), IPPROTO_TCP, TCP_NODELAY, &kZero, sizeof kZero);
    REQUIRE(::write(writer.get(), "x", 1) == 1);
    REQUIRE(splice(pair.ours.get()) == 1);
    int unsent = -1;
    REQUIRE(::ioctl(pair.ours.get(), SIOCOUTQNSD, &unsent) == 0);
    return unsent;
  };
  CHECK(unsent_after([&](int fd) { return calls.splice(reader.get(), fd, 1); }) == 0);
  // That the test can fail:
  CHECK(unsent_after(
            [&](int fd) { return ::splice(reader.get(), nullptr, fd, nullptr, 1, SPLICE_F_NONBLOCK | SPLICE_F_MORE); }) == 1);
}

TEST_CASE("splice rule 7: SPLICE_F_NONBLOCK on every call: descriptors that may block do not make it wait") {
  const SystemCalls calls;
  int fds[2];
  REQUIRE(::pipe2(fds, O_CLOEXEC) == 0);
  const UniqueFd reader(fds[0]);
  const UniqueFd writer(fds[1]);
  const SocketPair pair = unix_pair();
  CHECK(calls.splice(pair.ours.get(), writer.get(), 100) == -1);  // empty socket
  CHECK(errno == EAGAIN);
  CHECK(calls.splice(reader.get(), pair.ours.get(), 100) == -1);  // empty pipe
  CHECK(errno == EAGAIN);
  set_nonblocking(writer.get());
  while (::write(writer.get(), pattern(4096).data(), 4096) > 0) {
  }
  ::fcntl(writer.get(), F_SETFL, 0);
  send_all(pair.theirs.get(), "more");
  CHECK(calls.splice(pair.ours.get(), writer.get(), 100) == -1);  // full pipe
  CHECK(errno == EAGAIN);
}

TEST_CASE("splice rule 8: a pipe is borrowed while it holds data and goes back when drained: one serves many connections") {
  Worker worker({.max_pipes = 1});
  constexpr uint32_t kConnections = 20;
  std::vector<Joined> joined;
  for (uint32_t i = 0; i < kConnections; ++i) {
    joined.push_back(worker.join_and_relay(kRelaySplice | kRelayShutdownAtEof, i));
  }
  const std::string data = pattern(100'000);
  for (int round = 0; round < 3; ++round) {
    for (Joined& one : joined) {
      worker.write(one.client.get(), data);
      CHECK(worker.read(one.server.get(), data.size()) == data);
    }
  }
  CHECK(worker.shared->pipes.used == 0);
  CHECK(worker.shared->pipes.created == 1);
  CHECK(worker.count(Stat::kBytesSpliced) > 0);
  CHECK(worker.count(Stat::kPipeBorrowFailures) == 0);
}

TEST_CASE("splice rule 8: no pipe to be had means copying, silently and correctly, and a counter") {
  for (const int max_pipes : {0, 1}) {
    Worker worker({.max_pipes = max_pipes, .pipe_bytes = 4096, .server_receive_bytes = 8192});
    const SystemCalls calls;
    PipePool pool(*worker.shared, calls);
    std::vector<Pipe> elsewhere;  // other workers have them all
    for (int i = 0; i < max_pipes; ++i) elsewhere.push_back(pool.borrow().value());
    std::vector<Joined> joined;
    std::vector<std::string> sent;
    for (uint32_t i = 0; i < 3; ++i) {
      joined.push_back(worker.join_and_relay(kRelaySplice | kRelayShutdownAtEof, i));
      sent.push_back(pattern(kMore * 3, i));
    }
    std::vector<std::string> got(joined.size());
    std::vector<size_t> done(joined.size());
    const auto send = [&] {
      for (size_t i = 0; i < joined.size(); ++i) {
        done[i] += send_some(joined[i].client.get(), std::string_view(sent[i]).substr(done[i]));
      }
    };
    worker.until([&] {
      send();
      bool over = true;
      for (size_t i = 0; i < joined.size(); ++i) {
        receive_some(joined[i].server.get(), got[i]);
        over = over && got[i].size() == sent[i].size();
      }
      return over;
    });
    CHECK(got == sent);
    CHECK(worker.count(Stat::kPipeBorrowFailures) > 0);
    CHECK(worker.count(Stat::kBytesSpliced) == 0);
    for (const Pipe& pipe : elsewhere) pool.give_back(pipe);
  }
}

TEST_CASE("splice rule 8: pipe() failing means copying, silently and correctly, and a counter") {
  PumpBench bench;
  Stream stream(bench);
  bench.script.pipe = [](int*) { return Script::fail(ENFILE); };
  const std::string data = pattern(50'000);
  send_all(stream.source.get(), data);
  stream.run();
  CHECK(stream.received == data);
  CHECK(bench.count(Stat::kPipeBorrowFailures) > 0);
  CHECK(bench.count(Stat::kBytesSpliced) == 0);
}

TEST_CASE("splice rule 9: a pipe smaller than asked for is used as it is, and its size is told") {
  PumpBench bench({.pipe_bytes = 1 << 20});
  Stream stream(bench);
  bench.script.pipe = [&](int* fds) {
    const int made = bench.script.real.pipe(fds);
    ::fcntl(fds[1], F_SETPIPE_SZ, 2 * 4096);  // as the kernel makes them past pipe-user-pages-soft
    return made;
  };
  bench.script.set_pipe_size = [](int, int) { return Script::fail(EPERM); };
  stream.make_fast();
  CHECK(bench.shared->pipes.created == 0);
  const std::string data = pattern(100'000);
  const std::string stuffing = stream.block();
  send_all(stream.source.get(), data);
  stream.run();
  CHECK(stream.received == stuffing + data);
  CHECK(bench.count(Stat::kBytesSpliced) > 0);
  CHECK(bench.shared->pipes.smallest_size == 2 * 4096);
  CHECK(bench.shared->pipes.requested_size == 1 << 20);
}

TEST_CASE("splice rule 10: splice() refused on the way in, in the middle of a stream: copied on, nothing lost") {
  for (const int refusal : {ENOSYS, EPERM, EINVAL, EBADF}) {
    for (const bool behind_data : {false, true}) {
      CAPTURE(refusal);
      CAPTURE(behind_data);
      PumpBench bench({.pipe_bytes = 4096});
      Stream stream(bench);
      stream.make_fast();
      int calls = 0;
      bench.script.splice = [&](int in, int out, size_t length) -> ssize_t {
        if (in == stream.from.fd && ++calls > (behind_data ? 1 : 0)) return Script::fail(refusal);
        return bench.script.real.splice(in, out, length);
      };
      std::string expected = behind_data ? stream.block() : "";
      const std::string data = pattern(30'000);
      send_all(stream.source.get(), data);
      stream.run();
      CHECK(stream.received == expected + data);
      CHECK(bench.count(Stat::kSpliceFallbacks) == 1);
      CHECK(stream.relay.cannot_splice);
      CHECK(bench.shared->pipes.used == 0);
      const int after = calls;
      send_all(stream.source.get(), data);
      stream.run();
      CHECK(calls == after);  // for good
      CHECK(stream.received.size() == expected.size() + 2 * data.size());
    }
  }
}

TEST_CASE("splice rule 10: splice() refused on the way out while the pipe holds data: read back, nothing lost") {
  for (const int refusal : {ENOSYS, EPERM, EINVAL, EBADF}) {
    CAPTURE(refusal);
    PumpBench bench({.buffer_bytes = 1024, .pipe_bytes = 65536});
    Stream stream(bench);
    stream.make_fast();
    std::string expected = stream.block();
    const std::string data = pattern(40'000);
    send_all(stream.source.get(), data);
    stream.poll();
    stream.round();
    REQUIRE(stream.relay.in_pipe > 3000);
    int out_calls = 0;
    bench.script.splice = [&](int in, int out, size_t length) -> ssize_t {
      if (out != stream.to.fd) return bench.script.real.splice(in, out, length);
      return ++out_calls > 1 ? Script::fail(refusal) : bench.script.real.splice(in, out, 1000);
    };
    stream.run();
    CHECK(stream.received == expected + data);
    CHECK(bench.count(Stat::kSpliceFallbacks) == 1);
    CHECK(bench.count(Stat::kPipesDiscarded) == 0);
    CHECK(bench.shared->pipes.used == 0);
  }
}

TEST_CASE("splice rule 10: reading back waits for a buffer when there is none, and loses nothing") {
  PumpBench bench({.buffer_bytes = 1024, .buffers = 1});
  Stream stream(bench);
  stream.make_fast();
  const std::string expected = stream.block();
  const std::string data = pattern(20'000);
  send_all(stream.source.get(), data);
  stream.poll();
  stream.round();
  REQUIRE(stream.relay.in_pipe > 0);
  bench.script.splice = [](int, int, size_t) -> ssize_t { return Script::fail(EINVAL); };
  const int32_t taken = bench.heap.lend();
  receive_some(stream.sink.get(), stream.received);
  stream.poll();
  CHECK(stream.round().outcome == RelayOutcome::kWaiting);
  CHECK(stream.relay.starved);
  CHECK(bench.count(Stat::kBufferWaits) > 0);
  bench.heap.give_back(taken);
  stream.run();
  CHECK(stream.received == expected + data);
}

TEST_CASE("splice rule 11: where a shut-down socket answers EAGAIN, a look at it tells closed from empty from pipe full") {
  PumpBench bench({.pipe_bytes = 4096, .strategy = SpliceStrategy::kLegacy});
  Stream stream(bench);
  // A kernel before 2.6.29.
  bench.script.splice = [&](int in, int out, size_t length) -> ssize_t {
    const ssize_t count = bench.script.real.splice(in, out, length);
    return count == 0 ? Script::fail(EAGAIN) : count;
  };
  stream.make_fast();
  std::string expected = stream.block();
  const std::string data = pattern(30'000);
  send_all(stream.source.get(), data);
  stream.poll();
  CHECK(stream.round().outcome == RelayOutcome::kWaiting);  // pipe full
  CHECK(bench.count(Stat::kSpliceInEagainAmbiguous) > 0);
  CHECK(stream.from.readable);
  CHECK(stream.run().outcome == RelayOutcome::kWaiting);  // empty
  CHECK(stream.received == expected + data);
  stream.make_fast();
  ::shutdown(stream.source.get(), SHUT_WR);
  CHECK(stream.run().outcome == RelayOutcome::kEof);  // closed
}

TEST_CASE("splice rule 12: a round takes one helping, however much there is") {
  PumpBench bench({.buffer_bytes = 4096, .pipe_bytes = 8192});
  Stream stream(bench);
  fill(stream.source.get());
  stream.poll();
  RelayProgress copied = stream.round();
  CHECK(copied.outcome == RelayOutcome::kAgain);
  CHECK(copied.taken == 4096);
  RelayProgress spliced = stream.round();
  CHECK(spliced.outcome == RelayOutcome::kAgain);
  CHECK(spliced.taken > 0);
  CHECK(spliced.taken <= 8192);
}

TEST_CASE("splice rule 12: a fast stream does not starve a slow one: both move in the same turn") {
  Worker worker;
  Joined fast = worker.join_and_relay(kRelaySplice | kRelayShutdownAtEof, 0);
  Joined slow = worker.join_and_relay(kRelaySplice | kRelayShutdownAtEof, 1);
  std::string sink;
  for (int i = 0; i < 20; ++i) {
    send_some(fast.client.get(), pattern(1 << 20));
    worker.turn();
    receive_some(fast.server.get(), sink);
  }
  fill(fast.client.get());
  send_all(slow.client.get(), "x");
  worker.turn();
  CHECK(worker.engine.patience() == 0);  // the fast one is not through
  std::string got;
  REQUIRE(wait_for(slow.server.get(), POLLIN, 1000));
  receive_some(slow.server.get(), got);
  CHECK(got == "x");
}

namespace {

std::atomic<int> signals = 0;

}  // namespace

TEST_CASE("splice rule 13: no signal when the peer is gone while bytes are copied to it") {
  signals = 0;
  const auto before = std::signal(SIGPIPE, [](int) { ++signals; });
  PumpBench bench;
  Stream stream(bench, SplicePolicy::kNever);
  stream.sink.reset();
  send_all(stream.source.get(), "x");
  stream.poll();
  const RelayProgress progress = stream.round();
  CHECK(progress.outcome == RelayOutcome::kDestinationFailed);
  CHECK(progress.error == EPIPE);
  std::signal(SIGPIPE, before);
  CHECK(signals == 0);
}

TEST_CASE("splice rule 13: with SIGPIPE ignored, as Node does, a spliced relay whose peer is gone ends with EPIPE") {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  PumpBench bench;
  Stream stream(bench);
  stream.make_fast();
  stream.sink.reset();
  send_all(stream.source.get(), "x");
  stream.poll();
  const RelayProgress progress = stream.round();
  CHECK(progress.outcome == RelayOutcome::kDestinationFailed);
  CHECK(progress.error == EPIPE);
  std::signal(SIGPIPE, before);
}

TEST_CASE("splice rule 14: the announced end is remembered: a short read behind it does not mean drained") {
  PumpBench bench;
  Stream stream(bench, SplicePolicy::kNever);
  send_all(stream.source.get(), "last words");
  ::shutdown(stream.source.get(), SHUT_WR);
  stream.poll();  // one edge tells of both; no other will come
  REQUIRE(stream.from.hung_up);
  RelayProgress progress = stream.round();
  while (progress.outcome == RelayOutcome::kAgain) progress = stream.round();
  CHECK(progress.outcome == RelayOutcome::kEof);
  CHECK(receive_exactly(stream.sink.get(), 10) == "last words");
}

TEST_CASE("splice rule 14: a short splice proves nothing: the socket is asked again") {
  PumpBench bench({.pipe_bytes = 65536});
  Stream stream(bench);
  stream.make_fast();
  bench.script.splice = [&](int in, int out, size_t length) {
    return bench.script.real.splice(in, out, in == stream.from.fd ? std::min<size_t>(length, 10) : length);
  };
  send_all(stream.source.get(), pattern(25));
  stream.poll();
  CHECK(stream.round().outcome == RelayOutcome::kAgain);
  CHECK(stream.from.readable);
  stream.run();
  CHECK(stream.received == pattern(25));
}

TEST_CASE("splice rule 14: a source paused for a full destination is resumed by the destination, without an edge of its own") {
  for (const int32_t policy : {0, kRelaySplice}) {
    Worker worker;
    Joined joined = worker.join_and_relay(policy | kRelayShutdownAtEof);
    const std::string data = pattern(kMore * 4);
    const size_t sent = worker.jam(joined.client.get(), data);
    // The client sends nothing more: only the server's reading can set the relay going again.
    CHECK(worker.read(joined.server.get(), sent) == data.substr(0, sent));
  }
}

TEST_CASE("splice rule 14: a slot used again does not get what was told of the connection before it") {
  Worker worker({.inbound = 1});
  auto [client, in] = worker.accept();
  // The old connection's end is announced in the same batch in which the slot is closed.
  client.reset();
  worker.close(in);
  worker.flush();
  auto [next, again] = worker.accept();
  CHECK(again.slot == in.slot);
  CHECK(again.generation == in.generation + 1);
  worker.settle();
  CHECK(worker.find(EventType::kHangup) == nullptr);
}
