#pragma once

#include <cstdint>
#include <string>

#include "result.h"
#include "socket_address.h"
#include "unique_fd.h"

namespace headrace {

// What the configuration can ask of a socket beyond its address. What is not asked for costs no call.
struct SocketOptions {
  std::string interface;     // SO_BINDTODEVICE
  std::string name_space;    // the socket is opened in this network namespace
  std::string congestion;    // TCP_CONGESTION
  int user_timeout_ms = 0;   // TCP_USER_TIMEOUT
  int max_segment = 0;       // TCP_MAXSEG; below 0: so much less than the system's
  int fast_open_queue = 0;   // listening: TCP_FASTOPEN
  int defer_accept_s = 0;    // listening: TCP_DEFER_ACCEPT
  bool transparent = false;  // IP_TRANSPARENT: addresses that are not ours
  bool keepalive = false;    // SO_KEEPALIVE
  int keepalive_count = 0;   // 0 = the system's, also below
  int keepalive_idle_s = 0;
  int keepalive_interval_s = 0;
  bool delay_ack = false;    // the acknowledgement goes with the first data
  std::string md5_password;  // TCP_MD5SIG
};

// Opens a stream socket, in the namespace that the options name.
Result<UniqueFd> open_socket(int domain, const SocketOptions& options);
// Sets what is asked for, before the socket is bound or connected. Those that the kernel does not have for this kind of
// socket are passed over, except where traffic would take another way: interface and transparency.
Status apply(const SocketOptions& options, int fd, int domain);
// TCP MD5 signatures on what goes to and comes from `peer`; without an address (all zeros), from anybody.
Status sign(const SocketOptions& options, int fd, const SocketAddress& peer);
// What may change while a socket listens: all that is taken back is set to what the system has.
void adjust_listener(const SocketOptions& options, int fd, int domain);

}  // namespace headrace
