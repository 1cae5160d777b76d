// Descriptors that go from one process to another.
#include "core/handover.h"
#include "core/sockets.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

#include "temporary_folder.h"

using namespace headrace;
using namespace headrace::testing;

namespace {

std::vector<uint8_t> bytes_of(std::string_view text) {
  return {text.begin(), text.end()};
}

std::string text_of(const std::vector<uint8_t>& bytes) {
  return {bytes.begin(), bytes.end()};
}

}  // namespace

TEST_CASE("descriptors arrive with the first bytes, as descriptors of the same files") {
  auto pair = socket_pair();
  REQUIRE(pair);
  const auto& [near, far] = *pair;
  std::array<int, 2> pipe{};
  REQUIRE(::pipe2(pipe.data(), O_CLOEXEC) == 0);
  const UniqueFd reading(pipe[0]);
  UniqueFd writing(pipe[1]);
  const std::array<int, 1> given{writing.get()};
  REQUIRE(send_with_descriptors(near.get(), bytes_of("take this"), given));
  auto received = receive_with_descriptors(far.get(), 100);
  REQUIRE(received);
  CHECK(text_of(received->bytes) == "take this");
  REQUIRE(received->descriptors.size() == 1);
  CHECK((::fcntl(received->descriptors[0].get(), F_GETFD) & FD_CLOEXEC) != 0);
  writing.reset();
  REQUIRE(::write(received->descriptors[0].get(), "x", 1) == 1);
  char read = 0;
  CHECK(::read(reading.get(), &read, 1) == 1);
  CHECK(read == 'x');
}

TEST_CASE("as many descriptors as the kernel takes in one message arrive, in order") {
  auto pair = socket_pair();
  REQUIRE(pair);
  const auto& [near, far] = *pair;
  const UniqueFd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const std::vector<int> given(kMostDescriptors, null.get());
  REQUIRE(send_with_descriptors(near.get(), bytes_of("all"), given));
  auto received = receive_with_descriptors(far.get(), 10);
  REQUIRE(received);
  CHECK(received->descriptors.size() == kMostDescriptors);
}

TEST_CASE("more bytes than the socket holds are sent while the other side reads") {
  auto pair = socket_pair();
  REQUIRE(pair);
  const auto& near = pair->first;
  const auto& far = pair->second;
  const std::vector<uint8_t> sent(4 << 20, 'b');
  std::thread sender([&] { CHECK(send_with_descriptors(near.get(), sent, {})); });
  size_t total = 0;
  while (total < sent.size()) {
    auto received = receive_with_descriptors(far.get(), 1 << 16);
    REQUIRE(received);
    REQUIRE(!received->bytes.empty());
    total += received->bytes.size();
  }
  sender.join();
  CHECK(total == sent.size());
}

TEST_CASE("nothing more is received once the other side has closed, and nothing can be sent to it") {
  auto pair = socket_pair();
  REQUIRE(pair);
  pair->first.reset();
  auto received = receive_with_descriptors(pair->second.get(), 10);
  REQUIRE(received);
  CHECK(received->bytes.empty());
  CHECK(send_with_descriptors(pair->second.get(), bytes_of("lost"), {}).error().code == EPIPE);
}

TEST_CASE("connect_unix reaches a socket by path and by abstract name, and does not wait for ever") {
  const TemporaryFolder folder;
  const std::string path = folder.file("s");
  const std::string name = "headrace-connect-" + std::to_string(::getpid());
  auto by_path = listen_unix(path, 1);
  auto by_name = listen_abstract(name, 1);
  REQUIRE(by_path);
  REQUIRE(by_name);
  CHECK(connect_unix("@" + name, 1000));
  auto connected = connect_unix(path, 50);
  REQUIRE(connected);
  CHECK(receive_with_descriptors(connected->get(), 10).error().code == EAGAIN);
  CHECK(connect_unix(folder.file("absent"), 50).error().code == ENOENT);
  CHECK(connect_unix(std::string(200, 'x'), 50).error().code == ENAMETOOLONG);
}

TEST_CASE("send_datagram sends one, and says when nobody is there") {
  const std::string name = "headrace-datagram-" + std::to_string(::getpid());
  CHECK(send_datagram("@" + name, bytes_of("READY=1")).error().code == ECONNREFUSED);
  const TemporaryFolder folder;
  CHECK(send_datagram(folder.file("absent"), bytes_of("READY=1")).error().code == ENOENT);
}
