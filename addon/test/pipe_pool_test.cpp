#include "core/pipe_pool.h"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <memory>
#include <thread>
#include <vector>

#include "scripted_calls.h"
#include "sockets_at_hand.h"

using namespace headrace;
using namespace headrace::testing;

namespace {

struct Pool {
  std::unique_ptr<SharedBlock> shared = std::make_unique<SharedBlock>();
  Script script;
  SystemCalls calls = script.calls();
  PipePool pool{*shared, calls};

  explicit Pool(int max, int bytes = 65536) {
    shared->pipes.max = max;
    shared->pipes.requested_size = bytes;
  }
  ~Pool() { pool.drain(); }
};

}  // namespace

TEST_CASE("PipePool lends up to the maximum, and one more when one has come back") {
  Pool at(2);
  const auto first = at.pool.borrow();
  const auto second = at.pool.borrow();
  REQUIRE(first);
  REQUIRE(second);
  CHECK_FALSE(at.pool.borrow());
  CHECK(at.shared->pipes.used == 2);
  at.pool.give_back(*first);
  CHECK(at.shared->pipes.used == 1);
  CHECK(at.shared->pipes.free == 1);
  const auto third = at.pool.borrow();
  REQUIRE(third);
  CHECK_FALSE(at.pool.borrow());
  CHECK(at.shared->pipes.used_max == 2);
  at.pool.give_back(*second);
  at.pool.give_back(*third);
  CHECK(at.shared->pipes.used == 0);
}

TEST_CASE("PipePool lends nothing at maxpipes 0") {
  Pool at(0);
  CHECK_FALSE(at.pool.borrow());
  CHECK(at.shared->pipes.created == 0);
  CHECK(at.shared->pipes.used == 0);
}

TEST_CASE("PipePool lends a ready pipe again instead of making one") {
  Pool at(8);
  const auto first = at.pool.borrow();
  REQUIRE(first);
  at.pool.give_back(*first);
  const auto again = at.pool.borrow();
  REQUIRE(again);
  CHECK(again->reader == first->reader);
  CHECK(again->writer == first->writer);
  CHECK(again->size == first->size);
  CHECK(at.shared->pipes.created == 1);
  at.pool.give_back(*again);
}

TEST_CASE("PipePool's pipes do not block and close on exec") {
  Pool at(1);
  const auto pipe = at.pool.borrow();
  REQUIRE(pipe);
  for (const int fd : {pipe->reader, pipe->writer}) {
    CHECK((::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
    CHECK((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
  }
  at.pool.give_back(*pipe);
}

TEST_CASE("PipePool closes a pipe that still holds data and uses its place for another") {
  Pool at(1);
  const int before = open_descriptors();
  for (int i = 0; i < 100; ++i) {
    const auto pipe = at.pool.borrow();
    REQUIRE(pipe);
    CHECK(pipe->entry == 0);
    char byte = 0;
    CHECK(::read(pipe->reader, &byte, 1) == -1);  // nobody else's bytes
    REQUIRE(::write(pipe->writer, "secret", 6) == 6);
    at.pool.discard(*pipe);
  }
  CHECK(open_descriptors() == before);
  CHECK(at.shared->pipes.created == 100);
  CHECK(at.shared->pipes.free == 0);
  CHECK(at.shared->entries_used == 1);
}

TEST_CASE("PipePool records what the kernel granted") {
  Pool at(2, 1 << 16);
  const auto large = at.pool.borrow();
  REQUIRE(large);
  CHECK(large->size == 1 << 16);
  CHECK(large->size == ::fcntl(large->writer, F_GETPIPE_SZ));
  at.shared->pipes.requested_size = 4096;
  const auto small = at.pool.borrow();
  REQUIRE(small);
  CHECK(small->size == 4096);
  CHECK(at.shared->pipes.smallest_size == 4096);
  CHECK(at.shared->pipes.largest_size == 1 << 16);
  at.pool.give_back(*large);
  at.pool.give_back(*small);
}

TEST_CASE("PipePool keeps a pipe whose size could not be raised (EPERM), and records its real size") {
  Pool at(1, 1 << 20);
  at.script.set_pipe_size = [](int, int) { return Script::fail(EPERM); };
  const auto pipe = at.pool.borrow();
  REQUIRE(pipe);
  CHECK(pipe->size == ::fcntl(pipe->writer, F_GETPIPE_SZ));
  CHECK(at.shared->pipes.largest_size == pipe->size);
  at.pool.give_back(*pipe);
}

TEST_CASE("PipePool lends none when pipe() fails, and loses no place by it") {
  Pool at(4);
  bool broken = true;
  at.script.pipe = [&](int* fds) { return broken ? Script::fail(EMFILE) : at.script.real.pipe(fds); };
  for (int i = 0; i < 10; ++i) CHECK_FALSE(at.pool.borrow());
  CHECK(at.shared->pipes.used == 0);
  CHECK(at.shared->entries_used == 1);
  broken = false;
  const auto pipe = at.pool.borrow();
  REQUIRE(pipe);
  at.pool.give_back(*pipe);
}

TEST_CASE("PipePool obeys a lowered maximum: ready pipes beyond it are closed as they come back") {
  Pool at(4);
  const int before = open_descriptors();
  std::vector<Pipe> pipes;
  for (int i = 0; i < 4; ++i) {
    const auto pipe = at.pool.borrow();
    REQUIRE(pipe);
    pipes.push_back(*pipe);
  }
  at.shared->pipes.max = 1;
  CHECK_FALSE(at.pool.borrow());
  for (const Pipe& pipe : pipes) at.pool.give_back(pipe);
  CHECK(at.shared->pipes.used == 0);
  CHECK(at.shared->pipes.free == 1);
  CHECK(open_descriptors() == before + 2);
}

TEST_CASE("PipePool drains: every ready pipe is closed") {
  const int before = open_descriptors();
  {
    Pool at(16);
    std::vector<Pipe> pipes;
    for (int i = 0; i < 16; ++i) pipes.push_back(at.pool.borrow().value());
    for (const Pipe& pipe : pipes) at.pool.give_back(pipe);
    CHECK(at.shared->pipes.free == 16);
    at.pool.drain();
    CHECK(at.shared->pipes.free == 0);
    CHECK(open_descriptors() == before);
  }
}

TEST_CASE("PipePool serves many threads: never one pipe twice, never more than the maximum") {
  constexpr int kMax = 6;
  constexpr int kThreads = 8;
  const auto shared = std::make_unique<SharedBlock>();
  shared->pipes.max = kMax;
  shared->pipes.requested_size = 4096;
  const int before = open_descriptors();
  std::atomic<int> mixed_up = 0;
  std::atomic<int> lent = 0;
  std::vector<std::thread> threads;
  for (int worker = 0; worker < kThreads; ++worker) {
    threads.emplace_back([&, worker] {
      const SystemCalls calls;
      PipePool pool(*shared, calls);
      for (int i = 0; i < 2000; ++i) {
        const auto pipe = pool.borrow();
        if (!pipe) continue;
        ++lent;
        const int mark = worker * 100000 + i;
        int read = 0;
        if (::write(pipe->writer, &mark, sizeof mark) != sizeof mark) ++mixed_up;
        if (::read(pipe->reader, &read, sizeof read) != sizeof read || read != mark) ++mixed_up;
        if (i % 7 == 0) {
          pool.discard(*pipe);
        } else {
          pool.give_back(*pipe);
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(mixed_up == 0);
  CHECK(lent > 0);
  CHECK(shared->pipes.used == 0);
  CHECK(shared->pipes.used_max <= kMax);
  const SystemCalls calls;
  PipePool(*shared, calls).drain();
  CHECK(shared->pipes.free == 0);
  CHECK(open_descriptors() == before);
}
