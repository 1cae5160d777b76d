#include "socket_address.h"

#include <arpa/inet.h>

#include <cstddef>
#include <cstring>

namespace headrace {

Result<SocketAddress> SocketAddress::ipv4(std::string_view text, uint16_t port) {
  SocketAddress address;
  auto& in = reinterpret_cast<sockaddr_in&>(address.storage_);
  if (::inet_pton(AF_INET, std::string(text).c_str(), &in.sin_addr) != 1) return Error{EINVAL, "read the IPv4 address"};
  in.sin_family = AF_INET;
  in.sin_port = htons(port);
  address.length_ = sizeof in;
  return address;
}

Result<SocketAddress> SocketAddress::ipv6(std::string_view text, uint16_t port) {
  SocketAddress address;
  auto& in = reinterpret_cast<sockaddr_in6&>(address.storage_);
  if (::inet_pton(AF_INET6, std::string(text).c_str(), &in.sin6_addr) != 1) return Error{EINVAL, "read the IPv6 address"};
  in.sin6_family = AF_INET6;
  in.sin6_port = htons(port);
  address.length_ = sizeof in;
  return address;
}

Result<SocketAddress> SocketAddress::unix_path(std::string_view path, bool abstract) {
  SocketAddress address;
  auto& un = reinterpret_cast<sockaddr_un&>(address.storage_);
  const size_t prefix = abstract ? 1 : 0;
  // A path ends in a NUL, an abstract name may fill all the room.
  const size_t suffix = abstract ? 0 : 1;
  if (path.empty() || prefix + path.size() + suffix > sizeof un.sun_path) return Error{ENAMETOOLONG, "read the unix socket path"};
  un.sun_family = AF_UNIX;
  std::memcpy(un.sun_path + prefix, path.data(), path.size());
  address.length_ = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + prefix + path.size() + suffix);
  return address;
}

Result<SocketAddress> SocketAddress::local_of(int fd) {
  SocketAddress address;
  if (::getsockname(fd, address.buffer(), address.length_pointer()) < 0) return Error::last("read the local address");
  return address;
}

Result<SocketAddress> SocketAddress::peer_of(int fd) {
  SocketAddress address;
  if (::getpeername(fd, address.buffer(), address.length_pointer()) < 0) return Error::last("read the peer's address");
  return address;
}

Result<SocketAddress> SocketAddress::destination_of(int fd) {
  constexpr int kOriginalDestination = 80;  // SO_ORIGINAL_DST and IP6T_SO_ORIGINAL_DST
  auto local = local_of(fd);
  if (!local || local->family() == Family::kUnix) return local;
  SocketAddress address;
  const int level = local->family() == Family::kIpv4 ? SOL_IP : SOL_IPV6;
  if (::getsockopt(fd, level, kOriginalDestination, address.buffer(), address.length_pointer()) == 0) return address;
  return local;
}

SocketAddress SocketAddress::of_words(Family family, const int32_t words[4], uint16_t port) {
  SocketAddress address;
  if (family == Family::kIpv4) {
    auto& in = reinterpret_cast<sockaddr_in&>(address.storage_);
    in.sin_family = AF_INET;
    std::memcpy(&in.sin_addr, words, 4);
    address.length_ = sizeof in;
  } else {
    auto& in = reinterpret_cast<sockaddr_in6&>(address.storage_);
    in.sin6_family = AF_INET6;
    std::memcpy(&in.sin6_addr, words, 16);
    address.length_ = sizeof in;
  }
  address.set_port(port);
  return address;
}

void SocketAddress::set_port(uint16_t port) {
  if (storage_.ss_family == AF_INET) reinterpret_cast<sockaddr_in&>(storage_).sin_port = htons(port);
  if (storage_.ss_family == AF_INET6) reinterpret_cast<sockaddr_in6&>(storage_).sin6_port = htons(port);
}

Family SocketAddress::family() const {
  switch (storage_.ss_family) {
    case AF_INET:
      return Family::kIpv4;
    case AF_INET6:
      return Family::kIpv6;
    default:
      return Family::kUnix;
  }
}

uint16_t SocketAddress::port() const {
  switch (storage_.ss_family) {
    case AF_INET:
      return ntohs(reinterpret_cast<const sockaddr_in&>(storage_).sin_port);
    case AF_INET6:
      return ntohs(reinterpret_cast<const sockaddr_in6&>(storage_).sin6_port);
    default:
      return 0;
  }
}

std::string SocketAddress::text() const {
  char text[INET6_ADDRSTRLEN] = "";
  switch (storage_.ss_family) {
    case AF_INET:
      ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(storage_).sin_addr, text, sizeof text);
      return text;
    case AF_INET6:
      ::inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(storage_).sin6_addr, text, sizeof text);
      return text;
    case AF_UNIX: {
      const auto& un = reinterpret_cast<const sockaddr_un&>(storage_);
      if (length_ <= offsetof(sockaddr_un, sun_path)) return "";
      const size_t size = length_ - offsetof(sockaddr_un, sun_path);
      if (un.sun_path[0] == '\0') return "@" + std::string(un.sun_path + 1, size - 1);
      return std::string(un.sun_path, ::strnlen(un.sun_path, size));
    }
    default:
      return "";
  }
}

void SocketAddress::copy_words(int32_t words[4]) const {
  words[0] = words[1] = words[2] = words[3] = 0;
  if (storage_.ss_family == AF_INET) {
    std::memcpy(words, &reinterpret_cast<const sockaddr_in&>(storage_).sin_addr, 4);
  } else if (storage_.ss_family == AF_INET6) {
    std::memcpy(words, &reinterpret_cast<const sockaddr_in6&>(storage_).sin6_addr, 16);
  }
}

}  // namespace headrace
