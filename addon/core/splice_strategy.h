#pragma once

#include "backend.h"

// How to read the answers of splice() from a socket into a pipe.
namespace headrace {

enum class SpliceStrategy : uint8_t {
  // splice() answers 0 at the end of the stream.
  kModern,
  // Kernels before 2.6.29 answered EAGAIN on a socket that was shut down: a look at the socket tells "closed" from "no
  // data" from "pipe full" (splice rule 11).
  kLegacy,
};

struct SpliceIn {
  enum class Kind : uint8_t {
    kMoved,
    kEmpty,    // the socket holds nothing: wait for it
    kBlocked,  // the pipe took nothing while it held data: drain it, then try again (splice rule 2)
    kEof,
    kUnsupported,  // this relay must copy (splice rule 10)
    kFailed,
  };
  Kind kind = Kind::kEmpty;
  size_t bytes = 0;
  int error = 0;
};

// Splices up to `length` bytes into a pipe that holds `held` bytes.
SpliceIn splice_in(Backend& backend, SpliceStrategy strategy, Endpoint& from, const Pipe& pipe, size_t held, size_t length,
                   Stats& stats);

// Whether splice() failed because it cannot work here, rather than because the connection broke.
constexpr bool means_unsupported(int error) {
  return error == ENOSYS || error == EPERM || error == EINVAL || error == EBADF;
}

}  // namespace headrace
