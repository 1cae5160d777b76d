#include "log_sink.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <string>

namespace headrace {
namespace {

bool takes_more(int fd) {
  pollfd poll{fd, POLLOUT, 0};
  return ::poll(&poll, 1, 0) == 1 && (poll.revents & POLLOUT) != 0;
}

}  // namespace

Result<LogSink> LogSink::datagram(const SocketAddress& address) {
  UniqueFd fd(::socket(address.domain(), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return Error::last("create a log socket");
  return LogSink(Kind::kDatagram, std::move(fd), -1, address);
}

Result<LogSink> LogSink::descriptor(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) < 0) return Error::last("use a descriptor for logs");
  if (S_ISSOCK(status.st_mode)) return LogSink(Kind::kSend, UniqueFd(), fd, SocketAddress());
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  UniqueFd again(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_APPEND | O_CLOEXEC));
  if (!again) return LogSink(Kind::kBorrowedWrite, UniqueFd(), fd, SocketAddress());
  return LogSink(Kind::kWrite, std::move(again), -1, SocketAddress());
}

bool LogSink::send(std::string_view line) const {
  ssize_t count = 0;
  do {
    switch (kind_) {
      case Kind::kDatagram:
        count = ::sendto(target_, line.data(), line.size(), MSG_DONTWAIT | MSG_NOSIGNAL, address_.get(), address_.length());
        break;
      case Kind::kSend:
        count = ::send(target_, line.data(), line.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        break;
      case Kind::kBorrowedWrite:
        // Others may rely on the descriptor blocking: written to only when there is room.
        if (!takes_more(target_)) return false;
        [[fallthrough]];
      case Kind::kWrite:
        count = ::write(target_, line.data(), line.size());
        break;
    }
  } while (count < 0 && errno == EINTR);
  return count == static_cast<ssize_t>(line.size());
}

}  // namespace headrace
