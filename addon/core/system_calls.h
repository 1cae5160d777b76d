#pragma once

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

namespace headrace {

// The system calls whose every answer matters to splicing. Tests put their own in to get answers that this kernel does
// not give: an old kernel's EAGAIN, a seccomp filter's EPERM, a pipe that cannot be had.
struct SystemCalls {
  ssize_t (*splice)(int in, int out, size_t length) = [](int in, int out, size_t length) {
    // Never SPLICE_F_MORE: the kernel would hold data back and wait for more (splice rule 7).
    return ::splice(in, nullptr, out, nullptr, length, SPLICE_F_NONBLOCK | SPLICE_F_MOVE);
  };
  int (*pipe)(int fds[2]) = [](int fds[2]) { return ::pipe2(fds, O_NONBLOCK | O_CLOEXEC); };
  int (*set_pipe_size)(int fd, int bytes) = [](int fd, int bytes) { return ::fcntl(fd, F_SETPIPE_SZ, bytes); };
  int (*get_pipe_size)(int fd) = [](int fd) { return ::fcntl(fd, F_GETPIPE_SZ); };
  ssize_t (*recv)(int fd, void* data, size_t length, int flags) = ::recv;
};

}  // namespace headrace
