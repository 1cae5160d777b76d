#pragma once

#include <cstdint>

#include "socket_address.h"
#include "socket_options.h"

namespace headrace {

// Where CONNECT goes, and from where.
struct Target {
  SocketAddress address;
  SocketOptions options;
  // Our side's address; length 0 = the kernel chooses.
  SocketAddress source;
  // Ports of our side, tried one after the other; 0 = the kernel chooses.
  uint16_t first_port = 0;
  uint16_t last_port = 0;
  uint16_t next_port = 0;
  // Nothing but the address: no call before connect().
  bool plain = true;
};

}  // namespace headrace
