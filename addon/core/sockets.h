#pragma once

#include <cstdint>
#include <string_view>

#include "result.h"
#include "socket_address.h"
#include "socket_options.h"
#include "unique_fd.h"

namespace headrace {

// Opening listening sockets; all are non-blocking and close-on-exec. `reuse_port`: another process of the same user may bind the
// address, too, if it says the same.
Result<UniqueFd> listen_tcp(const SocketAddress& address, int backlog, bool v6only, bool reuse_port = false,
                            const SocketOptions& options = {});
// Bound under a temporary name that is renamed over `path`, so that the path always leads to a live socket.
// −1 leaves owner, group or mode as they are.
struct FileOwnership {
  int mode = -1;
  int64_t uid = -1;
  int64_t gid = -1;
};
Result<UniqueFd> listen_unix(std::string_view path, int backlog, const FileOwnership& ownership = {},
                             const SocketOptions& options = {});
Result<UniqueFd> listen_abstract(std::string_view name, int backlog, const SocketOptions& options = {});
// A descriptor that somebody else opened: checked to be a listening stream socket. Not owned.
Status adopt_listener(int fd, int backlog);
// Lets go of a TCP port: new connections are refused, those that wait in its queue are reset, until it is adopted again. A unix
// socket stays as it is.
Status suspend_listener(int fd);

// Whether splice() works here, from a socket to a pipe and on to a socket.
Status probe_splice();

}  // namespace headrace
