// Reading the answers of splice(): today's kernels, and those before 2.6.29.
#include "core/splice_strategy.h"

#include <doctest/doctest.h>

#include "pump.h"

using namespace headrace;
using namespace headrace::testing;

namespace {

struct Ends {
  PumpBench bench;
  SocketPair pair;
  Endpoint from;
  Pipe pipe;

  Ends() : pair(unix_pair()), pipe(bench.pool.borrow().value()) {
    from.fd = pair.ours.get();
    from.readable = true;
  }
  ~Ends() { bench.pool.discard(pipe); }

  SpliceIn splice(SpliceStrategy strategy, size_t held) {
    return splice_in(bench.backend, strategy, from, pipe, held, 1 << 20, bench.stats);
  }
};

constexpr SpliceStrategy kBoth[] = {SpliceStrategy::kModern, SpliceStrategy::kLegacy};

}  // namespace

TEST_CASE("splice strategies move what is there") {
  for (const SpliceStrategy strategy : kBoth) {
    Ends ends;
    send_all(ends.pair.theirs.get(), "12345");
    const SpliceIn got = ends.splice(strategy, 0);
    CHECK(got.kind == SpliceIn::Kind::kMoved);
    CHECK(got.bytes == 5);
  }
}

TEST_CASE("splice strategies do not ask a socket that is known to be empty") {
  for (const SpliceStrategy strategy : kBoth) {
    Ends ends;
    ends.from.readable = false;
    CHECK(ends.splice(strategy, 0).kind == SpliceIn::Kind::kEmpty);
    CHECK(ends.bench.count(Stat::kSpliceInCalls) == 0);
  }
}

TEST_CASE("splice strategies tell an empty socket, which is then not readable") {
  for (const SpliceStrategy strategy : kBoth) {
    Ends ends;
    CHECK(ends.splice(strategy, 0).kind == SpliceIn::Kind::kEmpty);
    CHECK_FALSE(ends.from.readable);
    CHECK(ends.bench.count(Stat::kSpliceInEagainEmpty) == 1);
  }
}

TEST_CASE("splice strategies tell a full pipe from an empty socket") {
  for (const SpliceStrategy strategy : kBoth) {
    Ends ends;
    while (::write(ends.pipe.writer, pattern(4096).data(), 4096) > 0) {
    }
    send_all(ends.pair.theirs.get(), "12345");
    CHECK(ends.splice(strategy, 65536).kind == SpliceIn::Kind::kBlocked);
    CHECK(ends.from.readable);
    CHECK(ends.bench.count(Stat::kSpliceInEagainAmbiguous) == 1);
  }
}

TEST_CASE("splice strategies tell the end of the stream") {
  for (const SpliceStrategy strategy : kBoth) {
    Ends ends;
    ::shutdown(ends.pair.theirs.get(), SHUT_WR);
    CHECK(ends.splice(strategy, 0).kind == SpliceIn::Kind::kEof);
  }
}

TEST_CASE("the legacy strategy finds the end behind EAGAIN, with an empty pipe and with a full one") {
  for (const size_t held : {size_t{0}, size_t{4096}}) {
    Ends ends;
    ends.bench.script.splice = [](int, int, size_t) -> ssize_t { return Script::fail(EAGAIN); };
    ::shutdown(ends.pair.theirs.get(), SHUT_WR);
    CHECK(ends.splice(SpliceStrategy::kLegacy, held).kind == SpliceIn::Kind::kEof);
  }
}

TEST_CASE("the modern strategy trusts EAGAIN: no look at the socket") {
  Ends ends;
  int looks = 0;
  ends.bench.script.recv = [&](int, void*, size_t, int) -> ssize_t {
    ++looks;
    return 0;
  };
  CHECK(ends.splice(SpliceStrategy::kModern, 0).kind == SpliceIn::Kind::kEmpty);
  CHECK(looks == 0);
}

TEST_CASE("the legacy strategy's look takes nothing from the socket and passes its error on") {
  Ends ends;
  ends.bench.script.splice = [](int, int, size_t) -> ssize_t { return Script::fail(EAGAIN); };
  send_all(ends.pair.theirs.get(), "kept");
  CHECK(ends.splice(SpliceStrategy::kLegacy, 10).kind == SpliceIn::Kind::kBlocked);
  CHECK(receive_exactly(ends.pair.ours.get(), 4) == "kept");
  ends.bench.script.recv = [](int, void*, size_t, int flags) -> ssize_t {
    CHECK((flags & MSG_PEEK) != 0);
    return Script::fail(ECONNRESET);
  };
  const SpliceIn got = ends.splice(SpliceStrategy::kLegacy, 0);
  CHECK(got.kind == SpliceIn::Kind::kFailed);
  CHECK(got.error == ECONNRESET);
}

TEST_CASE("the legacy strategy gives up splicing when an empty pipe takes nothing although data are there") {
  Ends ends;
  ends.bench.script.splice = [](int, int, size_t) -> ssize_t { return Script::fail(EAGAIN); };
  send_all(ends.pair.theirs.get(), "data");
  CHECK(ends.splice(SpliceStrategy::kLegacy, 0).kind == SpliceIn::Kind::kUnsupported);
}

TEST_CASE("the legacy strategy takes data that come between splice() and its look at the socket") {
  Ends ends;
  int calls = 0;
  ends.bench.script.splice = [&](int, int, size_t) -> ssize_t {
    if (++calls > 1) return 4;
    send_all(ends.pair.theirs.get(), "late");
    return Script::fail(EAGAIN);
  };
  const SpliceIn got = ends.splice(SpliceStrategy::kLegacy, 0);
  CHECK(got.kind == SpliceIn::Kind::kMoved);
  CHECK(got.bytes == 4);
}

TEST_CASE("splice strategies tell what cannot work here from what broke") {
  for (const SpliceStrategy strategy : kBoth) {
    for (const int error : {ENOSYS, EPERM, EINVAL, EBADF, ECONNRESET, ETIMEDOUT, EIO}) {
      Ends ends;
      ends.bench.script.splice = [&](int, int, size_t) -> ssize_t { return Script::fail(error); };
      const SpliceIn got = ends.splice(strategy, 0);
      CHECK(got.error == error);
      CHECK(got.kind == (means_unsupported(error) ? SpliceIn::Kind::kUnsupported : SpliceIn::Kind::kFailed));
    }
  }
}

TEST_CASE("splice() interrupted by a signal is asked again") {
  Ends ends;
  int calls = 0;
  ends.bench.script.splice = [&](int in, int out, size_t length) -> ssize_t {
    return ++calls == 1 ? Script::fail(EINTR) : ends.bench.script.real.splice(in, out, length);
  };
  send_all(ends.pair.theirs.get(), "x");
  CHECK(ends.splice(SpliceStrategy::kModern, 0).kind == SpliceIn::Kind::kMoved);
}
