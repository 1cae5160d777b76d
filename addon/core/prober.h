#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "result.h"
#include "socket_address.h"
#include "unique_fd.h"

namespace headrace {

// Finds out whether TCP servers accept connections, many at a time: connects, and resets what was established before the
// server's program sees it.
//
// What answers at once, as servers nearby do, is asked about with one poll() for all that were begun since; only the others
// are waited for with epoll.
class Prober {
 public:
  // `error`: 0 when it has connected, else an errno.
  struct Outcome {
    int32_t id;
    int32_t error;
  };
  static_assert(sizeof(Outcome) == 2 * sizeof(int32_t), "TypeScript reads pairs of integers");

  static Result<Prober> open();

  // 0: under way, and `collect` will tell. Otherwise the errno with which it has failed at once. `id` is the caller's and
  // not under way.
  [[nodiscard]] int begin(uint32_t id, const SocketAddress& address);
  // Nothing is told of it any more. Nothing happens when it is not under way.
  void cancel(uint32_t id);
  // What has been decided; those that are left when there is no more room come with the next call.
  [[nodiscard]] size_t collect(Outcome* outcomes, size_t capacity);
  [[nodiscard]] uint32_t pending() const { return pending_; }
  // Readable when `collect` may have something about those that did not answer at once.
  [[nodiscard]] int fd() const { return epoll_.get(); }

 private:
  explicit Prober(UniqueFd epoll) : epoll_(std::move(epoll)) {}

  size_t collect_fresh(Outcome* outcomes, size_t capacity);
  size_t collect_waited(Outcome* outcomes, size_t capacity);
  Outcome finish(uint32_t id, bool failed);
  void await(uint32_t id);

  UniqueFd epoll_;
  // By id.
  std::vector<UniqueFd> sockets_;
  // Begun since they were last asked about; some may have been cancelled.
  std::vector<uint32_t> fresh_;
  uint32_t pending_ = 0;
};

}  // namespace headrace
