#include "core/socket_address.h"

#include <doctest/doctest.h>

#include <cstring>

#include "sockets_at_hand.h"

using namespace headrace;
using namespace headrace::testing;

TEST_CASE("SocketAddress reads IPv4 and writes it back") {
  auto address = SocketAddress::ipv4("192.0.2.7", 8080);
  REQUIRE(address);
  CHECK(address->family() == Family::kIpv4);
  CHECK(address->text() == "192.0.2.7");
  CHECK(address->port() == 8080);
  int32_t words[4] = {9, 9, 9, 9};
  address->copy_words(words);
  const unsigned char bytes[4] = {192, 0, 2, 7};
  CHECK(std::memcmp(words, bytes, 4) == 0);
  CHECK(words[1] == 0);
}

TEST_CASE("SocketAddress reads IPv6 and writes it back") {
  auto address = SocketAddress::ipv6("2001:db8::1", 443);
  REQUIRE(address);
  CHECK(address->family() == Family::kIpv6);
  CHECK(address->text() == "2001:db8::1");
  CHECK(address->port() == 443);
  int32_t words[4];
  address->copy_words(words);
  const unsigned char bytes[16] = {0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  CHECK(std::memcmp(words, bytes, 16) == 0);
}

TEST_CASE("SocketAddress reads unix paths and abstract names") {
  auto path = SocketAddress::unix_path("/run/x.sock", false);
  REQUIRE(path);
  CHECK(path->family() == Family::kUnix);
  CHECK(path->text() == "/run/x.sock");
  CHECK(path->port() == 0);
  auto name = SocketAddress::unix_path("name", true);
  REQUIRE(name);
  CHECK(name->text() == "@name");
}

TEST_CASE("SocketAddress refuses what is no address") {
  CHECK(SocketAddress::ipv4("1.2.3", 1).error().code == EINVAL);
  CHECK(SocketAddress::ipv4("::1", 1).error().code == EINVAL);
  CHECK(SocketAddress::ipv4("", 1).error().code == EINVAL);
  CHECK(SocketAddress::ipv6("127.0.0.1", 1).error().code == EINVAL);
  CHECK(SocketAddress::unix_path("", false).error().code == ENAMETOOLONG);
}

TEST_CASE("SocketAddress takes the longest unix path that the kernel takes, and no longer one") {
  const std::string longest = "/" + std::string(106, 'x');
  CHECK(SocketAddress::unix_path(longest, false));
  CHECK(SocketAddress::unix_path(longest + "x", false).error().code == ENAMETOOLONG);
}

TEST_CASE("SocketAddress takes an abstract name that fills all the room, as HAProxy's do, and no longer one") {
  const std::string longest(107, 'x');
  CHECK(SocketAddress::unix_path(longest, true));
  CHECK(SocketAddress::unix_path(longest + "x", true).error().code == ENAMETOOLONG);
}

TEST_CASE("SocketAddress of a socket is where it is bound") {
  const UniqueFd listener = listen_on_loopback();
  auto address = SocketAddress::local_of(listener.get());
  REQUIRE(address);
  CHECK(address->text() == "127.0.0.1");
  CHECK(address->port() == port_of(listener.get()));
  CHECK(SocketAddress::local_of(-1).error().code == EBADF);
  const SocketPair pair = unix_pair();
  auto unnamed = SocketAddress::local_of(pair.ours.get());
  REQUIRE(unnamed);
  CHECK(unnamed->text().empty());
}
