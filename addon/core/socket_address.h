#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "result.h"

namespace headrace {

enum class Family : int32_t { kUnix = 1, kIpv4 = 4, kIpv6 = 6 };

// An address as the kernel takes it.
class SocketAddress {
 public:
  SocketAddress() = default;
  static Result<SocketAddress> ipv4(std::string_view text, uint16_t port);
  static Result<SocketAddress> ipv6(std::string_view text, uint16_t port);
  // An absolute path, or with `abstract` a name in the abstract namespace.
  static Result<SocketAddress> unix_path(std::string_view path, bool abstract);
  // From words as copy_words gives them.
  static SocketAddress of_words(Family family, const int32_t words[4], uint16_t port);
  // As accept4, getsockname or getpeername fill it.
  static Result<SocketAddress> local_of(int fd);
  static Result<SocketAddress> peer_of(int fd);
  // Where a client wanted to go before the kernel sent it here; the local address when nobody has.
  static Result<SocketAddress> destination_of(int fd);

  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage_); }
  [[nodiscard]] sockaddr* buffer() { return reinterpret_cast<sockaddr*>(&storage_); }
  [[nodiscard]] socklen_t length() const { return length_; }
  socklen_t* length_pointer() {
    length_ = sizeof storage_;
    return &length_;
  }

  [[nodiscard]] int domain() const { return storage_.ss_family; }
  [[nodiscard]] Family family() const;
  [[nodiscard]] uint16_t port() const;
  void set_port(uint16_t port);
  // "127.0.0.1", "::1", "/run/x.sock", "@name".
  [[nodiscard]] std::string text() const;
  // The address bytes as they lie in memory: IPv4 in words[0], IPv6 in all four.
  void copy_words(int32_t words[4]) const;

 private:
  sockaddr_storage storage_{};
  socklen_t length_ = 0;
};

}  // namespace headrace
