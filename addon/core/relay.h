#pragma once

#include <cstdint>

#include "backend.h"
#include "board.h"
#include "buffer_heap.h"
#include "pipe_pool.h"
#include "splice_strategy.h"

namespace headrace {

// When a relay splices.
enum class SplicePolicy : uint8_t {
  kNever,
  kEager,  // as soon as one read fills a buffer
  kAuto,   // once several reads in a row filled a buffer: a fast streamer
};

// Moves bytes from one endpoint to another: `remaining` of them, or all until the end of the stream.
//
// Bytes that were taken and not yet delivered are in the buffer or in the pipe. New bytes are taken into either only
// while the other is empty (splice rule 4); bytes read back out of a pipe that cannot be spliced from are in the buffer
// and go first.
//
// Before a relay runs, its buffer may hold bytes that were inspected. They are its first ones, and count from the moment
// it begins; those beyond its limit stay behind for whatever comes next.
struct Relay {
  enum class State : uint8_t { kIdle, kRunning, kDone };
  static constexpr int64_t kUntilEof = -1;

  State state = State::kIdle;
  SplicePolicy policy = SplicePolicy::kNever;
  bool shutdown_at_eof = false;
  uint8_t direction = 0;  // 0 = towards the server, 1 = towards the client

  bool splicing = false;       // the stream is fast: next bytes go through a pipe
  bool cannot_splice = false;  // splice() failed for good on this relay
  bool pipe_full = false;      // the pipe took nothing more since it was last drained a little
  bool blocked = false;        // bytes wait for the destination
  bool starved = false;        // no buffer could be had
  bool at_eof = false;         // the source has ended
  bool ends_silently = false;  // nobody wants to hear of its end
  bool inspecting = false;     // not running; TypeScript wants to see more than `known` bytes
  bool begun = false;          // the first round has been
  bool independent = false;    // what is delivered to the source is no sign of life of it
  uint8_t full_reads = 0;      // in a row
  uint8_t short_splices = 0;   // in a row
  int source_error = 0;        // errno of the source, told when all that came before it is delivered

  int32_t destination = -1;
  int64_t remaining = kUntilEof;
  int32_t buffer = -1;
  uint32_t buffer_begin = 0;
  uint32_t buffer_end = 0;
  uint32_t kept_end = 0;  // bytes from buffer_end to here are in the buffer too, beyond the limit; 0 = none
  uint32_t known = 0;     // inspected bytes that TypeScript knows of
  Pipe pipe;
  size_t in_pipe = 0;

  uint64_t heard_ms = 0;  // last byte from the source, or the moment a wait for it began
  uint32_t read_timeout_ms = 0;
  uint32_t write_timeout_ms = 0;
  int32_t rows[4] = {-1, -1, -1, -1};

  [[nodiscard]] bool running() const { return state == State::kRunning; }
  [[nodiscard]] uint32_t buffered() const { return (kept_end != 0 ? kept_end : buffer_end) - buffer_begin; }
  [[nodiscard]] bool holds_data() const { return buffer_begin != buffer_end || in_pipe > 0; }
  // The source has new bytes: an ambiguous answer (splice rule 2) is worth another try, while the pipe holds little.
  void source_has_more() {
    if (in_pipe < static_cast<size_t>(pipe.size) / 2) pipe_full = false;
  }
  // The relay is over because its source was: nothing more comes from there.
  [[nodiscard]] bool source_ended() const { return state == State::kDone && at_eof; }
  [[nodiscard]] bool has_pipe() const { return pipe.reader >= 0; }
};

// What a round of a relay came to.
enum class RelayOutcome : uint8_t {
  kWaiting,  // for the source, the destination or a buffer
  kAgain,    // more can be done at once: another round, after everybody else's
  kEof,      // over: the source ended and all is delivered
  kLimit,    // over: the byte limit is reached and all is delivered
  kSourceFailed,
  kDestinationFailed,
};

// Bytes moved by a round, for activity and counters.
struct RelayProgress {
  RelayOutcome outcome = RelayOutcome::kWaiting;
  int error = 0;
  size_t taken = 0;
  size_t delivered = 0;
};

// What a look for bytes to inspect came to.
struct IntakeProgress {
  bool waiting = true;  // for the source or for a buffer
  Intake kind = Intake::kMore;
  int error = 0;
  size_t taken = 0;
};

// Runs relays with a worker's buffers, pipes and counters.
class RelayPump {
 public:
  struct Settings {
    bool splice = true;
    SpliceStrategy strategy = SpliceStrategy::kModern;
  };

  RelayPump(Backend& backend, BufferHeap& buffers, PipePool& pipes, const Board& board, Stats& stats, Settings settings)
      : backend_(backend), buffers_(buffers), pipes_(pipes), board_(board), stats_(stats), settings_(settings) {}

  // One round: deliver what is held, take once, deliver that. Bounded work, so that a fast stream does not starve the
  // rest (splice rule 12).
  RelayProgress round(Relay& relay, Endpoint& from, Endpoint& to);

  // Looks for bytes to inspect and puts them behind those that are there.
  IntakeProgress take_in(Relay& relay, Endpoint& from);
  // Drops the first bytes of those inspected; says how many.
  uint32_t drop_inspected(Relay& relay, uint32_t bytes);

  // Gives back what the relay holds; undelivered bytes are lost.
  void abandon(Relay& relay);
  // The relay is over; bytes beyond its limit stay.
  void finish(Relay& relay);
  // A relay that has not begun is as if it had never been asked for: bytes that were inspected stay.
  void rewind(Relay& relay);

 private:
  enum class Step : uint8_t { kOn, kWait, kFailed };

  void begin(Relay& relay, RelayProgress& progress);
  Step deliver(Relay& relay, Endpoint& to, RelayProgress& progress);
  Step deliver_buffer(Relay& relay, Endpoint& to, RelayProgress& progress);
  Step deliver_pipe(Relay& relay, Endpoint& to, RelayProgress& progress);
  Step read_back(Relay& relay, RelayProgress& progress);
  Step take(Relay& relay, Endpoint& from, RelayProgress& progress);
  Step take_by_copy(Relay& relay, Endpoint& from, RelayProgress& progress);
  Step take_by_splice(Relay& relay, Endpoint& from, RelayProgress& progress);
  void collect(Relay& relay, Endpoint& from, RelayProgress& progress);
  [[nodiscard]] size_t allowance(const Relay& relay, size_t most) const;
  [[nodiscard]] bool borrow(Relay& relay);
  void count(Relay& relay, size_t bytes, bool spliced, RelayProgress& progress);
  void give_back_pipe(Relay& relay);
  void give_back_buffer(Relay& relay);
  void stop_splicing(Relay& relay, bool for_good);

  Backend& backend_;
  BufferHeap& buffers_;
  PipePool& pipes_;
  const Board& board_;
  Stats& stats_;
  Settings settings_;
};

}  // namespace headrace
