#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "result.h"
#include "unique_fd.h"

namespace headrace {

// Descriptors that go from one process to another, over a unix socket and beside ordinary bytes.

// The kernel takes no more in one message (SCM_MAX_FD).
inline constexpr size_t kMostDescriptors = 253;

Result<std::pair<UniqueFd, UniqueFd>> socket_pair();

// A stream connection whose reads and writes wait up to `timeout_ms` (then EAGAIN). '@name' is abstract.
Result<UniqueFd> connect_unix(std::string_view path, int timeout_ms);

// All of `bytes`, and the descriptors with the first of them; waits while the socket is full.
Status send_with_descriptors(int socket, std::span<const uint8_t> bytes, std::span<const int> descriptors);

struct Received {
  // Fewer than asked for is usual; none: the other side has closed.
  std::vector<uint8_t> bytes;
  std::vector<UniqueFd> descriptors;
};
Result<Received> receive_with_descriptors(int socket, size_t most_bytes);

// One datagram to a unix socket, without waiting. '@name' is abstract.
Status send_datagram(std::string_view path, std::span<const uint8_t> bytes);

}  // namespace headrace
