/**
 * headrace-traffic: both ends of many connections through a proxy, each with its own bytes, sizes, pace and ending.
 *
 *   headrace-traffic --origin IP:PORT --front IP:PORT --connections N [--seed S] [--largest BYTES] [--resets PERCENT]
 *                    [--within-ms N]
 *
 * Listens at the origin's address, opens all connections to the front's at once, and waits until every one has ended as it
 * should. Prints one line of JSON; `failures` says what went wrong. Needs no clock but its own and has no other threads.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "endpoint.h"

namespace traffic {
namespace {

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "headrace-traffic: %s\n", what.c_str());
  std::exit(1);
}

[[noreturn]] void fail_with_errno(const std::string& what) {
  fail(what + ": " + std::strerror(errno));
}

struct Options {
  sockaddr_in origin{};
  sockaddr_in front{};
  std::uint64_t connections = 100;
  std::uint64_t within_ms = 60'000;
  Mix mix;
};

sockaddr_in address(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  sockaddr_in result{};
  result.sin_family = AF_INET;
  if (colon == std::string::npos || ::inet_pton(AF_INET, text.substr(0, colon).c_str(), &result.sin_addr) != 1) {
    fail("'" + text + "' is not IP:PORT");
  }
  result.sin_port = htons(static_cast<std::uint16_t>(std::strtoul(text.c_str() + colon + 1, nullptr, 10)));
  return result;
}

Options options_of(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    const char* value = argv[i + 1];
    const auto number = [&] { return std::strtoull(value, nullptr, 10); };
    if (name == "--origin")
      options.origin = address(value);
    else if (name == "--front")
      options.front = address(value);
    else if (name == "--connections")
      options.connections = number();
    else if (name == "--within-ms")
      options.within_ms = number();
    else if (name == "--seed")
      options.mix.seed = number();
    else if (name == "--largest")
      options.mix.largest = number();
    else if (name == "--resets")
      options.mix.resets = number();
    else
      fail("unknown option " + name);
  }
  if (options.origin.sin_port == 0 || options.front.sin_port == 0) fail("--origin and --front are needed");
  return options;
}

std::uint64_t now_ms() {
  using std::chrono::steady_clock;
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now().time_since_epoch()).count());
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

class Traffic {
 public:
  explicit Traffic(const Options& options) : options_(options), poll_(::epoll_create1(EPOLL_CLOEXEC)) {
    raise_descriptor_limit();
    listen();
  }

  int run() {
    const std::uint64_t start = now_ms();
    for (std::uint64_t number = 0; number < options_.connections; number++) open_client(number);
    while (ended_ < 2 * options_.connections - unaccounted() && now_ms() - start < options_.within_ms) turn();
    report(now_ms() - start);
    return failures_.empty() ? 0 : 1;
  }

 private:
  struct Entry {
    std::unique_ptr<Endpoint> end;
    std::uint32_t interest = 0;
  };

  static void raise_descriptor_limit() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }

  static UniqueFd tcp_socket() {
    UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (fd.get() < 0) fail_with_errno("socket");
    const int on = 1;
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
  }

  void listen() {
    listener_ = tcp_socket();
    const int on = 1;
    ::setsockopt(listener_.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&options_.origin), sizeof options_.origin) != 0) {
      fail_with_errno("bind");
    }
    if (::listen(listener_.get(), 4096) != 0) fail_with_errno("listen");
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = kListener;
    ::epoll_ctl(poll_.get(), EPOLL_CTL_ADD, listener_.get(), &event);
  }

  void open_client(std::uint64_t number) {
    UniqueFd fd = tcp_socket();
    const auto* front = reinterpret_cast<const sockaddr*>(&options_.front);
    auto end = std::make_unique<Endpoint>(kClient, std::move(fd), number, options_.mix);
    if (::connect(end->fd(), front, sizeof options_.front) != 0 && errno != EINPROGRESS) fail_with_errno("connect");
    add(std::move(end));
  }

  void add(std::unique_ptr<Endpoint> end) {
    const std::uint64_t index = entries_.size();
    epoll_event event{};
    event.events = EPOLLOUT;
    event.data.u64 = index;
    if (::epoll_ctl(poll_.get(), EPOLL_CTL_ADD, end->fd(), &event) != 0) fail_with_errno("epoll_ctl");
    entries_.push_back({std::move(end), EPOLLOUT});
    settle(index);
  }

  void accept_all() {
    for (;;) {
      UniqueFd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (fd.get() < 0) return;
      const int on = 1;
      ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      accepted_++;
      add(std::make_unique<Endpoint>(kServer, std::move(fd), kNameless, options_.mix));
    }
  }

  // A client that resets or gives up before the proxy has connected leaves no server's end behind.
  [[nodiscard]] std::uint64_t unaccounted() const {
    const std::uint64_t missing = options_.connections - std::min(options_.connections, accepted_);
    return std::min(missing, unheard_);
  }

  void turn() {
    std::array<epoll_event, 512> events;
    const int count = ::epoll_wait(poll_.get(), events.data(), static_cast<int>(events.size()), 5);
    const std::uint64_t now = now_ms();
    for (int i = 0; i < count; i++) {
      const std::uint64_t index = events[static_cast<std::size_t>(i)].data.u64;
      if (index == kListener) {
        accept_all();
      } else {
        work(index, now);
      }
    }
    while (!pausing_.empty() && pausing_.begin()->first <= now) {
      const std::uint64_t index = pausing_.begin()->second;
      pausing_.erase(pausing_.begin());
      if (entries_[index].end->over()) continue;
      entries_[index].end->resume();
      settle(index);
    }
  }

  void work(std::uint64_t index, std::uint64_t now) {
    Endpoint& end = *entries_[index].end;
    if (end.over()) return;
    const std::uint64_t before = end.resume_ms();
    end.work(now);
    if (end.resume_ms() != before) pausing_.emplace(end.resume_ms(), index);
    if (end.over()) {
      ended_++;
      if (end.side() == kClient && (end.ending() == Ending::kDidReset || end.sent() == 0)) unheard_++;
      return;
    }
    settle(index);
  }

  // An end that waits for the other's end or pauses must not be told again and again that it could go on.
  void settle(std::uint64_t index) {
    Entry& entry = entries_[index];
    const std::uint32_t wanted = (entry.end->wants_to_read() ? EPOLLIN : 0U) | (entry.end->wants_to_write() ? EPOLLOUT : 0U);
    if (wanted == entry.interest) return;
    entry.interest = wanted;
    epoll_event event{};
    event.events = wanted;
    event.data.u64 = index;
    ::epoll_ctl(poll_.get(), EPOLL_CTL_MOD, entry.end->fd(), &event);
  }

  void note(const std::string& failure) { failures_.push_back(failure); }

  /** Looks at both ends of every connection together. */
  void compare() {
    std::map<std::uint64_t, const Endpoint*> servers;
    for (const Entry& entry : entries_) {
      const Endpoint& end = *entry.end;
      if (end.ending() == Ending::kWrong) note(end.failure() + ": " + end.text());
      if (!end.over()) note("not over in time: " + end.text());
      received_[other(end.side())] += end.received();
      if (end.side() == kServer && end.named() && !servers.emplace(end.number(), &end).second) {
        note("two connections of one client: " + end.text());
      }
    }
    for (const Entry& entry : entries_) {
      const Endpoint& client = *entry.end;
      if (client.side() != kClient) continue;
      if (client.ending() == Ending::kOrderly) orderly_++;
      if (client.ending() == Ending::kDidReset || client.ending() == Ending::kWasReset) reset_++;
      const auto found = servers.find(client.number());
      if (found == servers.end()) {
        const bool was_heard = client.script().parts[kClient].bytes > 0 && !client.script().reset();
        if (was_heard && client.over()) note("never reached the server: " + client.text());
        continue;
      }
      const Endpoint& server = *found->second;
      if (client.received() > server.sent() || server.received() > client.sent()) {
        note("more arrived than was sent: " + client.text() + ", " + server.text());
      }
    }
  }

  void report(std::uint64_t took_ms) {
    compare();
    std::string failures;
    constexpr std::size_t kShown = 10;
    for (std::size_t i = 0; i < failures_.size() && i < kShown; i++) failures += (i > 0 ? "," : "") + quoted(failures_[i]);
    std::printf(
        "{\"connections\":%llu,\"accepted\":%llu,\"orderly\":%llu,\"reset\":%llu,\"towardsServer\":%llu,\"towardsClient\":%llu,"
        "\"ms\":%llu,\"failed\":%zu,\"failures\":[%s]}\n",
        static_cast<unsigned long long>(options_.connections), static_cast<unsigned long long>(accepted_),
        static_cast<unsigned long long>(orderly_), static_cast<unsigned long long>(reset_),
        static_cast<unsigned long long>(received_[kClient]), static_cast<unsigned long long>(received_[kServer]),
        static_cast<unsigned long long>(took_ms), failures_.size(), failures.c_str());
  }

  static constexpr std::uint64_t kListener = ~std::uint64_t{0};

  const Options& options_;
  UniqueFd poll_;
  UniqueFd listener_;
  std::vector<Entry> entries_;
  std::multimap<std::uint64_t, std::uint64_t> pausing_;
  std::uint64_t accepted_ = 0;
  std::uint64_t ended_ = 0;
  std::uint64_t unheard_ = 0;
  std::uint64_t orderly_ = 0;
  std::uint64_t reset_ = 0;
  std::uint64_t received_[2] = {};
  std::vector<std::string> failures_;
};

}  // namespace
}  // namespace traffic

int main(int argc, char** argv) {
  const traffic::Options options = traffic::options_of(argc, argv);
  return traffic::Traffic(options).run();
}
