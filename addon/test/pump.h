#pragma once

#include <doctest/doctest.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "core/relay.h"
#include "scripted_calls.h"
#include "sockets_at_hand.h"

namespace headrace::testing {

// A worker's buffers, pipes, counters and backend, without an engine, and system calls that can be scripted.
class PumpBench {
 public:
  struct Options {
    uint32_t buffer_bytes = 4096;
    uint32_t buffers = 4;
    int max_pipes = 4;
    int pipe_bytes = 65536;
    bool splice = true;
    SpliceStrategy strategy = SpliceStrategy::kModern;
  };

  PumpBench() : PumpBench(Options()) {}
  explicit PumpBench(Options options)
      : heap(options.buffers, options.buffer_bytes), pump(backend, heap, pool, board, stats, {options.splice, options.strategy}) {
    shared->pipes.max = options.max_pipes;
    shared->pipes.requested_size = options.pipe_bytes;
    REQUIRE(backend.open());
  }
  ~PumpBench() { pool.drain(); }
  PumpBench(const PumpBench&) = delete;
  PumpBench& operator=(const PumpBench&) = delete;

  [[nodiscard]] int count(Stat stat) const { return static_cast<int>(stats.get(stat)); }

  std::unique_ptr<SharedBlock> shared = std::make_unique<SharedBlock>();
  Script script;
  SystemCalls calls = script.calls();
  std::array<double, kStatColumns> columns{};
  Stats stats{columns.data()};
  EpollBackend backend{calls, stats};
  PipePool pool{*shared, calls};
  BufferHeap heap;
  Board board;
  RelayPump pump;
};

// One relay of a bench, between two socket pairs: `source` is written by the test, `sink` is read by it.
class Stream {
 public:
  explicit Stream(PumpBench& bench, SplicePolicy policy = SplicePolicy::kEager)
      : Stream(bench, policy, unix_pair(), unix_pair()) {}
  Stream(PumpBench& bench, SplicePolicy policy, SocketPair from_pair, SocketPair to_pair)
      : source(std::move(from_pair.theirs)),
        sink(std::move(to_pair.theirs)),
        bench_(bench),
        near_source_(std::move(from_pair.ours)),
        near_sink_(std::move(to_pair.ours)) {
    from.fd = near_source_.get();
    to.fd = near_sink_.get();
    relay.state = Relay::State::kRunning;
    relay.policy = policy;
    REQUIRE(bench.backend.add(from, 1));
    REQUIRE(bench.backend.add(to, 2));
    poll();
  }
  ~Stream() { bench_.pump.abandon(relay); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // Learns of readiness as an engine does. Other streams of the same bench must have nothing new.
  void poll(int timeout_ms = 0) {
    const int count = bench_.backend.wait(timeout_ms);
    for (int i = 0; i < count; ++i) {
      const Ready& ready = bench_.backend.ready(i);
      if (ready.key == 1 && ready.readable) relay.source_has_more();
      EpollBackend::apply(ready.key == 1 ? from : to, ready);
    }
  }

  // One round, without asking the kernel what is ready.
  RelayProgress round() { return bench_.pump.round(relay, from, to); }

  // Rounds while there is something to do, the sink being read meanwhile.
  RelayProgress run() {
    for (const Deadline deadline;;) {
      poll();
      const RelayProgress progress = round();
      receive_some(sink.get(), received);
      if (progress.outcome != RelayOutcome::kWaiting && progress.outcome != RelayOutcome::kAgain) return progress;
      if (progress.outcome == RelayOutcome::kWaiting && !relay.holds_data() && !from.readable) {
        poll();
        if (!from.readable) return progress;
      }
      REQUIRE_FALSE(deadline.passed());
    }
  }

  // The relay splices from now on: as after a read that filled a buffer.
  void make_fast() {
    send_all(source.get(), pattern(bench_.heap.bytes(), 5));
    poll();
    round();
    REQUIRE(relay.splicing);
    std::string warm_up;
    receive_some(sink.get(), warm_up);
    REQUIRE(warm_up.size() == bench_.heap.bytes());
  }

  // The sink takes nothing more until it is read. Returns what it holds.
  std::string block() { return fill(near_sink_.get()); }

  UniqueFd source;
  UniqueFd sink;
  Endpoint from;
  Endpoint to;
  Relay relay;
  std::string received;

 private:
  PumpBench& bench_;
  UniqueFd near_source_;
  UniqueFd near_sink_;
};

}  // namespace headrace::testing
