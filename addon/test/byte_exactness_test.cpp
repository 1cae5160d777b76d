// Byte-exactness under stress: many connections in one engine, sizes, writes, reads and ends at random, pipes of one page.
#include <doctest/doctest.h>

#include <random>

#include "worker.h"

using namespace headrace;
using namespace headrace::testing;

namespace {

// FNV-1a, 64 bits.
class Checksum {
 public:
  void add(std::string_view data) {
    for (const char byte : data) value_ = (value_ ^ static_cast<unsigned char>(byte)) * 1099511628211U;
    size_ += data.size();
  }
  bool operator==(const Checksum&) const = default;
  [[nodiscard]] size_t size() const { return size_; }

 private:
  uint64_t value_ = 14695981039346656037U;
  size_t size_ = 0;
};

// One way of a connection, as the test sees it from outside.
class Way {
 public:
  Way(int writer, int reader, size_t size, bool single_bytes, std::mt19937& random)
      : writer_(writer), reader_(reader), left_(size), single_bytes_(single_bytes), random_(random) {}

  void step() {
    if (!shut_) write();
    if (!ended_ && random_() % 4 != 0) read();  // a slow reader now and then
  }
  [[nodiscard]] bool over() const { return shut_ && ended_; }
  [[nodiscard]] bool exact() const { return sent_ == received_; }
  [[nodiscard]] size_t size() const { return received_.size(); }

 private:
  void write() {
    if (left_ == 0 && pending_.empty()) {
      ::shutdown(writer_, SHUT_WR);
      shut_ = true;
      return;
    }
    const int writes = single_bytes_ ? 40 : 2;
    for (int i = 0; i < writes; ++i) {
      if (pending_.empty()) {
        const size_t most = single_bytes_ ? 1 : 1 + random_() % 200'000;
        const size_t size = std::min(left_, most);
        if (size == 0) return;
        pending_ = pattern(size, static_cast<uint32_t>(random_()));
        left_ -= size;
        sent_.add(pending_);
      }
      pending_.erase(0, send_some(writer_, pending_));
    }
  }

  void read() {
    char buffer[65536];
    const size_t most = single_bytes_ ? 1 + random_() % 30 : sizeof buffer;
    for (int i = 0; i < 8; ++i) {
      const ssize_t count = ::recv(reader_, buffer, most, MSG_DONTWAIT);
      if (count > 0) {
        received_.add({buffer, static_cast<size_t>(count)});
        continue;
      }
      ended_ = count == 0 || errno != EAGAIN;
      return;
    }
  }

  int writer_;
  int reader_;
  size_t left_;
  bool single_bytes_;
  std::mt19937& random_;
  std::string pending_;
  Checksum sent_;
  Checksum received_;
  bool shut_ = false;
  bool ended_ = false;
};

// `count` connections at once, both ways each, until all are over; everything must arrive.
void stress(const Worker::Options& options, uint32_t count, size_t size_at_most, uint32_t seed) {
  CAPTURE(options.max_pipes);
  CAPTURE(seed);
  Worker worker(options);
  std::mt19937 random(seed);
  std::vector<Joined> joined;
  std::vector<std::pair<Way, Way>> ways;
  const int32_t policies[] = {0, kRelaySplice, kRelaySpliceAuto};
  for (uint32_t i = 0; i < count; ++i) {
    joined.push_back(worker.join_and_relay(policies[random() % 3] | kRelayShutdownAtEof, i));
    const Joined& one = joined.back();
    const bool single_bytes = i % 5 == 0;
    const auto size = [&] { return random() % 8 == 0 ? 0 : random() % (single_bytes ? 2000 : size_at_most); };
    ways.emplace_back(Way(one.client.get(), one.server.get(), size(), single_bytes, random),
                      Way(one.server.get(), one.client.get(), size(), single_bytes, random));
  }
  // When both ways have ended whoever decides closes both sockets; the engine leaves the second end to that.
  std::vector<int> ends(count);
  worker.on_event = [&](const Event& event) {
    for (uint32_t i = 0; i < count && event.type == EventType::kRelayDone; ++i) {
      const Handle handle{event.slot, event.generation};
      if ((handle == joined[i].in || handle == joined[i].out) && ++ends[i] == 2) {
        worker.close(joined[i].in);
        worker.close(joined[i].out);
      }
    }
  };
  worker.until([&] {
    bool over = true;
    for (auto& [up, down] : ways) {
      up.step();
      down.step();
      over = over && up.over() && down.over();
    }
    return over;
  });
  for (auto& [up, down] : ways) {
    CHECK(up.exact());
    CHECK(down.exact());
  }
  worker.settle();
  CHECK(worker.find(EventType::kRelayError) == nullptr);
  CHECK(worker.shared->pipes.used == 0);
  CHECK(worker.shared->pipes.used_max <= options.max_pipes);
  CHECK(worker.count(Stat::kBuffersUsed) == 0);
  CHECK(worker.count(Stat::kPipesDiscarded) == 0);
  CHECK(worker.count(Stat::kInboundOpen) == 0);
  CHECK(worker.count(Stat::kOutboundOpen) == 0);
}

}  // namespace

TEST_CASE("every byte arrives, whatever maxpipes is, through pipes of one page and little buffers") {
  for (const int max_pipes : {0, 1, 3, 64}) {
    stress({.buffer_bytes = 2048, .max_pipes = max_pipes, .pipe_bytes = 4096}, 24, 600'000, 1 + static_cast<uint32_t>(max_pipes));
  }
}

TEST_CASE("every byte arrives with fewer buffers than connections") {
  stress({.buffer_bytes = 16384, .buffers = 3, .max_pipes = 2}, 24, 600'000, 11);
}

TEST_CASE("every byte arrives under the legacy strategy") {
  stress({.buffer_bytes = 4096, .max_pipes = 8, .strategy = SpliceStrategy::kLegacy}, 16, 600'000, 12);
}

TEST_CASE("every byte arrives when splice() is refused now and then") {
  static std::mt19937 whims(5);
  SystemCalls calls;
  calls.splice = [](int in, int out, size_t length) -> ssize_t {
    constexpr int kRefusals[] = {ENOSYS, EPERM, EINVAL, EBADF};
    if (whims() % 50 == 0) {
      errno = kRefusals[whims() % 4];
      return -1;
    }
    return ::splice(in, nullptr, out, nullptr, length, SPLICE_F_NONBLOCK);
  };
  stress({.buffer_bytes = 2048, .max_pipes = 8, .pipe_bytes = 4096, .calls = calls}, 16, 600'000, 13);
}

TEST_CASE("every byte arrives in a few large streams through large pipes") {
  stress({.max_pipes = 8, .pipe_bytes = 1 << 20}, 4, size_t{8} << 20, 14);
}
