#include "socket_options.h"

#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

namespace headrace {
namespace {

bool set(int fd, int level, int name, int value) {
  return ::setsockopt(fd, level, name, &value, sizeof value) == 0;
}

Result<UniqueFd> plain_socket(int domain) {
  UniqueFd fd(::socket(domain, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return Error::last("create a socket");
  return fd;
}

void set_keepalive(const SocketOptions& options, int fd) {
  set(fd, SOL_SOCKET, SO_KEEPALIVE, options.keepalive ? 1 : 0);
  if (!options.keepalive) return;
  if (options.keepalive_count > 0) set(fd, IPPROTO_TCP, TCP_KEEPCNT, options.keepalive_count);
  if (options.keepalive_idle_s > 0) set(fd, IPPROTO_TCP, TCP_KEEPIDLE, options.keepalive_idle_s);
  if (options.keepalive_interval_s > 0) set(fd, IPPROTO_TCP, TCP_KEEPINTVL, options.keepalive_interval_s);
}

// The system's segment size, made smaller.
int segment_of(int fd, int wanted) {
  if (wanted > 0) return wanted;
  int present = 0;
  socklen_t size = sizeof present;
  if (::getsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &present, &size) < 0) return 0;
  return present + wanted;
}

}  // namespace

Result<UniqueFd> open_socket(int domain, const SocketOptions& options) {
  if (options.name_space.empty()) return plain_socket(domain);
  const UniqueFd own(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  if (!own) return Error::last("open the own network namespace");
  const UniqueFd other(::open(("/var/run/netns/" + options.name_space).c_str(), O_RDONLY | O_CLOEXEC));
  if (!other) return Error::last("open the network namespace");
  if (::setns(other.get(), CLONE_NEWNET) < 0) return Error::last("enter the network namespace");
  auto fd = plain_socket(domain);
  // A thread that cannot come back would open everything else in the wrong place.
  if (::setns(own.get(), CLONE_NEWNET) < 0) return Error::last("leave the network namespace");
  return fd;
}

Status apply(const SocketOptions& options, int fd, int domain) {
  if (!options.interface.empty() && ::setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, options.interface.c_str(),
                                                 static_cast<socklen_t>(options.interface.size() + 1)) < 0) {
    return Error::last("bind to the interface");
  }
  if (options.transparent) {
    const bool done = domain == AF_INET6 ? set(fd, IPPROTO_IPV6, IPV6_TRANSPARENT, 1) || set(fd, SOL_IP, IP_FREEBIND, 1)
                                         : set(fd, SOL_IP, IP_TRANSPARENT, 1) || set(fd, SOL_IP, IP_FREEBIND, 1);
    if (!done) return Error::last("use addresses that are not local");
  }
  if (options.keepalive) set_keepalive(options, fd);
  if (options.user_timeout_ms > 0) set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, options.user_timeout_ms);
  if (options.max_segment != 0) set(fd, IPPROTO_TCP, TCP_MAXSEG, segment_of(fd, options.max_segment));
  if (!options.congestion.empty()) {
    ::setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, options.congestion.c_str(), static_cast<socklen_t>(options.congestion.size()));
  }
  if (options.defer_accept_s > 0) set(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, options.defer_accept_s);
  if (options.delay_ack) set(fd, IPPROTO_TCP, TCP_QUICKACK, 0);
  return Done{};
}

Status sign(const SocketOptions& options, int fd, const SocketAddress& peer) {
  if (options.md5_password.empty() || peer.domain() == AF_UNIX) return Done{};
  tcp_md5sig key{};
  const std::string_view password = std::string_view(options.md5_password).substr(0, sizeof key.tcpm_key);
  key.tcpm_keylen = static_cast<uint16_t>(password.size());
  std::copy(password.begin(), password.end(), key.tcpm_key);
  int32_t words[4];
  peer.copy_words(words);
  const bool anybody = std::all_of(words, words + 4, [](int32_t word) { return word == 0; });
  if (anybody) {
    key.tcpm_addr.ss_family = static_cast<sa_family_t>(peer.domain());
    key.tcpm_flags = TCP_MD5SIG_FLAG_PREFIX;
  } else {
    std::memcpy(&key.tcpm_addr, peer.get(), peer.length());
  }
  if (::setsockopt(fd, IPPROTO_TCP, anybody ? TCP_MD5SIG_EXT : TCP_MD5SIG, &key, sizeof key) < 0) {
    return Error::last("use TCP MD5 signatures");
  }
  return Done{};
}

void adjust_listener(const SocketOptions& options, int fd, int domain) {
  if (domain == AF_UNIX) return;
  set_keepalive(options, fd);
  set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, options.user_timeout_ms);
  set(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, options.defer_accept_s);
}

}  // namespace headrace
