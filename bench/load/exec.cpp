#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "commands.h"
#include "sockets.h"

namespace load {

int runExec(Options& options) {
  const std::vector<std::uint64_t> cpus = options.numbers("cpus");
  options.refuseTheRest();
  if (options.command().front() == nullptr) fail("exec: no command");

  if (!cpus.empty()) {
    cpu_set_t set;
    CPU_ZERO(&set);
    for (const std::uint64_t cpu : cpus) CPU_SET(cpu, &set);
    if (::sched_setaffinity(0, sizeof set, &set) != 0) failWithErrno("sched_setaffinity");
  }
  raiseDescriptorLimit();
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  ::signal(SIGPIPE, SIG_DFL);
  ::execvp(options.command().front(), options.command().data());
  failWithErrno(options.command().front());
}

}  // namespace load
