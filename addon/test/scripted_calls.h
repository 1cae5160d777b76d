#pragma once

#include <cerrno>
#include <functional>

#include "core/system_calls.h"

// System calls that answer as a test wants. The engine takes plain functions, so the script is kept beside them: one test
// at a time, on one thread.
namespace headrace::testing {

struct Script {
  SystemCalls real;
  std::function<ssize_t(int, int, size_t)> splice;
  std::function<int(int*)> pipe;
  std::function<int(int, int)> set_pipe_size;
  std::function<ssize_t(int, void*, size_t, int)> recv;

  // Answers as a call that failed.
  static int fail(int error) {
    errno = error;
    return -1;
  }

  static Script*& current() {
    static Script* script = nullptr;
    return script;
  }

  Script() { current() = this; }
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;
  ~Script() { current() = nullptr; }

  // What is not scripted is the kernel's.
  [[nodiscard]] SystemCalls calls() const {
    SystemCalls calls;
    calls.splice = [](int in, int out, size_t length) {
      Script& script = *current();
      return script.splice ? script.splice(in, out, length) : script.real.splice(in, out, length);
    };
    calls.pipe = [](int fds[2]) {
      Script& script = *current();
      return script.pipe ? script.pipe(fds) : script.real.pipe(fds);
    };
    calls.set_pipe_size = [](int fd, int bytes) {
      Script& script = *current();
      return script.set_pipe_size ? script.set_pipe_size(fd, bytes) : script.real.set_pipe_size(fd, bytes);
    };
    calls.recv = [](int fd, void* data, size_t length, int flags) {
      Script& script = *current();
      return script.recv ? script.recv(fd, data, length, flags) : script.real.recv(fd, data, length, flags);
    };
    return calls;
  }
};

}  // namespace headrace::testing
