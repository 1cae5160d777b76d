#pragma once

#include <napi.h>

#include <memory>
#include <vector>

#include "binding/loop_driver.h"
#include "core/engine.h"

namespace headrace {

// The Engine of src/native.ts.
class EngineObject : public Napi::ObjectWrap<EngineObject> {
 public:
  static Napi::Function define(Napi::Env env);
  explicit EngineObject(const Napi::CallbackInfo& info);
  EngineObject(const EngineObject&) = delete;
  EngineObject& operator=(const EngineObject&) = delete;
  ~EngineObject() override;

 private:
  struct Running;

  void start(const Napi::CallbackInfo& info);
  void flush(const Napi::CallbackInfo& info);
  void add_listener(const Napi::CallbackInfo& info);
  void remove_listener(const Napi::CallbackInfo& info);
  void pause_listener(const Napi::CallbackInfo& info);
  void resume_listener(const Napi::CallbackInfo& info);
  void set_target(const Napi::CallbackInfo& info);
  void add_log_sink(const Napi::CallbackInfo& info);
  void remove_log_sink(const Napi::CallbackInfo& info);
  Napi::Value local_address(const Napi::CallbackInfo& info);
  Napi::Value read_address(const Napi::CallbackInfo& info);
  Napi::Value tcp_info_of(const Napi::CallbackInfo& info);
  void add_board_segment(const Napi::CallbackInfo& info);
  void close(const Napi::CallbackInfo& info);

  // false, with an exception pending, once closed.
  bool alive(const Napi::CallbackInfo& info) const;
  bool handle(Napi::Env env, uint32_t events);

  // Memory that JavaScript sees outlives this object as long as JavaScript holds on to it.
  std::shared_ptr<Engine> engine_;
  Napi::FunctionReference handler_;
  // Shared memory that the engine writes to.
  std::vector<Napi::ObjectReference> kept_;
  // Deletes itself when it has stopped.
  Running* running_ = nullptr;
};

}  // namespace headrace
