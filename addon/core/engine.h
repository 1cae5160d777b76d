#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "backend.h"
#include "board.h"
#include "buffer_heap.h"
#include "connection.h"
#include "listener.h"
#include "log_sink.h"
#include "mapping.h"
#include "pipe_pool.h"
#include "protocol.h"
#include "relay.h"
#include "result.h"
#include "shared_block.h"
#include "system_calls.h"
#include "target.h"
#include "timer_wheel.h"

namespace headrace {

// A worker's engine: it moves bytes and tells of what needs a decision.
//
// A turn waits for the kernel, does all the I/O that needs no decision and leaves events in the ring. Whoever drives the
// engine hands them to TypeScript, which answers with commands; execute() carries those out, then the next turn begins.
// One thread.
class Engine {
 public:
  struct Options {
    uint32_t inbound_slots;
    uint32_t outbound_slots;
    uint32_t buffer_bytes;
    uint32_t buffers;
    int worker;
    SharedBlock* shared;
    Gate* gates;
    uint32_t gate_count;
    double* stats;
    bool splice;
    SpliceStrategy strategy;
    SystemCalls calls;
  };

  static constexpr uint32_t kEventCapacity = 4096;
  static constexpr uint32_t kCommandCapacity = 8192;
  static constexpr uint32_t kArenaBytes = 1 << 20;

  explicit Engine(const Options& options);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Memory, epoll set and doorbell; the engine is good for nothing before.
  Status open();

  // One turn: waits up to `timeout_ms` (−1 = until something happens). Returns the number of events in the ring.
  uint32_t turn(int timeout_ms);
  // Forgets the first `handled` events, then carries out the commands in the ring.
  void execute(uint32_t handled);
  // Carries out the commands in the ring while events are still being handled.
  void flush();
  // Milliseconds that the next turn may wait: 0 when there is work left.
  [[nodiscard]] int patience() const;
  // A descriptor of the driver's: turn() returns when it is readable and says so in driver_called().
  Status watch_driver(int fd);
  [[nodiscard]] bool driver_called() const { return driver_called_; }

  Status add_listener(uint32_t id, int fd, const std::vector<uint32_t>& gates);
  void remove_listener(uint32_t id);
  void pause_listener(uint32_t id);
  void resume_listener(uint32_t id);
  void set_target(uint32_t id, const SocketAddress& address);
  void set_target(uint32_t id, Target target);
  void add_log_sink(uint32_t id, LogSink sink);
  void remove_log_sink(uint32_t id);
  [[nodiscard]] Result<SocketAddress> local_address(uint32_t slot, uint32_t generation) const;
  // Writes an address of a slot into the control words from kAddress on: family, four words, port. false: there is none.
  bool read_address(uint32_t slot, uint32_t generation, WhichAddress which);
  // The slot's descriptor; −1 when the handle is stale.
  [[nodiscard]] int descriptor(uint32_t slot, uint32_t generation) const;
  Board& board() { return board_; }

  // Closes every slot and gives back gates and pipes. Idempotent.
  void close();

  [[nodiscard]] const Mapping& events() const { return events_; }
  [[nodiscard]] const Mapping& commands() const { return commands_; }
  [[nodiscard]] const Mapping& arena() const { return arena_; }
  [[nodiscard]] const BufferHeap& buffers() const { return buffers_; }
  // kControl words, then two doubles of clock, then the columns `received` and `sent`.
  [[nodiscard]] int32_t* control() const { return columns_.as<int32_t>(); }
  [[nodiscard]] double* clock() const { return columns_.as<double>() + 8; }
  [[nodiscard]] double* received() const { return columns_.as<double>() + 16; }
  [[nodiscard]] double* sent() const { return received() + slots(); }
  [[nodiscard]] uint32_t slots() const { return options_.inbound_slots + options_.outbound_slots; }
  [[nodiscard]] Stats& stats() { return stats_; }
  [[nodiscard]] uint64_t now_ms() const { return now_ms_; }

 private:
  static constexpr uint32_t kAcceptsPerTurn = 64;
  static constexpr uint64_t kAcceptPauseMs = 100;
  // Spares kept while nobody is being accepted: enough for a burst, so that most connections cost no call for theirs, and
  // few beside what there is room for.
  static constexpr uint32_t kFewestIdleSpares = 4;
  static constexpr uint32_t kMostIdleSpares = kAcceptsPerTurn;
  // Keys of the backend that are not slots.
  static constexpr uint64_t kDoorbellKey = ~uint64_t{0};
  static constexpr uint64_t kDriverKey = ~uint64_t{1};
  static constexpr uint64_t kListenerKeys = uint64_t{1} << 63;

  static uint64_t key_of(uint32_t slot, uint32_t generation) { return uint64_t{generation & 0x7fffffff} << 32 | slot; }

  void refresh_clock();
  void collect_ready(int count);
  void on_ready(const Ready& ready);
  void on_connecting(uint32_t slot, const Ready& ready);
  void answer_doorbell();
  void accept_ready();
  bool accept_one(uint32_t id, Listener& listener);
  void welcome(UniqueFd fd, uint32_t listener, const SocketAddress& peer);
  [[nodiscard]] Doorbell& own_doorbell() const;
  [[nodiscard]] int less_loaded_worker() const;
  void collect_inbox();
  void empty_inbox();
  void refuse(uint32_t listener);
  void publish_listeners();
  [[nodiscard]] bool keep_spare();
  void forget_spares(size_t kept);
  void pause_for_descriptors(uint32_t id, Listener& listener, int error);
  void update_watch(uint32_t id);
  void reopen_gates();
  void resume_accepting();
  void resume_early();
  void run_relays();
  void run_slot(uint32_t slot);
  void run_relay(uint32_t slot);
  void take_in(uint32_t slot);
  bool empty_outbox(uint32_t slot);
  void end_relay(uint32_t slot);
  void finish_at_eof(uint32_t slot);
  void shut_for_writing(Connection& connection);
  void tell_hangup(uint32_t slot, bool failed);
  void drop_unread(Connection& connection);
  void run_timers();
  void visit(uint32_t slot);
  void plan_visit(uint32_t slot);
  void hear(Connection& connection);
  [[nodiscard]] uint64_t read_deadline(const Connection& connection) const;
  [[nodiscard]] uint64_t write_deadline(const Connection& connection) const;
  void enqueue(uint32_t slot);
  void feed_starved();

  void carry_out(const int32_t* command);
  void connect(uint32_t slot, uint32_t generation, const int32_t* command);
  // Why there is no connection; error 0: it is on its way.
  struct ConnectFault {
    int error = 0;
    bool own_address = false;  // our side's could not be had
  };
  ConnectFault open_connection(uint32_t slot, Target& target, const int32_t* command);
  static ConnectFault prepare_socket(int fd, Target& target, const SocketAddress& address, const SocketAddress& source);
  static int set_option(int fd, SlotOption option, int value);
  void connect_failed(uint32_t slot, ConnectFault fault);
  void start_relay(uint32_t slot, const int32_t* command);
  void inspect(uint32_t slot, const int32_t* command);
  void send(uint32_t slot, const int32_t* command);
  void send_failed(uint32_t slot, int error);
  void drop_outbox(Connection& connection);
  void shut_down(uint32_t slot);
  void set_timeouts(uint32_t slot, int32_t read_ms, int32_t write_ms);
  void log(uint32_t sink, uint32_t offset, uint32_t length);
  void release(uint32_t slot, CloseMode mode);

  [[nodiscard]] Connection* find(uint32_t slot, uint32_t generation) const;
  void open_slot(uint32_t slot, int fd, Connection::State state);
  [[nodiscard]] size_t idle_spares() const { return std::clamp(options_.inbound_slots / 64, kFewestIdleSpares, kMostIdleSpares); }
  [[nodiscard]] bool inbound(uint32_t slot) const { return slot < options_.inbound_slots; }
  [[nodiscard]] bool room_for_events() const { return event_count_ + 16 < kEventCapacity; }
  int32_t* emit(EventType type, uint32_t slot);

  Options options_;
  SystemCalls calls_;
  Stats stats_;
  Backend backend_;
  PipePool pipes_;
  BufferHeap buffers_;
  Board board_;
  RelayPump pump_;
  Mapping events_;
  Mapping commands_;
  Mapping arena_;
  Mapping columns_;
  Mapping slots_memory_;
  Connection* connections_;
  TimerWheel wheel_;

  uint64_t now_ms_ = 0;
  double now_exact_ms_ = 0;
  uint32_t event_count_ = 0;
  std::vector<int32_t> overflow_;  // events that found the ring full; they begin the next batch
  std::vector<uint32_t> free_inbound_;
  uint32_t touched_inbound_ = 0;
  std::vector<uint32_t> run_queue_;
  std::vector<uint32_t> running_;
  std::vector<uint32_t> starved_;
  // Descriptors in reserve, one at least for each of the `newcomers_`: a client that is let in can reach a server.
  std::vector<UniqueFd> spares_;
  uint32_t newcomers_ = 0;       // accepted in this turn
  std::vector<Handover> inbox_;  // connections that other workers accepted for this one
  std::vector<Listener> listeners_;
  std::vector<Target> targets_;
  std::vector<std::optional<LogSink>> sinks_;
  int doorbell_ = -1;
  bool driver_called_ = false;
  bool gates_opened_ = false;
  uint64_t accept_resume_ms_ = 0;  // earliest of the listeners'; 0 = none is paused
  bool closed_ = false;
};

}  // namespace headrace
