#include "sockets.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "options.h"

namespace load {

sockaddr_in address(const std::string& ip, std::uint16_t port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(port);
  if (::inet_pton(AF_INET, ip.c_str(), &result.sin_addr) != 1) fail("'" + ip + "' is not an IPv4 address");
  return result;
}

sockaddr_in loopback(std::uint8_t subnet, std::uint8_t index, std::uint16_t port) {
  return address("127.0." + std::to_string(subnet) + "." + std::to_string(1 + index), port);
}

UniqueFd tcpSocket() {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int on = 1;
  if (fd.valid()) ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

void raiseDescriptorLimit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) failWithErrno("getrlimit");
  limit.rlim_cur = limit.rlim_max;
  if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) failWithErrno("setrlimit");
}

void waitForEndOfInput() {
  std::array<char, 256> ignored{};
  for (;;) {
    const ssize_t n = ::read(STDIN_FILENO, ignored.data(), ignored.size());
    if (n == 0 || (n < 0 && errno != EINTR)) return;
  }
}

}  // namespace load
