#pragma once

#include <netinet/in.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <utility>

namespace load {

/** Owns one file descriptor. */
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    reset(std::exchange(other.fd_, -1));
    return *this;
  }
  UniqueFd(const UniqueFd&) = delete;
  UniqueFd& operator=(const UniqueFd&) = delete;
  ~UniqueFd() { reset(); }

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool valid() const { return fd_ >= 0; }
  void reset(int fd = -1) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
  }

 private:
  int fd_ = -1;
};

/** An IPv4 address given as text; ends the program when it is none. */
sockaddr_in address(const std::string& ip, std::uint16_t port);
/** 127.0.SUBNET.(1 + index): one of several loopback addresses, for when the ports of one would run out. */
sockaddr_in loopback(std::uint8_t subnet, std::uint8_t index, std::uint16_t port);
/** A non-blocking TCP socket with TCP_NODELAY. Invalid, with errno set, when none is to be had. */
UniqueFd tcpSocket();
/** Raises the soft limit of descriptors to the hard one. */
void raiseDescriptorLimit();
/** Blocks until standard input ends, which it does when whoever started this program is gone or wants it to end. */
void waitForEndOfInput();

}  // namespace load
