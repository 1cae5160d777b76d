#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>
#include <thread>
#include <vector>

#include "commands.h"
#include "sockets.h"

namespace load {
namespace {

constexpr std::size_t bodyBytes = 1 << 20;
/** A body up to this size leaves with its head in one system call. */
constexpr std::size_t smallBody = 16 << 10;

/** What all bodies are made of: the same mebibyte over and over, as a file (pages go out uncopied) and in memory. */
struct Body {
  UniqueFd file;
  const char* memory = nullptr;
  bool fromFile = true;
};

Body makeBody(bool fromFile) {
  Body body;
  body.fromFile = fromFile;
  body.file.reset(::memfd_create("body", MFD_CLOEXEC));
  if (!body.file.valid() || ::ftruncate(body.file.get(), bodyBytes) != 0) failWithErrno("memfd_create");
  void* map = ::mmap(nullptr, bodyBytes, PROT_READ | PROT_WRITE, MAP_SHARED, body.file.get(), 0);
  if (map == MAP_FAILED) failWithErrno("mmap");
  std::memset(map, 'x', bodyBytes);
  body.memory = static_cast<const char*>(map);
  return body;
}

struct Connection {
  UniqueFd fd;
  std::array<char, 512> request{};
  std::size_t requestBytes = 0;
  std::array<char, 96> head{};
  std::size_t headBytes = 0;
  std::size_t headSent = 0;
  std::uint64_t bodySize = 0;
  std::uint64_t bodySent = 0;
  bool closes = false;
  /** Interest registered with epoll: readable while a request is awaited, writable while a response does not fit. */
  bool awaitsWritable = false;

  [[nodiscard]] bool answering() const { return headSent < headBytes || bodySent < bodySize; }
};

enum class Progress { again, blocked, ended };

/** One thread's share of the connections, level-triggered: one piece of work an event. */
class Server {
 public:
  Server(const Body& body, const std::vector<UniqueFd>& listeners) : body_(body), poll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (!poll_.valid()) failWithErrno("epoll_create1");
    for (const UniqueFd& listener : listeners) {
      // The low bit tells a listener's descriptor from a connection's address.
      epoll_event event{};
      event.events = EPOLLIN | EPOLLEXCLUSIVE;
      event.data.u64 = (static_cast<std::uint64_t>(listener.get()) << 1) | 1;
      if (::epoll_ctl(poll_.get(), EPOLL_CTL_ADD, listener.get(), &event) != 0) failWithErrno("epoll_ctl");
    }
  }

  [[noreturn]] void serve() {
    std::array<epoll_event, 256> events;
    for (;;) {
      const int count = ::epoll_wait(poll_.get(), events.data(), events.size(), -1);
      for (int i = 0; i < count; i++) {
        if ((events[i].data.u64 & 1) != 0) {
          acceptSome(static_cast<int>(events[i].data.u64 >> 1));
        } else {
          advance(static_cast<Connection*>(events[i].data.ptr));
        }
      }
    }
  }

 private:
  void acceptSome(int listener) {
    for (int i = 0; i < 32; i++) {
      UniqueFd fd(::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (!fd.valid()) return;
      auto connection = std::make_unique<Connection>();
      connection->fd = std::move(fd);
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.ptr = connection.get();
      // Owned by the epoll set from here on; `advance` takes it back at the end.
      if (::epoll_ctl(poll_.get(), EPOLL_CTL_ADD, connection->fd.get(), &event) == 0) connection.release();
    }
  }

  void advance(Connection* connection) {
    Progress progress = connection->answering() ? answer(*connection) : read(*connection);
    if (progress == Progress::again && connection->answering()) progress = answer(*connection);
    if (progress == Progress::again && !connection->answering() && connection->closes) progress = Progress::ended;
    if (progress == Progress::ended) {
      delete connection;
      return;
    }
    const bool wantsWritable = connection->answering();
    if (wantsWritable == connection->awaitsWritable) return;
    connection->awaitsWritable = wantsWritable;
    epoll_event event{};
    event.events = wantsWritable ? EPOLLOUT : EPOLLIN;
    event.data.ptr = connection;
    ::epoll_ctl(poll_.get(), EPOLL_CTL_MOD, connection->fd.get(), &event);
  }

  static Progress read(Connection& connection) {
    const std::size_t room = connection.request.size() - connection.requestBytes;
    const ssize_t n = ::recv(connection.fd.get(), connection.request.data() + connection.requestBytes, room, 0);
    if (n < 0) return errno == EAGAIN || errno == EINTR ? Progress::blocked : Progress::ended;
    if (n == 0) return Progress::ended;
    connection.requestBytes += static_cast<std::size_t>(n);
    const std::string_view request(connection.request.data(), connection.requestBytes);
    if (request.find("\r\n\r\n") == std::string_view::npos) {
      return connection.requestBytes == connection.request.size() ? Progress::ended : Progress::blocked;
    }
    if (request.substr(0, 5) != "GET /") return Progress::ended;
    connection.requestBytes = 0;
    connection.bodySize = std::strtoull(request.data() + 5, nullptr, 10);
    connection.bodySent = 0;
    connection.closes = request.find("Connection: close") != std::string_view::npos;
    const int head =
        std::snprintf(connection.head.data(), connection.head.size(), "HTTP/1.1 200 OK\r\nContent-Length: %llu\r\n\r\n",
                      static_cast<unsigned long long>(connection.bodySize));
    connection.headBytes = static_cast<std::size_t>(head);
    connection.headSent = 0;
    return Progress::again;
  }

  Progress answer(Connection& connection) {
    ssize_t n = 0;
    if (connection.headSent < connection.headBytes) {
      iovec pieces[2] = {{connection.head.data() + connection.headSent, connection.headBytes - connection.headSent},
                         {const_cast<char*>(body_.memory), connection.bodySize}};
      const bool whole = connection.bodySize <= smallBody;
      msghdr message{};
      message.msg_iov = pieces;
      message.msg_iovlen = whole ? 2 : 1;
      n = ::sendmsg(connection.fd.get(), &message, MSG_NOSIGNAL | (whole ? 0 : MSG_MORE));
      if (n > 0) {
        const std::size_t ofHead = std::min(static_cast<std::size_t>(n), connection.headBytes - connection.headSent);
        connection.headSent += ofHead;
        connection.bodySent += static_cast<std::size_t>(n) - ofHead;
      }
    } else {
      const std::size_t from = connection.bodySent % bodyBytes;
      const std::size_t wanted = std::min<std::uint64_t>(bodyBytes - from, connection.bodySize - connection.bodySent);
      auto offset = static_cast<off_t>(from);
      n = body_.fromFile ? ::sendfile(connection.fd.get(), body_.file.get(), &offset, wanted)
                         : ::send(connection.fd.get(), body_.memory + from, wanted, MSG_NOSIGNAL);
      if (n > 0) connection.bodySent += static_cast<std::size_t>(n);
    }
    if (n >= 0) return Progress::again;
    return errno == EAGAIN || errno == EINTR ? Progress::blocked : Progress::ended;
  }

  const Body& body_;
  UniqueFd poll_;
};

/** Listens on the same port of several loopback addresses; empty when the port is taken on one of them. */
std::vector<UniqueFd> listenOnAll(std::uint8_t addresses, std::uint16_t& port) {
  std::vector<UniqueFd> listeners;
  port = 0;
  for (std::uint8_t i = 0; i < addresses; i++) {
    UniqueFd fd = tcpSocket();
    sockaddr_in name = loopback(0, i, port);
    const int on = 1;
    ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(fd.get(), reinterpret_cast<sockaddr*>(&name), sizeof name) != 0) return {};
    if (::listen(fd.get(), 4096) != 0) failWithErrno("listen");
    socklen_t size = sizeof name;
    ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&name), &size);
    port = ntohs(name.sin_port);
    listeners.push_back(std::move(fd));
  }
  return listeners;
}

}  // namespace

int runOrigin(Options& options) {
  const auto addresses = static_cast<std::uint8_t>(std::clamp<std::uint64_t>(options.number("addresses", 4), 1, 200));
  const std::uint64_t threads = std::clamp<std::uint64_t>(options.number("threads", 1), 1, 64);
  const Body body = makeBody(options.text("source", "file") == "file");
  options.refuseTheRest();
  raiseDescriptorLimit();

  std::uint16_t port = 0;
  std::vector<UniqueFd> listeners;
  for (int attempt = 0; attempt < 20 && listeners.empty(); attempt++) listeners = listenOnAll(addresses, port);
  if (listeners.empty()) failWithErrno("no port is free on all addresses");

  for (std::uint64_t i = 0; i < threads; i++) {
    std::thread([&] { Server(body, listeners).serve(); }).detach();
  }
  std::printf("{\"port\":%u}\n", port);
  std::fflush(stdout);
  waitForEndOfInput();
  std::_Exit(0);
}

}  // namespace load
