#pragma once

#include <uv.h>

#include <cstdint>
#include <functional>

#include "core/engine.h"

namespace headrace {

// Turns an engine on a thread's libuv loop.
//
// The engine's wait is the thread's wait: just before libuv would poll, the engine polls instead, with libuv's own
// descriptor among what it waits for and libuv's next timer as its limit, and goes on turning until libuv has work. So
// timers, messages and promises run as ever, and traffic pays for one epoll, not for two.
class LoopDriver {
 public:
  // Called with the number of events; false: it failed, and libuv shall have its turn before the engine goes on.
  using Handler = std::function<bool(uint32_t)>;

  LoopDriver(uv_loop_t* loop, Engine& engine) : loop_(loop), engine_(engine) {}
  LoopDriver(const LoopDriver&) = delete;
  LoopDriver& operator=(const LoopDriver&) = delete;
  ~LoopDriver() = default;

  Status start(Handler handler);
  // Stops for good; `closed` is called when libuv has let go of the handles, perhaps at once.
  void stop(std::function<void()> closed);

 private:
  static void on_prepare(uv_prepare_t* handle);
  static void on_closed(uv_handle_t* handle);
  void drive();

  uv_loop_t* loop_;
  Engine& engine_;
  Handler handler_;
  uv_prepare_t prepare_{};
  // Active while libuv polls, so that it does not wait: waiting is the engine's.
  uv_idle_t idle_{};
  bool started_ = false;
  bool stopped_ = false;
  int open_handles_ = 0;
  std::function<void()> closed_;
};

}  // namespace headrace
