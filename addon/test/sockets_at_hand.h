#pragma once

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/unique_fd.h"

// Sockets for tests: real ones, on the loopback and between the ends of a pair. Every wait has a bound.
namespace headrace::testing {

inline constexpr int kPatienceMs = 20'000;

struct SocketPair {
  UniqueFd ours;
  UniqueFd theirs;
};

inline void set_nonblocking(int fd) {
  REQUIRE(::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK) == 0);
}

inline SocketPair unix_pair() {
  int fds[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) == 0);
  return {UniqueFd(fds[0]), UniqueFd(fds[1])};
}

inline UniqueFd listen_on_loopback(int backlog = 128) {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  REQUIRE(fd);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(::listen(fd.get(), backlog) == 0);
  return fd;
}

inline uint16_t port_of(int fd) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  REQUIRE(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  return ntohs(address.sin_port);
}

// A client that is connected, or on its way when the backlog is full.
inline UniqueFd connect_to(uint16_t port) {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  REQUIRE(fd);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const int status = ::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
  REQUIRE((status == 0 || errno == EINPROGRESS));
  return fd;
}

inline bool wait_for(int fd, short events, int timeout_ms = kPatienceMs) {
  pollfd poll{fd, events, 0};
  return ::poll(&poll, 1, timeout_ms) == 1;
}

inline UniqueFd accept_one(int listener) {
  REQUIRE(wait_for(listener, POLLIN));
  UniqueFd fd(::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  REQUIRE(fd);
  return fd;
}

inline SocketPair tcp_pair() {
  const UniqueFd listener = listen_on_loopback();
  UniqueFd ours = connect_to(port_of(listener.get()));
  UniqueFd theirs = accept_one(listener.get());
  constexpr int kOne = 1;
  ::setsockopt(ours.get(), IPPROTO_TCP, TCP_NODELAY, &kOne, sizeof kOne);
  ::setsockopt(theirs.get(), IPPROTO_TCP, TCP_NODELAY, &kOne, sizeof kOne);
  return {std::move(ours), std::move(theirs)};
}

// Bytes in which a lost, doubled or moved one shows.
inline std::string pattern(size_t size, uint32_t seed = 1) {
  std::string text(size, '\0');
  uint32_t state = seed * 2654435761U + 1;
  for (char& byte : text) {
    state = state * 1664525U + 1013904223U;
    byte = static_cast<char>(state >> 24);
  }
  return text;
}

// Sends as much as the socket takes now.
inline size_t send_some(int fd, std::string_view data) {
  size_t sent = 0;
  while (sent < data.size()) {
    const ssize_t count = ::send(fd, data.data() + sent, data.size() - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count <= 0) break;
    sent += static_cast<size_t>(count);
  }
  return sent;
}

inline void send_all(int fd, std::string_view data) {
  REQUIRE(send_some(fd, data) == data.size());
}

// Appends what waits in the socket. false: it has ended or failed (`error` says which).
inline bool receive_some(int fd, std::string& into, int* error = nullptr) {
  char buffer[65536];
  for (;;) {
    const ssize_t count = ::recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (count > 0) {
      into.append(buffer, static_cast<size_t>(count));
      continue;
    }
    if (count < 0 && errno == EAGAIN) return true;
    if (error != nullptr) *error = count == 0 ? 0 : errno;
    return false;
  }
}

// Waits until `size` bytes have come, or the end.
inline std::string receive_exactly(int fd, size_t size) {
  std::string got;
  char buffer[65536];
  while (got.size() < size) {
    REQUIRE(wait_for(fd, POLLIN));
    const ssize_t count = ::recv(fd, buffer, std::min(sizeof buffer, size - got.size()), MSG_DONTWAIT);
    if (count <= 0) break;
    got.append(buffer, static_cast<size_t>(count));
  }
  return got;
}

inline void reset_connection(UniqueFd& fd) {
  const linger abort{1, 0};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
  fd.reset();
}

// Fills the way from `fd` to its peer, so that nothing more is taken. Returns what was put in.
inline std::string fill(int fd) {
  const std::string block = pattern(65536, 99);
  std::string sent;
  for (int quiet = 0; quiet < 3;) {
    const size_t count = send_some(fd, block);
    sent.append(block, 0, count);
    if (count == 0) {
      ++quiet;
      ::poll(nullptr, 0, 5);  // the loopback hands over in the background
    }
  }
  return sent;
}

inline int open_descriptors() {
  int count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

class Deadline {
 public:
  explicit Deadline(int ms = kPatienceMs) : at_(std::chrono::steady_clock::now() + std::chrono::milliseconds(ms)) {}
  [[nodiscard]] bool passed() const { return std::chrono::steady_clock::now() >= at_; }

 private:
  std::chrono::steady_clock::time_point at_;
};

}  // namespace headrace::testing
