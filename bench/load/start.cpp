#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <string_view>
#include <thread>

#include "commands.h"
#include "sockets.h"

namespace load {
namespace {

using Clock = std::chrono::steady_clock;

/** One request over one connection; true when a response began within a second. */
bool exchange(std::uint16_t port) {
  const UniqueFd fd = tcpSocket();
  sockaddr_in target = loopback(0, 0, port);
  if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&target), sizeof target) != 0 && errno != EINPROGRESS) return false;
  pollfd wait{fd.get(), POLLOUT, 0};
  if (::poll(&wait, 1, 1000) != 1 || (wait.revents & (POLLERR | POLLHUP)) != 0) return false;
  constexpr std::string_view request = "GET /1 HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n";
  if (::send(fd.get(), request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) return false;
  wait = {fd.get(), POLLIN, 0};
  std::array<char, 16> head{};
  return ::poll(&wait, 1, 1000) == 1 && ::recv(fd.get(), head.data(), head.size(), 0) > 0;
}

/** SIGTERM, two seconds of patience, SIGKILL. */
void end(pid_t pid) {
  ::kill(pid, SIGTERM);
  for (int i = 0; i < 200; i++) {
    if (::waitpid(pid, nullptr, WNOHANG) == pid) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
}

}  // namespace

int runStart(Options& options) {
  const auto port = static_cast<std::uint16_t>(options.number("port", 0));
  const std::uint64_t timeoutMs = options.number("timeout-ms", 10'000);
  options.refuseTheRest();
  if (options.command().front() == nullptr) fail("start: no command");
  if (exchange(port)) fail("start: somebody answers on that port already");

  const Clock::time_point start = Clock::now();
  const pid_t pid = ::fork();
  if (pid < 0) failWithErrno("fork");
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    ::signal(SIGPIPE, SIG_DFL);
    ::execvp(options.command().front(), options.command().data());
    std::perror(options.command().front());
    ::_exit(127);
  }
  while (!exchange(port)) {
    if (::waitpid(pid, nullptr, WNOHANG) == pid) fail("start: it ended before it served");
    if (Clock::now() - start > std::chrono::milliseconds(timeoutMs)) {
      end(pid);
      fail("start: it did not serve in time");
    }
    std::this_thread::sleep_for(std::chrono::microseconds(500));
  }
  const double ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  end(pid);
  std::printf("{\"startMs\":%.3f}\n", ms);
  return 0;
}

}  // namespace load
