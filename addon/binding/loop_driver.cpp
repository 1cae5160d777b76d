#include "loop_driver.h"

#include <cerrno>
#include <utility>

namespace headrace {

Status LoopDriver::start(Handler handler) {
  if (started_ || stopped_) return Error{EALREADY, "start the engine"};
  handler_ = std::move(handler);
  if (auto watched = engine_.watch_driver(uv_backend_fd(loop_)); !watched) return watched;
  uv_prepare_init(loop_, &prepare_);
  uv_idle_init(loop_, &idle_);
  prepare_.data = idle_.data = this;
  open_handles_ = 2;
  uv_prepare_start(&prepare_, on_prepare);
  uv_idle_start(&idle_, [](uv_idle_t*) {});
  started_ = true;
  return Done{};
}

void LoopDriver::stop(std::function<void()> closed) {
  if (!started_ || stopped_) {
    stopped_ = true;
    if (open_handles_ == 0) {
      closed();
    } else {
      closed_ = std::move(closed);
    }
    return;
  }
  stopped_ = true;
  closed_ = std::move(closed);
  uv_close(reinterpret_cast<uv_handle_t*>(&prepare_), on_closed);
  uv_close(reinterpret_cast<uv_handle_t*>(&idle_), on_closed);
}

void LoopDriver::on_closed(uv_handle_t* handle) {
  auto* driver = static_cast<LoopDriver*>(handle->data);
  if (--driver->open_handles_ == 0 && driver->closed_) std::exchange(driver->closed_, nullptr)();
}

void LoopDriver::on_prepare(uv_prepare_t* handle) {
  static_cast<LoopDriver*>(handle->data)->drive();
}

void LoopDriver::drive() {
  uv_idle_stop(&idle_);
  for (;;) {
    uv_update_time(loop_);
    const int budget_ms = uv_backend_timeout(loop_);  // 0 when libuv has work that needs no waiting
    const uint32_t events = engine_.turn(budget_ms);
    const bool go_on = events == 0 || handler_(events);
    if (stopped_) return;
    engine_.execute(events);
    if (!go_on || budget_ms == 0 || engine_.driver_called()) break;
  }
  uv_idle_start(&idle_, [](uv_idle_t*) {});
}

}  // namespace headrace
