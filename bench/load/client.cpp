#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "commands.h"
#include "sockets.h"

namespace load {
namespace {

/** What happens to a connection once its response is complete. */
enum class Style {
  kept,          ///< The next request follows at once.
  serverCloses,  ///< The request asks the origin to close; the client closes when it sees the end.
  clientCloses,  ///< The client closes as soon as it has the response.
  hold,          ///< It stays open and idle.
};

Style parseStyle(const std::string& name) {
  if (name == "kept") return Style::kept;
  if (name == "server-closes") return Style::serverCloses;
  if (name == "client-closes") return Style::clientCloses;
  if (name == "hold") return Style::hold;
  fail("unknown style '" + name + "'");
}

struct Plan {
  std::uint16_t port = 0;
  std::uint64_t connections = 0;
  std::uint64_t threads = 0;
  std::uint64_t bytes = 0;
  /** Source addresses to spread over; 0: the kernel chooses. */
  std::uint64_t sources = 0;
  /** Connections of one thread that may be connecting at once. */
  std::uint64_t ramp = 0;
  std::uint64_t maxUnits = 0;
  /**
   * In the middle of a body, be woken for no less than so many bytes. Waking the client is charged to the proxy that
   * sends, and clients elsewhere in a network are not woken by it.
   */
  int wakeBytes = 1;
  Style style = Style::kept;
  std::string request;
  std::string expectedHead;
};

/** Written by one thread, read by the one that measures. */
struct Counters {
  std::atomic<std::uint64_t> units{0};
  std::atomic<std::uint64_t> bytes{0};
  std::atomic<std::uint64_t> opened{0};
  std::atomic<std::uint64_t> failures{0};

  static void add(std::atomic<std::uint64_t>& counter, std::uint64_t amount) {
    counter.store(counter.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
  }
};

/** What all threads share: when to stop, and the first thing that went wrong. */
struct Shared {
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> unitsStarted{0};
  std::mutex mutex;
  std::string firstFailure;
};

enum class State { connecting, head, body, end, held };

struct Connection {
  UniqueFd fd;
  State state = State::connecting;
  std::array<char, 128> head{};
  std::size_t headBytes = 0;
  std::uint64_t bodyLeft = 0;
  bool served = false;
  /** SO_RCVLOWAT as it is set. */
  int wakesAt = 1;
};

/** One thread's connections. */
class Worker {
 public:
  Worker(const Plan& plan, Shared& shared, std::uint64_t share, std::uint64_t number)
      : plan_(plan), shared_(shared), poll_(::epoll_create1(EPOLL_CLOEXEC)), scratch_(64 << 10), number_(number) {
    if (!poll_.valid()) failWithErrno("epoll_create1");
    connections_.resize(share);
  }

  Counters counters;

  void run() {
    std::size_t started = 0;
    std::array<epoll_event, 256> events;
    while (!shared_.stop.load(std::memory_order_relaxed)) {
      while (started < connections_.size() && connecting_ < plan_.ramp) open(connections_[started++]);
      const int count = ::epoll_wait(poll_.get(), events.data(), events.size(), 20);
      for (int i = 0; i < count; i++) advance(*static_cast<Connection*>(events[i].data.ptr));
    }
    connections_.clear();
  }

 private:
  /** False once as many exchanges have begun as were asked for. */
  bool mayBegin() { return plan_.maxUnits == 0 || shared_.unitsStarted.fetch_add(1, std::memory_order_relaxed) < plan_.maxUnits; }

  void open(Connection& connection) {
    if (!mayBegin()) return;
    connection.fd = tcpSocket();
    if (!connection.fd.valid()) return failed(connection, "socket");
    if (plan_.sources > 0) {
      sockaddr_in source = loopback(1, static_cast<std::uint8_t>((number_ + opened_) % plan_.sources), 0);
      const int on = 1;
      ::setsockopt(connection.fd.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
      if (::bind(connection.fd.get(), reinterpret_cast<sockaddr*>(&source), sizeof source) != 0)
        return failed(connection, "bind");
    }
    opened_++;
    sockaddr_in target = loopback(0, 0, plan_.port);
    const int result = ::connect(connection.fd.get(), reinterpret_cast<sockaddr*>(&target), sizeof target);
    if (result != 0 && errno != EINPROGRESS) return failed(connection, "connect");
    connection.state = State::connecting;
    connection.served = false;
    connection.wakesAt = 1;
    connecting_++;
    // Over the loopback the handshake is usually complete by now; where it is not, EPOLLOUT tells.
    if (!ask(connection)) return;
    epoll_event event{};
    event.events = connection.state == State::connecting ? EPOLLOUT : EPOLLIN;
    event.data.ptr = &connection;
    if (::epoll_ctl(poll_.get(), EPOLL_CTL_ADD, connection.fd.get(), &event) != 0) failed(connection, "epoll_ctl");
  }

  /** Sends the request. False when the connection failed. A connection not established yet stays `connecting`. */
  bool ask(Connection& connection) {
    const ssize_t n = ::send(connection.fd.get(), plan_.request.data(), plan_.request.size(), MSG_NOSIGNAL);
    if (n < 0 && (errno == EAGAIN || errno == ENOTCONN) && connection.state == State::connecting) return true;
    if (n != static_cast<ssize_t>(plan_.request.size())) {
      failed(connection, "send");
      return false;
    }
    if (connection.state == State::connecting) {
      connecting_--;
      Counters::add(counters.opened, 1);
    }
    connection.state = State::head;
    connection.headBytes = 0;
    return true;
  }

  void advance(Connection& connection) {
    switch (connection.state) {
      case State::connecting: {
        int error = 0;
        socklen_t size = sizeof error;
        ::getsockopt(connection.fd.get(), SOL_SOCKET, SO_ERROR, &error, &size);
        errno = error;
        if (error != 0) return failed(connection, "connect");
        if (!ask(connection)) return;
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = &connection;
        ::epoll_ctl(poll_.get(), EPOLL_CTL_MOD, connection.fd.get(), &event);
        return;
      }
      case State::head:
        return readHead(connection);
      case State::body:
        return readBody(connection);
      case State::end:
      case State::held: {
        char extra = 0;
        const ssize_t n = ::recv(connection.fd.get(), &extra, 1, 0);
        if (n < 0 && errno == EAGAIN) return;
        if (n == 0 && connection.state == State::end) return closeAndReopen(connection);
        if (n == 0) errno = 0;
        return failed(connection, n > 0 ? "bytes beyond the response" : n == 0 ? "an idle connection was closed" : "recv");
      }
    }
  }

  void readHead(Connection& connection) {
    const ssize_t n = ::recv(connection.fd.get(), scratch_.data(), scratch_.size(), 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n == 0) errno = 0;
    if (n <= 0)
      return failed(connection, connection.served ? "closed instead of the next response" : "closed before the response");
    const std::size_t ofHead = std::min(static_cast<std::size_t>(n), plan_.expectedHead.size() - connection.headBytes);
    if (std::memcmp(scratch_.data(), plan_.expectedHead.data() + connection.headBytes, ofHead) != 0) {
      errno = 0;
      return failed(connection, "another response head than the origin sends");
    }
    connection.headBytes += ofHead;
    if (connection.headBytes < plan_.expectedHead.size()) return;
    connection.state = State::body;
    connection.bodyLeft = plan_.bytes;
    const std::size_t ofBody = static_cast<std::size_t>(n) - ofHead;
    if (ofBody > connection.bodyLeft) {
      errno = 0;
      return failed(connection, "bytes beyond the response");
    }
    took(connection, ofBody);
  }

  void readBody(Connection& connection) {
    // MSG_TRUNC: the kernel drops the bytes instead of copying them; their number is all that matters here.
    const std::size_t wanted = std::min<std::uint64_t>(connection.bodyLeft, 1 << 30);
    const ssize_t n = ::recv(connection.fd.get(), scratch_.data(), wanted, MSG_TRUNC);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n == 0) errno = 0;
    if (n <= 0) return failed(connection, "closed in the middle of a response");
    took(connection, static_cast<std::size_t>(n));
  }

  void took(Connection& connection, std::size_t bytes) {
    Counters::add(counters.bytes, bytes);
    connection.bodyLeft -= bytes;
    wakeAt(connection, connection.bodyLeft >= static_cast<std::uint64_t>(plan_.wakeBytes) ? plan_.wakeBytes : 1);
    if (connection.bodyLeft > 0) return;
    if (plan_.style != Style::serverCloses) Counters::add(counters.units, 1);
    connection.served = true;
    switch (plan_.style) {
      case Style::kept:
        if (mayBegin()) {
          ask(connection);
        } else {
          connection.state = State::held;
        }
        return;
      case Style::serverCloses:
        connection.state = State::end;
        return;
      case Style::clientCloses:
        return closeAndReopen(connection);
      case Style::hold:
        connection.state = State::held;
        return;
    }
  }

  static void wakeAt(Connection& connection, int bytes) {
    if (connection.wakesAt == bytes) return;
    connection.wakesAt = bytes;
    ::setsockopt(connection.fd.get(), SOL_SOCKET, SO_RCVLOWAT, &bytes, sizeof bytes);
  }

  void closeAndReopen(Connection& connection) {
    if (plan_.style == Style::serverCloses) Counters::add(counters.units, 1);
    connection.fd.reset();
    open(connection);
  }

  /** Counts it and, unless something is thoroughly wrong, opens the connection again. */
  void failed(Connection& connection, const char* what) {
    const int error = errno;
    if (shared_.stop.load(std::memory_order_relaxed)) return;
    if (connection.state == State::connecting && connection.fd.valid() && connecting_ > 0) connecting_--;
    connection.fd.reset();
    Counters::add(counters.failures, 1);
    const std::lock_guard<std::mutex> lock(shared_.mutex);
    if (shared_.firstFailure.empty()) {
      shared_.firstFailure = error == 0 ? what : std::string(what) + ": " + std::strerror(error);
    }
    // One failed connection makes a run invalid; what is left of it need not hurt anybody.
    shared_.stop.store(true, std::memory_order_relaxed);
  }

  const Plan& plan_;
  Shared& shared_;
  UniqueFd poll_;
  std::vector<char> scratch_;
  std::vector<Connection> connections_;
  std::uint64_t number_;
  std::uint64_t opened_ = 0;
  std::uint64_t connecting_ = 0;
};

/** CPU seconds of whole processes, all their threads, dead ones too; in nanoseconds where /proc/PID/stat has ticks. */
double cpuSeconds(const std::vector<std::uint64_t>& pids, std::string& failure) {
  double sum = 0;
  for (const std::uint64_t pid : pids) {
    clockid_t clock{};
    timespec time{};
    if (::clock_getcpuclockid(static_cast<pid_t>(pid), &clock) != 0 || ::clock_gettime(clock, &time) != 0) {
      failure = "process " + std::to_string(pid) + " is gone";
      return 0;
    }
    sum += static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
  }
  return sum;
}

struct Snapshot {
  std::chrono::steady_clock::time_point at;
  std::uint64_t units = 0;
  std::uint64_t bytes = 0;
  std::uint64_t opened = 0;
  double cpu = 0;
  double loadCpu = 0;
};

class Measurement {
 public:
  Measurement(const Plan& plan, std::vector<std::uint64_t> pids, std::vector<std::uint64_t> loadPids)
      : plan_(plan), pids_(std::move(pids)), loadPids_(std::move(loadPids)) {
    loadPids_.push_back(static_cast<std::uint64_t>(::getpid()));
    for (std::uint64_t i = 0; i < plan.threads; i++) {
      const std::uint64_t share = plan.connections / plan.threads + (i < plan.connections % plan.threads ? 1 : 0);
      workers_.push_back(std::make_unique<Worker>(plan_, shared_, share, i));
    }
    for (auto& worker : workers_) threads_.emplace_back([&worker] { worker->run(); });
  }

  void stop() {
    shared_.stop.store(true, std::memory_order_relaxed);
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

  /** Sleeps until `done` or the limit; false when it was the limit. Ends early when a connection failed. */
  template <typename Done>
  bool waitFor(std::uint64_t limitMs, Done done) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(limitMs);
    while (!shared_.stop.load(std::memory_order_relaxed) && !done()) {
      const auto now = std::chrono::steady_clock::now();
      if (now >= end) return false;
      std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(end - now, std::chrono::milliseconds(2)));
    }
    return true;
  }

  Snapshot take() {
    Snapshot snapshot;
    for (const auto& worker : workers_) {
      snapshot.units += worker->counters.units.load(std::memory_order_relaxed);
      snapshot.bytes += worker->counters.bytes.load(std::memory_order_relaxed);
      snapshot.opened += worker->counters.opened.load(std::memory_order_relaxed);
    }
    std::string gone;
    snapshot.cpu = cpuSeconds(pids_, gone);
    snapshot.loadCpu = cpuSeconds(loadPids_, gone);
    snapshot.at = std::chrono::steady_clock::now();
    if (!gone.empty()) complain(gone);
    return snapshot;
  }

  void complain(const std::string& what) {
    const std::lock_guard<std::mutex> lock(shared_.mutex);
    if (shared_.firstFailure.empty()) shared_.firstFailure = what;
    shared_.stop.store(true, std::memory_order_relaxed);
  }

  void print(const char* phase, const Snapshot& from, const Snapshot& to) {
    const std::lock_guard<std::mutex> lock(shared_.mutex);
    const double seconds = std::chrono::duration<double>(to.at - from.at).count();
    std::printf(
        "{\"phase\":\"%s\",\"seconds\":%.6f,\"units\":%llu,\"bytes\":%llu,\"connections\":%llu,\"cpuSeconds\":%.9f,"
        "\"loadCpuSeconds\":%.9f,\"failure\":%s%s%s}\n",
        phase, seconds, static_cast<unsigned long long>(to.units - from.units),
        static_cast<unsigned long long>(to.bytes - from.bytes), static_cast<unsigned long long>(to.opened - from.opened),
        to.cpu - from.cpu, to.loadCpu - from.loadCpu, shared_.firstFailure.empty() ? "" : "\"",
        shared_.firstFailure.empty() ? "null" : shared_.firstFailure.c_str(), shared_.firstFailure.empty() ? "" : "\"");
    std::fflush(stdout);
  }

 private:
  const Plan& plan_;
  Shared shared_;
  std::vector<std::uint64_t> pids_;
  std::vector<std::uint64_t> loadPids_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
};

}  // namespace

int runClient(Options& options) {
  Plan plan;
  plan.port = static_cast<std::uint16_t>(options.number("port", 0));
  plan.bytes = options.number("bytes", 1024);
  plan.connections = std::max<std::uint64_t>(options.number("connections", 1), 1);
  plan.threads = std::clamp<std::uint64_t>(options.number("threads", 1), 1, plan.connections);
  plan.sources = std::min<std::uint64_t>(options.number("sources", 4), 200);
  plan.ramp = std::max<std::uint64_t>(options.number("ramp", 128), 1);
  plan.maxUnits = options.number("max-units", 0);
  plan.wakeBytes = static_cast<int>(std::clamp<std::uint64_t>(options.number("wake-bytes", 256 << 10), 1, 1 << 20));
  plan.style = parseStyle(options.text("style", "kept"));
  const std::uint64_t warmMs = options.number("warm-ms", 300);
  const std::uint64_t measureMs = options.number("measure-ms", 1000);
  std::vector<std::uint64_t> pids = options.numbers("pids");
  std::vector<std::uint64_t> loadPids = options.numbers("load-pids");
  options.refuseTheRest();
  raiseDescriptorLimit();
  if (plan.port == 0) fail("client: --port is missing");

  plan.request = "GET /" + std::to_string(plan.bytes) + " HTTP/1.1\r\nHost: bench\r\n" +
                 (plan.style == Style::serverCloses ? "Connection: close\r\n" : "") + "\r\n";
  plan.expectedHead = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(plan.bytes) + "\r\n\r\n";

  Measurement measurement(plan, std::move(pids), std::move(loadPids));
  const Snapshot start = measurement.take();
  const bool holding = plan.style == Style::hold;
  const auto connected = [&] {
    const Snapshot now = measurement.take();
    return (holding ? now.units : now.opened) >= plan.connections;
  };
  if (!measurement.waitFor(20'000, connected)) measurement.complain("not all connections were served within 20 seconds");

  if (holding) {
    measurement.print("held", start, measurement.take());
    waitForEndOfInput();
    const Snapshot end = measurement.take();
    measurement.stop();
    measurement.print("done", start, end);
    return 0;
  }

  measurement.waitFor(warmMs, [] { return false; });
  // A number of units counts from the first one; a stretch of time begins when all connections stand.
  const Snapshot from = plan.maxUnits > 0 ? start : measurement.take();
  const auto exhausted = [&] { return plan.maxUnits > 0 && measurement.take().units >= plan.maxUnits; };
  measurement.waitFor(measureMs, exhausted);
  const Snapshot to = measurement.take();
  measurement.stop();
  measurement.print("done", from, to);
  return 0;
}

}  // namespace load
