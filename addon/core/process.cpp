#include "process.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <string>

#include "unique_fd.h"

namespace headrace {
namespace {

// glibc has no wrapper: the system call acts on the calling thread alone.
Status set_capabilities(uint64_t wanted) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3]{};
  if (::syscall(SYS_capget, &header, sets) < 0) return Error::last("read the capabilities");
  for (int half = 0; half < _LINUX_CAPABILITY_U32S_3; ++half) {
    sets[half].permitted &= static_cast<uint32_t>(wanted >> (32 * half));
    sets[half].effective = sets[half].permitted;
    sets[half].inheritable = 0;
  }
  if (::syscall(SYS_capset, &header, sets) < 0) return Error::last("keep capabilities");
  return Done{};
}

}  // namespace

Status confine(std::string_view directory) {
  const std::string path(directory);
  if (::chroot(path.c_str()) < 0) return Error::last("chroot");
  if (::chdir("/") < 0) return Error::last("go to the new root");
  return Done{};
}

Status take_account(const Account& account, uint64_t capabilities) {
  if (account.group || account.user) {
    // Only with privileges can groups be given up; without them there is nothing more to give up.
    if (::getgroups(0, nullptr) > 0 && ::setgroups(0, nullptr) < 0 && errno != EPERM) return Error::last("give up groups");
  }
  if (account.group && ::setgid(*account.group) < 0) return Error::last("set gid");
  if (!account.user || *account.user == ::getuid()) return Done{};
  if (capabilities != 0 && ::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0) return Error::last("keep capabilities");
  if (::setuid(*account.user) < 0) return Error::last("set uid");
  return capabilities == 0 ? Status(Done{}) : set_capabilities(capabilities);
}

Status forbid_new_privileges() {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return Error::last("forbid new privileges");
  return Done{};
}

Status allow_core_dumps() {
  const rlimit unlimited{RLIM_INFINITY, RLIM_INFINITY};
  // As far as it may: the hard limit is the most that an unprivileged process gets.
  for (const auto what : {RLIMIT_FSIZE, RLIMIT_CORE}) {
    if (::setrlimit(what, &unlimited) == 0) continue;
    rlimit limit{};
    ::getrlimit(what, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(what, &limit);
  }
  if (::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) < 0) return Error::last("allow core dumps");
  return Done{};
}

Status silence() {
  const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!null) return Error::last("open /dev/null");
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::dup2(null.get(), standard) < 0) return Error::last("replace a standard stream");
  }
  return Done{};
}

}  // namespace headrace
