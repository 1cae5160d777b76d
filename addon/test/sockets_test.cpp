#include "core/sockets.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <fstream>

#include "sockets_at_hand.h"
#include "temporary_folder.h"

using namespace headrace;
using namespace headrace::testing;

namespace {

UniqueFd connect_unix(const std::string& path) {
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  auto address = SocketAddress::unix_path(path, false);
  REQUIRE(address);
  if (::connect(fd.get(), address->get(), address->length()) < 0) fd.reset();
  return fd;
}

int option(int fd, int level, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  REQUIRE(::getsockopt(fd, level, name, &value, &size) == 0);
  return value;
}

}  // namespace

TEST_CASE("listen_tcp opens a socket that does not block, closes on exec and hands TCP_NODELAY on") {
  auto fd = listen_tcp(*SocketAddress::ipv4("127.0.0.1", 0), 10, false);
  REQUIRE(fd);
  CHECK((::fcntl(fd->get(), F_GETFL) & O_NONBLOCK) != 0);
  CHECK((::fcntl(fd->get(), F_GETFD) & FD_CLOEXEC) != 0);
  CHECK(option(fd->get(), SOL_SOCKET, SO_REUSEADDR) == 1);
  const UniqueFd client = connect_to(port_of(fd->get()));
  const UniqueFd server = accept_one(fd->get());
  CHECK(option(server.get(), IPPROTO_TCP, TCP_NODELAY) != 0);
}

TEST_CASE("listen_tcp says EADDRINUSE when somebody listens there") {
  auto first = listen_tcp(*SocketAddress::ipv4("127.0.0.1", 0), 10, false);
  REQUIRE(first);
  auto second = listen_tcp(*SocketAddress::ipv4("127.0.0.1", port_of(first->get())), 10, false);
  CHECK(second.error().code == EADDRINUSE);
  CHECK(std::string(second.error().attempted) == "bind socket");
}

TEST_CASE("listen_tcp on IPv6 takes IPv4 clients unless v6only") {
  for (const bool v6only : {false, true}) {
    auto fd = listen_tcp(*SocketAddress::ipv6("::", 0), 10, v6only);
    REQUIRE(fd);
    CHECK((option(fd->get(), IPPROTO_IPV6, IPV6_V6ONLY) != 0) == v6only);
  }
}

TEST_CASE("listen_unix takes the place of a dead socket and of a live one, and leaves nothing else behind") {
  const TemporaryFolder folder;
  const std::string path = folder.file("s");
  auto first = listen_unix(path, 10);
  REQUIRE(first);
  auto second = listen_unix(path, 10);
  REQUIRE(second);
  const UniqueFd client = connect_unix(path);
  REQUIRE(client);
  CHECK(accept_one(second->get()));
  CHECK_FALSE(wait_for(first->get(), POLLIN, 0));
  int entries = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path())) ++entries;
  CHECK(entries == 1);
}

TEST_CASE("listen_unix leaves the old socket in place when it fails") {
  const TemporaryFolder folder;
  CHECK(listen_unix(folder.file("missing/s"), 10).error().code == ENOENT);
  ::mkdir(folder.file("d").c_str(), 0700);
  CHECK(listen_unix(folder.file("d"), 10).error().code == EISDIR);
  int entries = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path())) ++entries;
  CHECK(entries == 1);
  CHECK(listen_unix(std::string(200, 'x'), 10).error().code == ENAMETOOLONG);
}

TEST_CASE("listen_abstract needs no file; the name is taken while the socket lives") {
  const std::string name = "headrace-test-" + std::to_string(::getpid());
  {
    auto fd = listen_abstract(name, 10);
    REQUIRE(fd);
    CHECK(SocketAddress::local_of(fd->get())->text() == "@" + name);
    CHECK(listen_abstract(name, 10).error().code == EADDRINUSE);
  }
  CHECK(listen_abstract(name, 10));
}

TEST_CASE("adopt_listener takes a bound socket, listening already or not, and makes it non-blocking") {
  const UniqueFd bound(::socket(AF_INET, SOCK_STREAM, 0));
  auto address = SocketAddress::ipv4("127.0.0.1", 0);
  REQUIRE(::bind(bound.get(), address->get(), address->length()) == 0);
  REQUIRE(adopt_listener(bound.get(), 10));
  CHECK((::fcntl(bound.get(), F_GETFL) & O_NONBLOCK) != 0);
  CHECK((::fcntl(bound.get(), F_GETFD) & FD_CLOEXEC) != 0);
  REQUIRE(adopt_listener(bound.get(), 10));
  const UniqueFd client = connect_to(port_of(bound.get()));
  CHECK(accept_one(bound.get()));
}

TEST_CASE("adopt_listener refuses what cannot be listened to") {
  CHECK(adopt_listener(-1, 10).error().code == EBADF);
  const TemporaryFolder folder;
  const UniqueFd file(::open(folder.file("f").c_str(), O_RDWR | O_CREAT, 0600));
  CHECK(adopt_listener(file.get(), 10).error().code == ENOTSOCK);
  const UniqueFd datagram(::socket(AF_INET, SOCK_DGRAM, 0));
  CHECK(adopt_listener(datagram.get(), 10).error().code == ESOCKTNOSUPPORT);
  const UniqueFd unbound(::socket(AF_INET, SOCK_STREAM, 0));
  CHECK(adopt_listener(unbound.get(), 10).error().code == EINVAL);
  const SocketPair connected = tcp_pair();
  CHECK(adopt_listener(connected.ours.get(), 10).error().code == EINVAL);
}

TEST_CASE("suspend_listener lets go of a TCP port until the socket is adopted again") {
  uint16_t port = 0;
  {
    auto any = SocketAddress::ipv4("127.0.0.1", 0);
    auto found = listen_tcp(*any, 10, false);
    REQUIRE(found);
    port = port_of(found->get());
  }
  // The kernel keeps a port for a socket that does not listen only when it was asked for by number.
  auto address = SocketAddress::ipv4("127.0.0.1", port);
  auto listening = listen_tcp(*address, 10, false, true);
  REQUIRE(listening);
  REQUIRE(suspend_listener(listening->get()));
  REQUIRE(suspend_listener(listening->get()));
  const UniqueFd refused(::socket(AF_INET, SOCK_STREAM, 0));
  CHECK(::connect(refused.get(), address->get(), address->length()) < 0);
  CHECK(errno == ECONNREFUSED);
  REQUIRE(adopt_listener(listening->get(), 10));
  CHECK(port_of(listening->get()) == port);
  const UniqueFd client = connect_to(port);
  CHECK(accept_one(listening->get()));
}

TEST_CASE("suspend_listener leaves a unix socket as it is, and refuses what is no socket") {
  const std::string name = "headrace-suspend-" + std::to_string(::getpid());
  auto listening = listen_abstract(name, 10);
  REQUIRE(listening);
  CHECK(suspend_listener(listening->get()));
  CHECK(suspend_listener(-1).error().code == EBADF);
}

TEST_CASE("probe_splice finds splice usable on this kernel") {
  const int before = open_descriptors();
  CHECK(probe_splice());
  CHECK(open_descriptors() == before);
}
