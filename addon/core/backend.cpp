#include "backend.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

namespace headrace {
namespace {

// Bytes that fit into one segment on any network.
constexpr size_t kSurelyOneSegment = 512;

epoll_event interest(uint32_t events, uint64_t key) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = key;
  return event;
}

}  // namespace

Status EpollBackend::open() {
  epoll_.reset(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll_) return Error::last("create an epoll set");
  return Done{};
}

Status EpollBackend::accept_from(int listener, uint64_t key) {
  // Exclusive: a new connection wakes one of the workers that share the listener, not all of them.
  epoll_event event = interest(EPOLLIN | EPOLLEXCLUSIVE, key);
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, listener, &event) < 0) return Error::last("watch a listener");
  return Done{};
}

void EpollBackend::stop_accepting(int listener) {
  unwatch(listener);
}

Status EpollBackend::watch(int fd, uint64_t key) {
  epoll_event event = interest(EPOLLIN, key);
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) < 0) return Error::last("watch a descriptor");
  return Done{};
}

void EpollBackend::unwatch(int fd) {
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
}

Status EpollBackend::add(const Endpoint& endpoint, uint64_t key) {
  epoll_event event = interest(EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, key);
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, endpoint.fd, &event) < 0) return Error::last("watch a socket");
  return Done{};
}

int EpollBackend::wait(int timeout_ms) {
  stats_.add(Stat::kWakeups);
  const int count = ::epoll_wait(epoll_.get(), events_, kBatch, timeout_ms);
  if (count <= 0) return 0;
  stats_.add(Stat::kEpollEvents, count);
  for (int i = 0; i < count; ++i) {
    const uint32_t events = events_[i].events;
    const bool failed = (events & (EPOLLERR | EPOLLHUP)) != 0;
    ready_[i] = {events_[i].data.u64, (events & (EPOLLIN | EPOLLRDHUP)) != 0 || failed, (events & EPOLLOUT) != 0 || failed,
                 (events & EPOLLRDHUP) != 0 || failed, failed};
  }
  return count;
}

bool EpollBackend::apply(Endpoint& endpoint, const Ready& ready) {
  const bool became_writable = ready.writable && !endpoint.writable;
  endpoint.readable |= ready.readable;
  endpoint.writable |= ready.writable;
  endpoint.hung_up |= ready.hung_up;
  return became_writable;
}

IoResult EpollBackend::receive(Endpoint& from, void* data, size_t length) {
  if (!from.readable) return IoResult::pending();
  for (;;) {
    stats_.add(Stat::kRecvCalls);
    const ssize_t count = calls_.recv(from.fd, data, length, MSG_DONTWAIT);
    if (count > 0) {
      if (static_cast<size_t>(count) < length && !from.hung_up) from.readable = false;
      return IoResult::moved(static_cast<size_t>(count));
    }
    if (count == 0) return IoResult::eof();
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return IoResult::failed(errno);
    stats_.add(Stat::kRecvEagain);
    from.readable = false;
    return IoResult::pending();
  }
}

// The first small piece on a connection waits for nothing, with or without Nagle's algorithm. So it is turned off before the
// second one, and an exchange of one request costs no call for it.
void EpollBackend::send_promptly(Endpoint& to, size_t length) {
  if (!to.nagle) return;
  if (!to.written && length <= kSurelyOneSegment) {
    to.written = true;
    return;
  }
  constexpr int kOne = 1;
  ::setsockopt(to.fd, IPPROTO_TCP, TCP_NODELAY, &kOne, sizeof kOne);
  to.nagle = false;
}

IoResult EpollBackend::send(Endpoint& to, const void* data, size_t length) {
  if (!to.writable) return IoResult::pending();
  send_promptly(to, length);
  for (;;) {
    stats_.add(Stat::kSendCalls);
    const ssize_t count = ::send(to.fd, data, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count >= 0) return IoResult::moved(static_cast<size_t>(count));
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return IoResult::failed(errno);
    stats_.add(Stat::kSendEagain);
    to.writable = false;
    return IoResult::pending();
  }
}

IoResult EpollBackend::send(Endpoint& to, const iovec* pieces, size_t count) {
  if (!to.writable) return IoResult::pending();
  size_t length = 0;
  for (size_t i = 0; i < count; ++i) length += pieces[i].iov_len;
  send_promptly(to, length);
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(pieces);
  message.msg_iovlen = count;
  for (;;) {
    stats_.add(Stat::kSendCalls);
    const ssize_t sent = ::sendmsg(to.fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0) return IoResult::moved(static_cast<size_t>(sent));
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return IoResult::failed(errno);
    stats_.add(Stat::kSendEagain);
    to.writable = false;
    return IoResult::pending();
  }
}

IoResult EpollBackend::splice_in(Endpoint& from, const Pipe& pipe, size_t length) {
  if (!from.readable) return IoResult::pending();
  for (;;) {
    stats_.add(Stat::kSpliceInCalls);
    const ssize_t count = calls_.splice(from.fd, pipe.writer, length);
    if (count > 0) return IoResult::moved(static_cast<size_t>(count));
    if (count == 0) return IoResult::eof();
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return IoResult::failed(errno);
    return IoResult::pending();
  }
}

IoResult EpollBackend::splice_out(const Pipe& pipe, Endpoint& to, size_t length) {
  if (!to.writable) return IoResult::pending();
  send_promptly(to, length);
  for (;;) {
    stats_.add(Stat::kSpliceOutCalls);
    const ssize_t count = calls_.splice(pipe.reader, to.fd, length);
    if (count >= 0) return IoResult::moved(static_cast<size_t>(count));
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return IoResult::failed(errno);
    stats_.add(Stat::kSpliceOutEagain);
    to.writable = false;
    return IoResult::pending();
  }
}

IoResult EpollBackend::peek(Endpoint& from) {
  char byte = 0;
  for (;;) {
    const ssize_t count = calls_.recv(from.fd, &byte, 1, MSG_DONTWAIT | MSG_PEEK);
    if (count > 0) return IoResult::moved(1);
    if (count == 0) return IoResult::eof();
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return IoResult::failed(errno);
    return IoResult::pending();
  }
}

}  // namespace headrace
