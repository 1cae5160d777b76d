#include "handover.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cstring>

#include "socket_address.h"

namespace headrace {
namespace {

Result<SocketAddress> unix_address(std::string_view path) {
  return path.starts_with('@') ? SocketAddress::unix_path(path.substr(1), true) : SocketAddress::unix_path(path, false);
}

// Whether there is room before patience ends.
bool wait_for_room(int socket) {
  constexpr int kPatienceMs = 5000;
  pollfd poll{socket, POLLOUT, 0};
  return ::poll(&poll, 1, kPatienceMs) == 1;
}

}  // namespace

Result<std::pair<UniqueFd, UniqueFd>> socket_pair() {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) return Error::last("create a socket pair");
  return std::pair(UniqueFd(pair[0]), UniqueFd(pair[1]));
}

Result<UniqueFd> connect_unix(std::string_view path, int timeout_ms) {
  auto address = unix_address(path);
  if (!address) return address.error();
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) return Error::last("create a socket");
  const timeval wait{timeout_ms / 1000, static_cast<suseconds_t>(timeout_ms % 1000) * 1000};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  if (::connect(fd.get(), address->get(), address->length()) < 0) return Error::last("connect");
  return fd;
}

Status send_with_descriptors(int socket, std::span<const uint8_t> bytes, std::span<const int> descriptors) {
  alignas(cmsghdr) char control[CMSG_SPACE(kMostDescriptors * sizeof(int))] = {};
  if (descriptors.size() > kMostDescriptors || bytes.empty()) return Error{EINVAL, "send descriptors"};
  size_t sent = 0;
  while (sent < bytes.size()) {
    iovec piece{const_cast<uint8_t*>(bytes.data()) + sent, bytes.size() - sent};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    if (sent == 0 && !descriptors.empty()) {
      message.msg_control = control;
      message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
      cmsghdr* header = CMSG_FIRSTHDR(&message);
      header->cmsg_level = SOL_SOCKET;
      header->cmsg_type = SCM_RIGHTS;
      header->cmsg_len = CMSG_LEN(descriptors.size_bytes());
      std::memcpy(CMSG_DATA(header), descriptors.data(), descriptors.size_bytes());
    }
    const ssize_t count = ::sendmsg(socket, &message, MSG_NOSIGNAL);
    if (count > 0) {
      sent += static_cast<size_t>(count);
    } else if (errno != EINTR && !(errno == EAGAIN && wait_for_room(socket))) {
      return Error::last("send descriptors");
    }
  }
  return Done{};
}

Result<Received> receive_with_descriptors(int socket, size_t most_bytes) {
  Received received;
  received.bytes.resize(most_bytes);
  alignas(cmsghdr) char control[CMSG_SPACE(kMostDescriptors * sizeof(int))];
  iovec piece{received.bytes.data(), received.bytes.size()};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t count = 0;
  do {
    count = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return Error::last("receive descriptors");
  received.bytes.resize(static_cast<size_t>(count));
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const size_t descriptors = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < descriptors; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(header) + i * sizeof(int), sizeof(int));
      received.descriptors.emplace_back(fd);
    }
  }
  return received;
}

Status send_datagram(std::string_view path, std::span<const uint8_t> bytes) {
  auto address = unix_address(path);
  if (!address) return address.error();
  const UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!fd) return Error::last("create a socket");
  if (::sendto(fd.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL, address->get(), address->length()) < 0) {
    return Error::last("send a datagram");
  }
  return Done{};
}

}  // namespace headrace
