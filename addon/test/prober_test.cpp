#include "core/prober.h"

#include <doctest/doctest.h>

#include <vector>

#include "sockets_at_hand.h"

using namespace headrace;
using namespace headrace::testing;

namespace {

// Outcomes until nothing is under way.
std::vector<Prober::Outcome> all_of(Prober& prober) {
  std::vector<Prober::Outcome> told;
  std::array<Prober::Outcome, 3> some;
  while (prober.pending() > 0) {
    const size_t count = prober.collect(some.data(), some.size());
    told.insert(told.end(), some.begin(), some.begin() + count);
    if (count == 0) REQUIRE(wait_for(prober.fd(), POLLIN));
  }
  return told;
}

UniqueFd listener() {
  UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
  auto any = SocketAddress::ipv4("127.0.0.1", 0);
  REQUIRE(::bind(socket.get(), any->get(), any->length()) == 0);
  return socket;
}

}  // namespace

TEST_CASE("Prober tells who accepts connections and who refuses them, however many there are") {
  const UniqueFd open = listener();
  REQUIRE(::listen(open.get(), 64) == 0);
  const UniqueFd closed = listener();
  auto prober = Prober::open();
  REQUIRE(prober);
  for (uint32_t id = 0; id < 40; ++id) {
    auto address = SocketAddress::ipv4("127.0.0.1", port_of(id % 2 == 0 ? open.get() : closed.get()));
    REQUIRE(prober->begin(id, *address) == 0);
  }
  std::vector<int> told(40);
  for (const auto& outcome : all_of(*prober)) {
    ++told[static_cast<size_t>(outcome.id)];
    CHECK(outcome.error == (outcome.id % 2 == 0 ? 0 : ECONNREFUSED));
  }
  CHECK(told == std::vector<int>(40, 1));
}

TEST_CASE("Prober says nothing of what is given up, and may be asked the same again") {
  const UniqueFd open = listener();
  REQUIRE(::listen(open.get(), 64) == 0);
  auto address = SocketAddress::ipv4("127.0.0.1", port_of(open.get()));
  auto prober = Prober::open();
  REQUIRE(prober->begin(7, *address) == 0);
  prober->cancel(7);
  prober->cancel(7);
  prober->cancel(1000);
  CHECK(prober->pending() == 0);
  std::array<Prober::Outcome, 4> some;
  CHECK(prober->collect(some.data(), some.size()) == 0);
  REQUIRE(prober->begin(7, *address) == 0);
  const auto told = all_of(*prober);
  REQUIRE(told.size() == 1);
  CHECK(told[0].id == 7);
}

TEST_CASE("Prober: the server's program seldom sees that it was asked") {
  const UniqueFd open = listener();
  REQUIRE(::listen(open.get(), 64) == 0);
  auto address = SocketAddress::ipv4("127.0.0.1", port_of(open.get()));
  auto prober = Prober::open();
  int seen = 0;
  for (int round = 0; round < 20; ++round) {
    REQUIRE(prober->begin(0, *address) == 0);
    CHECK(all_of(*prober).size() == 1);
    const UniqueFd accepted(::accept4(open.get(), nullptr, nullptr, SOCK_NONBLOCK));
    if (accepted) ++seen;
  }
  // A machine that stops for 40 ms in between lets the handshake come to its end.
  CHECK(seen < 20);
}
