#pragma once

#include <string_view>

#include "result.h"
#include "socket_address.h"
#include "unique_fd.h"

namespace headrace {

// Where log lines go. Never blocks and never fails the caller: what the target does not take is dropped.
class LogSink {
 public:
  // Datagrams to a UDP or unix address. The target need not exist (yet).
  static Result<LogSink> datagram(const SocketAddress& address);
  // A descriptor such as stdout: opened again, non-blocking, where the kernel allows, so that a full pipe drops lines
  // instead of stopping the program, and nobody else's flags change.
  static Result<LogSink> descriptor(int fd);

  // false: dropped.
  [[nodiscard]] bool send(std::string_view line) const;

 private:
  enum class Kind { kDatagram, kWrite, kBorrowedWrite, kSend };
  LogSink(Kind kind, UniqueFd fd, int borrowed, const SocketAddress& address)
      : kind_(kind), fd_(std::move(fd)), target_(borrowed >= 0 ? borrowed : fd_.get()), address_(address) {}

  Kind kind_;
  UniqueFd fd_;
  int target_;
  SocketAddress address_;
};

}  // namespace headrace
