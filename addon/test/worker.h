#pragma once

#include <doctest/doctest.h>

#include <array>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "core/engine.h"
#include "sockets_at_hand.h"

namespace headrace::testing {

struct Event {
  EventType type{};
  uint32_t slot = 0;
  uint32_t generation = 0;
  std::array<int32_t, kEventWords> words{};
};

struct Handle {
  uint32_t slot = 0;
  uint32_t generation = 0;
  bool operator==(const Handle&) const = default;
};

// A connection through the engine: the test holds both far ends.
struct Joined {
  UniqueFd client;
  UniqueFd server;
  Handle in;
  Handle out;
};

// An engine and a driver for it that keeps every event.
class Worker {
 public:
  struct Options {
    uint32_t inbound = 64;
    uint32_t outbound = 64;
    uint32_t buffer_bytes = 16384;
    uint32_t buffers = 64;
    int max_pipes = 16;
    int pipe_bytes = 65536;
    bool splice = true;
    SpliceStrategy strategy = SpliceStrategy::kModern;
    SystemCalls calls{};
    // Receive buffer of the servers: with a small one they take little unread, and what they take does not grow.
    int server_receive_bytes = 0;
    // Several workers of one process share a block and have numbers of their own.
    int number = 0;
    std::shared_ptr<SharedBlock> shared{};
  };
  static constexpr uint32_t kGates = 4;

  Worker() : Worker(Options()) {}
  explicit Worker(const Options& options)
      : shared(options.shared ? options.shared : std::make_shared<SharedBlock>()),
        engine({options.inbound, options.outbound, options.buffer_bytes, options.buffers, options.number, shared.get(),
                gates.data(), kGates, stats.data(), options.splice, options.strategy, options.calls}) {
    shared->pipes.max = options.max_pipes;
    shared->pipes.requested_size = options.pipe_bytes;
    REQUIRE(engine.open());
    server_ = listen_on_loopback(1024);
    if (const int bytes = options.server_receive_bytes; bytes > 0) {
      ::setsockopt(server_.get(), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    }
    engine.set_target(0, *SocketAddress::ipv4("127.0.0.1", port_of(server_.get())));
  }
  ~Worker() {
    engine.close();
    if (shared.use_count() > 1) return;
    const SystemCalls calls;
    PipePool(*shared, calls).drain();
    for (Doorbell& bell : shared->doorbells) {
      if (bell.fd_plus_one != 0) ::close(bell.fd_plus_one - 1);
    }
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void command(CommandType type, Handle handle, std::initializer_list<int32_t> payload = {}) {
    int32_t& count = engine.control()[0];
    REQUIRE(count < static_cast<int32_t>(Engine::kCommandCapacity));
    int32_t* record = engine.commands().as<int32_t>() + static_cast<size_t>(count++) * kCommandWords;
    std::fill_n(record, kCommandWords, 0);
    record[0] = static_cast<int32_t>(type);
    record[1] = static_cast<int32_t>(handle.slot);
    record[2] = static_cast<int32_t>(handle.generation);
    std::copy(payload.begin(), payload.end(), record + 3);
  }

  struct RelayOrder {
    int64_t limit = -1;
    int32_t flags = kRelayShutdownAtEof;
    int32_t read_ms = 0;
    int32_t write_ms = 0;
    std::array<int32_t, 4> rows{-1, -1, -1, -1};
    int32_t direction = 0;
  };
  void relay(Handle from, Handle to) { relay(from, to, RelayOrder()); }
  void relay(Handle from, Handle to, const RelayOrder& order) {
    command(CommandType::kRelay, from,
            {static_cast<int32_t>(to.slot), static_cast<int32_t>(to.generation), static_cast<int32_t>(order.limit & 0xffffffff),
             static_cast<int32_t>(order.limit >> 32), order.flags, order.read_ms, order.write_ms, order.rows[0], order.rows[1],
             order.rows[2], order.rows[3], order.direction});
  }
  void close(Handle handle, CloseMode mode = CloseMode::kFin) {
    command(CommandType::kClose, handle, {static_cast<int32_t>(mode)});
  }
  void flush() { engine.flush(); }

  // One turn; the events are kept in `events` and handed to `on_event`, whose commands are carried out.
  uint32_t turn(int timeout_ms = 0) {
    const uint32_t count = engine.turn(timeout_ms);
    for (uint32_t i = 0; i < count; ++i) {
      Event event;
      std::copy_n(engine.events().as<int32_t>() + static_cast<size_t>(i) * kEventWords, kEventWords, event.words.begin());
      event.type = static_cast<EventType>(event.words[0]);
      event.slot = static_cast<uint32_t>(event.words[1]);
      event.generation = static_cast<uint32_t>(event.words[2]);
      events.push_back(event);
      if (on_event) on_event(event);
    }
    engine.execute(count);
    return count;
  }

  template <typename Condition>
  void until(Condition condition) {
    for (const Deadline deadline; !condition();) {
      turn(5);
      REQUIRE_FALSE(deadline.passed());
    }
  }
  // Turns until the engine has nothing to do at once, three times in a row.
  void settle() {
    for (int quiet = 0; quiet < 3;) {
      const double before = moved();
      quiet = turn(5) == 0 && engine.patience() != 0 && moved() == before ? quiet + 1 : 0;
    }
  }

  [[nodiscard]] const Event* find(EventType type) const {
    for (const Event& event : events) {
      if (event.type == type) return &event;
    }
    return nullptr;
  }
  [[nodiscard]] const Event* find(EventType type, Handle handle) const {
    for (const Event& event : events) {
      if (event.type == type && Handle{event.slot, event.generation} == handle) return &event;
    }
    return nullptr;
  }
  Event await(EventType type) {
    until([&] { return find(type) != nullptr; });
    return *find(type);
  }
  Event await(EventType type, Handle handle) {
    until([&] { return find(type, handle) != nullptr; });
    return *find(type, handle);
  }
  // Awaits, and forgets the event.
  Event take(EventType type) {
    const Event event = await(type);
    for (auto at = events.begin(); at != events.end(); ++at) {
      if (at->type != type) continue;
      events.erase(at);
      break;
    }
    return event;
  }

  // Reads `fd` while the engine turns, until `size` bytes or the end have come.
  std::string read(int fd, size_t size) {
    std::string got;
    bool open = true;
    until([&] {
      open = open && receive_some(fd, got);
      return !open || got.size() >= size;
    });
    return got;
  }
  // Reads until the end of the stream; `error` is 0 for a FIN.
  std::string read_to_end(int fd, int* error = nullptr) {
    std::string got;
    until([&] { return !receive_some(fd, got, error); });
    return got;
  }
  // Sends all while the engine turns.
  void write(int fd, std::string_view data) {
    size_t sent = 0;
    until([&] {
      sent += send_some(fd, data.substr(sent));
      return sent == data.size();
    });
  }

  // Sends until client, engine and server take nothing more, however long they are given; says how much was sent.
  size_t jam(int fd, std::string_view data) {
    constexpr int kQuietMs = 400;  // the kernel's probes of a closed window make some room now and then
    size_t sent = 0;
    double before = -1;
    const Deadline deadline;
    for (Deadline quiet(kQuietMs); !quiet.passed();) {
      const size_t count = send_some(fd, data.substr(sent));
      sent += count;
      turn(2);
      if (count > 0 || moved() != before) quiet = Deadline(kQuietMs);
      before = moved();
      REQUIRE_FALSE(deadline.passed());
    }
    REQUIRE(sent < data.size());
    return sent;
  }

  // A listener of the engine's; 0 unless told otherwise.
  uint16_t listen(uint32_t id = 0, const std::vector<uint32_t>& with_gates = {}) {
    UniqueFd& fd = listeners_.emplace_back(listen_on_loopback(1024));
    REQUIRE(engine.add_listener(id, fd.get(), with_gates));
    return port_of(fd.get());
  }
  [[nodiscard]] uint16_t server_port() const { return port_of(server_.get()); }
  [[nodiscard]] int server_listener() const { return server_.get(); }

  // A client and its accepted slot.
  std::pair<UniqueFd, Handle> accept() {
    if (listeners_.empty()) listen();
    UniqueFd client = connect_to(port_of(listeners_.front().get()));
    const Event event = take(EventType::kAccepted);
    return {std::move(client), Handle{event.slot, event.generation}};
  }
  // A server's end and the slot that connected to it. The slot's generation is 1 unless told otherwise.
  std::pair<UniqueFd, Handle> connect(uint32_t index = 0, uint32_t generation = 1) {
    const Handle out{first_outbound() + index, generation};
    command(CommandType::kConnect, out, {0, 0});
    flush();
    take(EventType::kConnected);
    return {accept_one(server_.get()), out};
  }
  [[nodiscard]] uint32_t first_outbound() const { return engine.slots() / 2; }

  Joined join(uint32_t index = 0) {
    auto [client, in] = accept();
    auto [server, out] = connect(index);
    return {std::move(client), std::move(server), in, out};
  }
  // With relays both ways.
  Joined join_and_relay(int32_t flags = kRelayShutdownAtEof, uint32_t index = 0) {
    Joined joined = join(index);
    RelayOrder order;
    order.flags = flags;
    relay(joined.in, joined.out, order);
    order.direction = 1;
    relay(joined.out, joined.in, order);
    flush();
    turn();
    return joined;
  }

  [[nodiscard]] double moved() const { return count(Stat::kBytesSpliced) + count(Stat::kBytesCopied); }
  [[nodiscard]] double count(Stat stat) const { return stats[static_cast<size_t>(stat)]; }

  std::shared_ptr<SharedBlock> shared;
  std::array<Gate, kGates> gates{};
  std::array<double, kStatColumns> stats{};
  Engine engine;
  std::vector<Event> events;
  std::function<void(const Event&)> on_event;

 private:
  UniqueFd server_;
  std::vector<UniqueFd> listeners_;
};

}  // namespace headrace::testing
