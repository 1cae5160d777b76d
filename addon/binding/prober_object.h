#pragma once

#include <napi.h>

namespace headrace {

// The Prober of src/native.ts.
class ProberObject : public Napi::ObjectWrap<ProberObject> {
 public:
  static Napi::Function define(Napi::Env env);
  explicit ProberObject(const Napi::CallbackInfo& info);
  ProberObject(const ProberObject&) = delete;
  ProberObject& operator=(const ProberObject&) = delete;
  ~ProberObject() override;

 private:
  struct Running;

  Napi::Value begin(const Napi::CallbackInfo& info);
  void cancel(const Napi::CallbackInfo& info);
  Napi::Value collect(const Napi::CallbackInfo& info);
  void close(const Napi::CallbackInfo& info);

  // false, with an exception pending, once closed.
  bool alive(const Napi::CallbackInfo& info) const;
  void tell();

  Napi::FunctionReference ready_;
  // Deletes itself when libuv has let go of it.
  Running* running_ = nullptr;
};

}  // namespace headrace
