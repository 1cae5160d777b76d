#include "core/log_sink.h"

#include <doctest/doctest.h>
#include <sys/un.h>

#include <fstream>
#include <sstream>

#include "sockets_at_hand.h"
#include "temporary_folder.h"

using namespace headrace;
using namespace headrace::testing;

namespace {

std::string next_datagram(int fd) {
  char buffer[2048];
  REQUIRE(wait_for(fd, POLLIN));
  const ssize_t count = ::recv(fd, buffer, sizeof buffer, 0);
  return {buffer, static_cast<size_t>(std::max<ssize_t>(count, 0))};
}

}  // namespace

TEST_CASE("LogSink sends one datagram a line over UDP") {
  const UniqueFd target(::socket(AF_INET, SOCK_DGRAM, 0));
  auto any = SocketAddress::ipv4("127.0.0.1", 0);
  REQUIRE(::bind(target.get(), any->get(), any->length()) == 0);
  auto sink = LogSink::datagram(*SocketAddress::ipv4("127.0.0.1", port_of(target.get())));
  REQUIRE(sink);
  CHECK(sink->send("<134>one"));
  CHECK(sink->send("<134>two"));
  CHECK(next_datagram(target.get()) == "<134>one");
  CHECK(next_datagram(target.get()) == "<134>two");
}

TEST_CASE("LogSink over unix drops while nobody is there and sends when somebody is") {
  const TemporaryFolder folder;
  auto address = SocketAddress::unix_path(folder.file("log"), false);
  auto sink = LogSink::datagram(*address);
  REQUIRE(sink);
  CHECK_FALSE(sink->send("lost"));
  const UniqueFd target(::socket(AF_UNIX, SOCK_DGRAM, 0));
  REQUIRE(::bind(target.get(), address->get(), address->length()) == 0);
  CHECK(sink->send("kept"));
  CHECK(next_datagram(target.get()) == "kept");
}

TEST_CASE("LogSink over unix drops what a full target does not take") {
  const TemporaryFolder folder;
  auto address = SocketAddress::unix_path(folder.file("log"), false);
  const UniqueFd target(::socket(AF_UNIX, SOCK_DGRAM, 0));
  REQUIRE(::bind(target.get(), address->get(), address->length()) == 0);
  auto sink = LogSink::datagram(*address);
  int dropped = 0;
  for (int i = 0; i < 5000 && dropped == 0; ++i) dropped += sink->send("line") ? 0 : 1;
  CHECK(dropped == 1);
}

TEST_CASE("LogSink into a full pipe drops without blocking, and nobody else's flags change") {
  int fds[2];
  REQUIRE(::pipe2(fds, O_CLOEXEC) == 0);
  const UniqueFd reader(fds[0]);
  const UniqueFd writer(fds[1]);
  auto sink = LogSink::descriptor(writer.get());
  REQUIRE(sink);
  const std::string line(1000, 'x');
  int dropped = 0;
  for (int i = 0; i < 200; ++i) dropped += sink->send(line) ? 0 : 1;
  CHECK(dropped > 0);
  CHECK(dropped < 200);
  CHECK((::fcntl(writer.get(), F_GETFL) & O_NONBLOCK) == 0);
  char buffer[65536];
  REQUIRE(::read(reader.get(), buffer, sizeof buffer) > 0);
  CHECK(sink->send("room again"));
}

TEST_CASE("LogSink into a descriptor that cannot be opened again drops too when it is full") {
  // A pipe without readers cannot be opened for writing: the descriptor itself is used.
  int fds[2];
  REQUIRE(::pipe2(fds, O_CLOEXEC) == 0);
  UniqueFd reader(fds[0]);
  const UniqueFd writer(fds[1]);
  reader.reset();
  auto sink = LogSink::descriptor(writer.get());
  REQUIRE(sink);
  const std::string path = "/proc/self/fd/" + std::to_string(writer.get());
  reader.reset(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  REQUIRE(reader);
  const std::string line(1000, 'x');
  int dropped = 0;
  for (int i = 0; i < 200; ++i) dropped += sink->send(line) ? 0 : 1;
  CHECK(dropped > 0);
  CHECK(dropped < 200);
}

TEST_CASE("LogSink appends to a file") {
  const TemporaryFolder folder;
  std::ofstream(folder.file("log")) << "before\n";
  const UniqueFd file(::open(folder.file("log").c_str(), O_WRONLY));
  auto sink = LogSink::descriptor(file.get());
  REQUIRE(sink);
  CHECK(sink->send("one\n"));
  CHECK(sink->send("two\n"));
  std::stringstream text;
  text << std::ifstream(folder.file("log")).rdbuf();
  CHECK(text.str() == "before\none\ntwo\n");
}

TEST_CASE("LogSink writes to a socket without blocking, and gets no signal when its peer is gone") {
  SocketPair pair = unix_pair();
  auto sink = LogSink::descriptor(pair.ours.get());
  REQUIRE(sink);
  CHECK(sink->send("line"));
  CHECK(receive_exactly(pair.theirs.get(), 4) == "line");
  pair.theirs.reset();
  CHECK_FALSE(sink->send("line"));
}

TEST_CASE("LogSink refuses a descriptor that is not open, and /dev/full drops") {
  CHECK(LogSink::descriptor(-1).error().code == EBADF);
  const UniqueFd full(::open("/dev/full", O_WRONLY));
  auto sink = LogSink::descriptor(full.get());
  REQUIRE(sink);
  CHECK_FALSE(sink->send("line"));
}
