#pragma once

#include <sys/epoll.h>
#include <sys/uio.h>

#include <cstddef>
#include <cstdint>

#include "pipe_pool.h"
#include "protocol.h"
#include "result.h"
#include "socket_address.h"
#include "system_calls.h"
#include "unique_fd.h"

// The seam between connections and the kernel's interface for waiting.
//
// Connections and relays ask for an operation and learn at once whether it is done or pending; when something pending
// may be done they are told by `wait` and ask again. An operation that is pending has no effect until it is asked for
// again. With epoll, "pending" means that the socket was not ready and the system call happens at the next asking; a
// backend over io_uring would submit at the first asking and hand out the result at the next. Nothing above this file
// knows which one runs.
namespace headrace {

// What came of an operation.
struct IoResult {
  enum class Kind : uint8_t { kMoved, kPending, kEof, kFailed };
  Kind kind = Kind::kPending;
  size_t bytes = 0;  // kMoved
  int error = 0;     // kFailed: errno

  static IoResult moved(size_t bytes) { return {Kind::kMoved, bytes, 0}; }
  static IoResult pending() { return {Kind::kPending, 0, 0}; }
  static IoResult eof() { return {Kind::kEof, 0, 0}; }
  static IoResult failed(int error) { return {Kind::kFailed, 0, error}; }
};

// A socket and what is known of it. Readiness is state that is kept, not an event that passes (splice rule 14): it
// holds until a system call says otherwise.
struct Endpoint {
  int fd = -1;
  bool readable = false;
  bool writable = false;
  // The peer's FIN, a reset or an error has been announced. It stays announced: from now on a short read does not mean
  // that the socket is empty, for the end of the stream may be behind it.
  bool hung_up = false;
  // Nagle's algorithm is on: a small piece would wait until what was sent before it is acknowledged.
  bool nagle = false;
  bool written = false;
};

struct Ready {
  uint64_t key;
  bool readable;
  bool writable;
  bool hung_up;  // RDHUP, HUP or ERR
  bool failed;   // HUP or ERR: both directions are over
};

class EpollBackend {
 public:
  static constexpr int kBatch = 512;

  EpollBackend(const SystemCalls& calls, Stats& stats) : calls_(calls), stats_(stats) {}
  Status open();
  // Lets go of the epoll set; nothing may be asked of the backend afterwards.
  void close() { epoll_.reset(); }

  Status accept_from(int listener, uint64_t key);
  void stop_accepting(int listener);
  // A descriptor that is readable is told at every `wait` (eventfd, another epoll).
  Status watch(int fd, uint64_t key);
  void unwatch(int fd);
  Status add(const Endpoint& endpoint, uint64_t key);

  // Waits up to `timeout_ms` (−1 = for ever) and returns how many entries of `ready()` are filled.
  int wait(int timeout_ms);
  [[nodiscard]] const Ready& ready(int index) const { return ready_[index]; }
  // Takes over what `wait` told of an endpoint. true: it became writable.
  static bool apply(Endpoint& endpoint, const Ready& ready);

  [[nodiscard]] IoResult receive(Endpoint& from, void* data, size_t length);
  [[nodiscard]] IoResult send(Endpoint& to, const void* data, size_t length);
  // Several pieces with one call.
  [[nodiscard]] IoResult send(Endpoint& to, const iovec* pieces, size_t count);
  // Pending says nothing about the socket unless the pipe was empty (splice rule 2): the caller knows and calls drained().
  [[nodiscard]] IoResult splice_in(Endpoint& from, const Pipe& pipe, size_t length);
  [[nodiscard]] IoResult splice_out(const Pipe& pipe, Endpoint& to, size_t length);
  // One byte looked at and left: moved(1), eof, pending (nothing there) or failed.
  [[nodiscard]] IoResult peek(Endpoint& from);

 private:
  static void send_promptly(Endpoint& to, size_t length);

  const SystemCalls& calls_;
  Stats& stats_;
  UniqueFd epoll_;
  epoll_event events_[kBatch];
  Ready ready_[kBatch];
};

using Backend = EpollBackend;

}  // namespace headrace
