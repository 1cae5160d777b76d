// Timeouts and alarms of an engine. Deadlines are real milliseconds: a test says what must not be early, and waits with
// patience for what may be late.
#include <doctest/doctest.h>

#include "worker.h"

using namespace headrace;
using namespace headrace::testing;

namespace {

double milliseconds_now() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

// Awaits TIMEOUT of that kind and says after how many milliseconds it came.
double await_timeout(Worker& worker, Handle handle, TimerKind kind) {
  const double start = milliseconds_now();
  const Event event = worker.await(EventType::kTimeout, handle);
  CHECK(event.words[3] == static_cast<int32_t>(kind));
  return milliseconds_now() - start;
}

}  // namespace

TEST_CASE("a read timeout is told once when nothing comes from the source, and the relay goes on") {
  Worker worker;
  Joined joined = worker.join();
  worker.relay(joined.in, joined.out, {.read_ms = 40});
  worker.flush();
  CHECK(await_timeout(worker, joined.in, TimerKind::kRead) >= 38);
  worker.events.clear();
  send_all(joined.client.get(), "late");
  CHECK(worker.read(joined.server.get(), 4) == "late");
  const double until = milliseconds_now() + 100;
  while (milliseconds_now() < until) worker.turn(10);
  CHECK(worker.find(EventType::kTimeout) == nullptr);  // told once
  worker.command(CommandType::kTimeouts, joined.in, {20, -1});
  worker.flush();
  await_timeout(worker, joined.in, TimerKind::kRead);
}

TEST_CASE("a read timeout starts again with every byte that comes") {
  Worker worker;
  Joined joined = worker.join();
  worker.relay(joined.in, joined.out, {.read_ms = 120});
  worker.flush();
  std::string got;
  const double start = milliseconds_now();
  double last = start;
  while (milliseconds_now() - start < 300) {
    if (milliseconds_now() - last > 20) {
      send_all(joined.client.get(), "x");
      last = milliseconds_now();
    }
    worker.turn(5);
    receive_some(joined.server.get(), got);
    if (worker.find(EventType::kTimeout) != nullptr) break;
  }
  // Only a machine that stood still for so long between two bytes may tell otherwise.
  if (worker.find(EventType::kTimeout) != nullptr) CHECK(milliseconds_now() - last >= 100);
  worker.await(EventType::kTimeout, joined.in);
}

TEST_CASE("a peer that only receives is not idle") {
  Worker worker;
  Joined joined = worker.join();
  worker.relay(joined.in, joined.out, {.read_ms = 150});
  worker.relay(joined.out, joined.in);
  worker.flush();
  const double start = milliseconds_now();
  double last = start;
  std::string got;
  while (milliseconds_now() - start < 400) {
    send_all(joined.server.get(), "x");
    worker.turn(5);
    receive_some(joined.client.get(), got);
    if (worker.find(EventType::kTimeout) != nullptr) break;
    last = milliseconds_now();
  }
  if (worker.find(EventType::kTimeout) != nullptr) CHECK(milliseconds_now() - last >= 100);
  await_timeout(worker, joined.in, TimerKind::kRead);
}

TEST_CASE("a write timeout is told of the destination that takes nothing, not of the source") {
  Worker worker({.server_receive_bytes = 8192});
  Joined joined = worker.join();
  worker.relay(joined.in, joined.out, {.flags = kRelaySplice, .read_ms = 60, .write_ms = 60});
  worker.flush();
  const std::string data = pattern(1 << 20);
  worker.until([&] {
    send_some(joined.client.get(), data);
    return worker.find(EventType::kTimeout) != nullptr;
  });
  CHECK(worker.events.back().slot == joined.out.slot);
  CHECK(worker.events.back().words[3] == static_cast<int32_t>(TimerKind::kWrite));
}

TEST_CASE("no read timeout while the relay waits for its destination's connection") {
  Worker worker({.buffers = 1});
  auto [client, in] = worker.accept();
  // A server whose backlog is full does not answer.
  const UniqueFd busy = listen_on_loopback(0);
  std::vector<UniqueFd> crowd;
  for (int i = 0; i < 8; ++i) crowd.push_back(connect_to(port_of(busy.get())));
  worker.engine.set_target(1, *SocketAddress::ipv4("127.0.0.1", port_of(busy.get())));
  const Handle out{worker.first_outbound(), 1};
  worker.command(CommandType::kConnect, out, {1, 150});
  worker.relay(in, out, {.read_ms = 20});
  worker.flush();
  const Event failed = worker.await(EventType::kConnectFailed);
  CHECK(failed.words[3] == ETIMEDOUT);
  CHECK(failed.words[4] >= 149'000);
  CHECK(worker.find(EventType::kTimeout) == nullptr);
}

TEST_CASE("an alarm is told once at its time; another replaces it; 0 cancels it") {
  Worker worker;
  auto [client, in] = worker.accept();
  worker.command(CommandType::kAlarm, in, {30});
  worker.flush();
  CHECK(await_timeout(worker, in, TimerKind::kAlarm) >= 28);
  worker.events.clear();
  worker.command(CommandType::kAlarm, in, {5});
  worker.command(CommandType::kAlarm, in, {60});
  worker.flush();
  CHECK(await_timeout(worker, in, TimerKind::kAlarm) >= 58);
  worker.events.clear();
  worker.command(CommandType::kAlarm, in, {10});
  worker.command(CommandType::kAlarm, in, {0});
  worker.flush();
  for (int i = 0; i < 6; ++i) worker.turn(10);
  CHECK(worker.find(EventType::kTimeout) == nullptr);
}

TEST_CASE("an alarm of a closed slot is not told to the slot's next connection") {
  Worker worker({.inbound = 1});
  auto [client, in] = worker.accept();
  worker.command(CommandType::kAlarm, in, {10});
  worker.close(in);
  worker.flush();
  auto [next, again] = worker.accept();
  CHECK(again.slot == in.slot);
  for (int i = 0; i < 5; ++i) worker.turn(10);
  CHECK(worker.find(EventType::kTimeout) == nullptr);
}

TEST_CASE("TIMEOUTS runs from now, not from a silence that another timeout was meant for") {
  Worker worker;
  Joined joined = worker.join();
  worker.relay(joined.in, joined.out, {.read_ms = 100'000});
  worker.flush();
  const double start = milliseconds_now();
  while (milliseconds_now() - start < 120) worker.turn(10);
  worker.command(CommandType::kTimeouts, joined.in, {80, -1});
  worker.flush();
  CHECK(await_timeout(worker, joined.in, TimerKind::kRead) >= 75);
}

TEST_CASE("TIMEOUTS with 0 ends a timeout") {
  Worker worker;
  Joined joined = worker.join();
  worker.relay(joined.in, joined.out, {.read_ms = 30});
  worker.command(CommandType::kTimeouts, joined.in, {0, 0});
  worker.flush();
  for (int i = 0; i < 8; ++i) worker.turn(10);
  CHECK(worker.find(EventType::kTimeout) == nullptr);
}

TEST_CASE("an engine with nothing to do waits for its next timer, or for ever") {
  Worker worker;
  CHECK(worker.engine.patience() == -1);
  auto [client, in] = worker.accept();
  worker.command(CommandType::kAlarm, in, {1000});
  worker.flush();
  CHECK(worker.engine.patience() > 900);
  CHECK(worker.engine.patience() <= 1000);
}
