#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string_view>

#include "result.h"

namespace headrace {

// As whom the process runs, and what it may do. All for the whole process, threads that run already included, except where it
// is said otherwise.

// Confines the process to a directory and goes there.
Status confine(std::string_view directory);

struct Account {
  std::optional<uid_t> user;
  std::optional<gid_t> group;
};

// Takes the group and the user, and gives up supplementary groups. `capabilities` is a set of bits (capabilities(7)): the calling
// thread keeps them, all others keep none. When the user stays, so do the capabilities.
Status take_account(const Account& account, uint64_t capabilities);

// The calling thread and those that it starts gain no privileges by executing setuid programs.
Status forbid_new_privileges();

// Core dumps are written although privileges were given up, of any size.
Status allow_core_dumps();

// Reads nothing and writes nowhere from now on: /dev/null becomes descriptors 0, 1 and 2.
Status silence();

}  // namespace headrace
