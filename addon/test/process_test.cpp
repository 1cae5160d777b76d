// What a process gives up. Each case runs in a child: nothing of it can be taken back.

#include "core/process.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "temporary_folder.h"

using namespace headrace;
using namespace headrace::testing;

namespace {

constexpr uid_t kNobody = 65534;
constexpr uint64_t kBindService = uint64_t{1} << CAP_NET_BIND_SERVICE;

// What `act` answers in a child: a small number.
template <typename Act>
int in_child(Act act) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(act());
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

bool is_root() {
  return ::geteuid() == 0;
}

bool holds(int capability) {
  return ::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) == 1;
}

}  // namespace

TEST_CASE("confine makes a directory the root and goes there") {
  const TemporaryFolder folder;
  const std::string path = folder.path();
  REQUIRE(::mkdir(folder.file("inside").c_str(), 0755) == 0);
  const int answer = in_child([&] {
    const auto confined = confine(path);
    if (!confined) return confined.error().code == EPERM ? 100 : 1;
    return ::access("/inside", F_OK) == 0 && ::access("inside", F_OK) == 0 && ::access("/proc", F_OK) < 0 ? 0 : 2;
  });
  CHECK(answer == (is_root() ? 0 : 100));
}

TEST_CASE("confine says why it cannot") {
  const int code = in_child([] {
    const auto refused = confine("/nonexistent/folder");
    return refused ? 0 : refused.error().code;
  });
  CHECK((code == ENOENT || code == EPERM));
}

TEST_CASE("take_account takes user and group, gives up supplementary groups, and keeps what it is told to") {
  if (!is_root() || !holds(CAP_NET_BIND_SERVICE)) return;
  CHECK(in_child([] {
          const gid_t extra = 7;
          if (::setgroups(1, &extra) < 0) return 1;
          if (!take_account({kNobody, kNobody}, kBindService)) return 2;
          if (::getuid() != kNobody || ::geteuid() != kNobody || ::getgid() != kNobody) return 3;
          if (::getgroups(0, nullptr) != 0) return 4;
          if (::setuid(0) == 0) return 5;  // CAP_SETUID is gone
          return 0;
        }) == 0);
}

TEST_CASE("take_account keeps nothing when nothing is asked for") {
  if (!is_root()) return;
  CHECK(in_child([] {
          if (!take_account({kNobody, std::nullopt}, 0)) return 1;
          if (::getuid() != kNobody) return 2;
          return ::chroot("/") < 0 && errno == EPERM ? 0 : 3;
        }) == 0);
}

TEST_CASE("take_account with the present user changes nothing, with another one needs the right to") {
  CHECK(in_child([] { return take_account({::getuid(), std::nullopt}, 0) ? 0 : 1; }) == 0);
  CHECK(in_child([] {
          if (::geteuid() == 0 && ::setuid(kNobody) < 0) return 1;
          const auto refused = take_account({::getuid() + 1, std::nullopt}, 0);
          return refused ? 2 : refused.error().code == EPERM ? 0 : 3;
        }) == 0);
}

TEST_CASE("forbid_new_privileges stays") {
  CHECK(in_child([] {
          if (!forbid_new_privileges()) return 1;
          return ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 0 : 2;
        }) == 0);
}

TEST_CASE("allow_core_dumps raises the limit as far as it may, after a change of user too") {
  CHECK(in_child([] {
          rlimit limit{};
          ::getrlimit(RLIMIT_CORE, &limit);
          limit.rlim_cur = 0;
          ::setrlimit(RLIMIT_CORE, &limit);
          if (::geteuid() == 0 && ::setuid(kNobody) < 0) return 1;
          ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
          if (!allow_core_dumps()) return 2;
          ::getrlimit(RLIMIT_CORE, &limit);
          if (limit.rlim_cur != limit.rlim_max) return 3;
          return ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 1 ? 0 : 4;
        }) == 0);
}

TEST_CASE("silence puts /dev/null in place of the standard streams") {
  CHECK(in_child([] {
          if (!silence()) return 1;
          struct stat null {};
          ::stat("/dev/null", &null);
          for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
            struct stat found {};
            if (::fstat(standard, &found) < 0 || found.st_rdev != null.st_rdev) return 2;
            if ((::fcntl(standard, F_GETFD) & FD_CLOEXEC) != 0) return 3;
          }
          return 0;
        }) == 0);
}
