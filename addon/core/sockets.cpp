#include "sockets.h"

#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cstdio>
#include <string>

namespace headrace {
namespace {

constexpr int kOne = 1;

Status bind_and_listen(int fd, const SocketAddress& address, int backlog) {
  if (::bind(fd, address.get(), address.length()) < 0) return Error::last("bind socket");
  if (::listen(fd, backlog) < 0) return Error::last("listen to socket");
  return Done{};
}

// All zeros.
SocketAddress anybody(int domain) {
  constexpr int32_t kNowhere[4] = {0, 0, 0, 0};
  return SocketAddress::of_words(domain == AF_INET6 ? Family::kIpv6 : Family::kIpv4, kNowhere, 0);
}

}  // namespace

Result<UniqueFd> listen_tcp(const SocketAddress& address, int backlog, bool v6only, bool reuse_port,
                            const SocketOptions& options) {
  auto fd = open_socket(address.domain(), options);
  if (!fd) return fd;
  ::setsockopt(fd->get(), SOL_SOCKET, SO_REUSEADDR, &kOne, sizeof kOne);
  if (reuse_port) ::setsockopt(fd->get(), SOL_SOCKET, SO_REUSEPORT, &kOne, sizeof kOne);
  // Accepted sockets inherit it.
  ::setsockopt(fd->get(), IPPROTO_TCP, TCP_NODELAY, &kOne, sizeof kOne);
  if (address.domain() == AF_INET6) {
    const int only = v6only ? 1 : 0;
    if (::setsockopt(fd->get(), IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only) < 0) return Error::last("set IPV6_V6ONLY");
  }
  if (auto applied = apply(options, fd->get(), address.domain()); !applied) return applied.error();
  if (auto signed_with = sign(options, fd->get(), anybody(address.domain())); !signed_with) return signed_with.error();
  if (auto bound = bind_and_listen(fd->get(), address, backlog); !bound) return bound.error();
  if (options.fast_open_queue > 0) {
    ::setsockopt(fd->get(), IPPROTO_TCP, TCP_FASTOPEN, &options.fast_open_queue, sizeof options.fast_open_queue);
  }
  return fd;
}

Result<UniqueFd> listen_unix(std::string_view path, int backlog, const FileOwnership& ownership, const SocketOptions& options) {
  const std::string target(path);
  const std::string temporary = target + "." + std::to_string(::getpid()) + ".tmp";
  auto address = SocketAddress::unix_path(temporary, false);
  if (!address) return address.error();
  auto fd = open_socket(AF_UNIX, options);
  if (!fd) return fd;
  if (::unlink(temporary.c_str()) < 0 && errno != ENOENT) return Error::last("remove the temporary unix socket");
  if (auto bound = bind_and_listen(fd->get(), *address, backlog); !bound) {
    ::unlink(temporary.c_str());
    return bound.error();
  }
  // Before anybody can find it under its name.
  const auto owned = ownership.uid < 0 && ownership.gid < 0
                         ? 0
                         : ::chown(temporary.c_str(), static_cast<uid_t>(ownership.uid), static_cast<gid_t>(ownership.gid));
  if (owned < 0 || (ownership.mode >= 0 && ::chmod(temporary.c_str(), static_cast<mode_t>(ownership.mode)) < 0)) {
    const Error error = Error::last("change the owner or the mode of the unix socket");
    ::unlink(temporary.c_str());
    return error;
  }
  if (::rename(temporary.c_str(), target.c_str()) < 0) {
    const Error error = Error::last("rename the temporary unix socket");
    ::unlink(temporary.c_str());
    return error;
  }
  return fd;
}

Result<UniqueFd> listen_abstract(std::string_view name, int backlog, const SocketOptions& options) {
  auto address = SocketAddress::unix_path(name, true);
  if (!address) return address.error();
  auto fd = open_socket(AF_UNIX, options);
  if (!fd) return fd;
  if (auto bound = bind_and_listen(fd->get(), *address, backlog); !bound) return bound.error();
  return fd;
}

Status adopt_listener(int fd, int backlog) {
  int type = 0;
  socklen_t size = sizeof type;
  if (::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) < 0) return Error::last("use the inherited descriptor");
  if (type != SOCK_STREAM) return Error{ESOCKTNOSUPPORT, "use the inherited descriptor"};
  auto address = SocketAddress::local_of(fd);
  if (!address) return address.error();
  // listen() would give a socket that nobody bound a port of its own choice.
  if (address->family() == Family::kUnix ? address->text().empty() : address->port() == 0) {
    return Error{EINVAL, "use the inherited descriptor, which is not bound"};
  }
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0) return Error::last("use the inherited descriptor");
  ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &kOne, sizeof kOne);  // fails on a unix socket, which needs none
  if (::listen(fd, backlog) < 0) return Error::last("listen to the inherited descriptor");
  return Done{};
}

Status suspend_listener(int fd) {
  auto address = SocketAddress::local_of(fd);
  if (!address) return address.error();
  if (address->family() == Family::kUnix) return Done{};
  // ENOTCONN: it does not listen.
  if (::shutdown(fd, SHUT_RD) < 0 && errno != ENOTCONN) return Error::last("suspend a listener");
  return Done{};
}

Status probe_splice() {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) < 0) return Error::last("create a socket pair");
  const UniqueFd near(pair[0]);
  const UniqueFd far(pair[1]);
  int pipe[2];
  if (::pipe2(pipe, O_NONBLOCK | O_CLOEXEC) < 0) return Error::last("create a pipe");
  const UniqueFd reader(pipe[0]);
  const UniqueFd writer(pipe[1]);
  char byte = 'x';
  if (::send(far.get(), &byte, 1, MSG_NOSIGNAL) != 1) return Error::last("send to a socket pair");
  if (::splice(near.get(), nullptr, writer.get(), nullptr, 1, SPLICE_F_NONBLOCK) != 1) return Error::last("splice from a socket");
  if (::splice(reader.get(), nullptr, near.get(), nullptr, 1, SPLICE_F_NONBLOCK) != 1) return Error::last("splice to a socket");
  if (::recv(far.get(), &byte, 1, 0) != 1 || byte != 'x') return Error{EIO, "read back what was spliced"};
  return Done{};
}

}  // namespace headrace
