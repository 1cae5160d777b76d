#include "prober.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

namespace headrace {
namespace {

constexpr size_t kBatch = 256;

bool has_failed(uint32_t events) {
  return (events & (POLLERR | POLLHUP | POLLNVAL)) != 0;
}

}  // namespace

Result<Prober> Prober::open() {
  UniqueFd epoll(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll) return Error::last("create an epoll set for checks");
  return Prober(std::move(epoll));
}

int Prober::begin(uint32_t id, const SocketAddress& address) {
  UniqueFd socket(::socket(address.domain(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return errno;
  const linger abort{1, 0};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
  // The last step of the handshake waits for data, of which there is none: the reset comes first.
  const int off = 0;
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_QUICKACK, &off, sizeof off);
  int done = 0;
  do {
    done = ::connect(socket.get(), address.get(), address.length());
  } while (done < 0 && errno == EINTR);
  if (done < 0 && errno != EINPROGRESS) return errno;
  if (sockets_.size() <= id) sockets_.resize(std::max<size_t>(id + 1, 2 * sockets_.size()));
  sockets_[id] = std::move(socket);
  fresh_.push_back(id);
  ++pending_;
  return 0;
}

void Prober::cancel(uint32_t id) {
  if (id >= sockets_.size() || !sockets_[id]) return;
  sockets_[id].reset();
  fresh_.erase(std::remove(fresh_.begin(), fresh_.end(), id), fresh_.end());
  --pending_;
}

size_t Prober::collect(Outcome* outcomes, size_t capacity) {
  const size_t fresh = collect_fresh(outcomes, capacity);
  return fresh + collect_waited(outcomes + fresh, capacity - fresh);
}

size_t Prober::collect_fresh(Outcome* outcomes, size_t capacity) {
  size_t count = 0;
  std::array<pollfd, kBatch> polled{};
  while (!fresh_.empty() && count < capacity) {
    const size_t batch = std::min({fresh_.size(), kBatch, capacity - count});
    const size_t first = fresh_.size() - batch;
    for (size_t i = 0; i < batch; ++i) polled[i] = {sockets_[fresh_[first + i]].get(), POLLOUT, 0};
    const int ready = ::poll(polled.data(), batch, 0);
    for (size_t i = 0; i < batch; ++i) {
      const uint32_t id = fresh_[first + i];
      const auto events = static_cast<uint16_t>(polled[i].revents);
      if (ready <= 0 || events == 0) {
        await(id);
      } else {
        outcomes[count++] = finish(id, has_failed(events));
      }
    }
    fresh_.resize(first);
  }
  return count;
}

size_t Prober::collect_waited(Outcome* outcomes, size_t capacity) {
  size_t count = 0;
  std::array<epoll_event, kBatch> events{};
  while (count < capacity) {
    const int most = static_cast<int>(std::min(kBatch, capacity - count));
    const int ready = ::epoll_wait(epoll_.get(), events.data(), most, 0);
    for (int i = 0; i < ready; ++i) {
      const auto& event = events[static_cast<size_t>(i)];
      outcomes[count++] = finish(event.data.u32, has_failed(event.events));
    }
    if (ready < most) break;
  }
  return count;
}

Prober::Outcome Prober::finish(uint32_t id, bool failed) {
  int error = 0;
  if (failed) {
    socklen_t length = sizeof error;
    if (::getsockopt(sockets_[id].get(), SOL_SOCKET, SO_ERROR, &error, &length) < 0) error = errno;
    // the other side may have closed by now: then it had accepted
  }
  sockets_[id].reset();
  --pending_;
  return {static_cast<int32_t>(id), error};
}

void Prober::await(uint32_t id) {
  epoll_event event{};
  event.events = EPOLLOUT;
  event.data.u32 = id;
  // without room in the set nothing is told, and whoever waits for it gives up in time
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, sockets_[id].get(), &event);
}

}  // namespace headrace
