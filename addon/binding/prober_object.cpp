#include "binding/prober_object.h"

#include <uv.h>

#include <string>
#include <utility>

#include "binding/values.h"
#include "core/prober.h"

namespace headrace {

// What libuv and the environment hold on to. It outlives the object, which may be collected while libuv still closes the
// handle; the environment waits for that, since its hook goes last.
struct ProberObject::Running {
  ProberObject& owner;
  Prober prober;
  uv_poll_t poll{};
  napi_async_cleanup_hook_handle hook = nullptr;
  bool stopping = false;

  // By close(), by garbage collection or by the end of the thread, whichever is first.
  void stop() {
    if (std::exchange(stopping, true)) return;
    owner.running_ = nullptr;
    uv_close(reinterpret_cast<uv_handle_t*>(&poll), [](uv_handle_t* handle) {
      auto* running = static_cast<Running*>(handle->data);
      napi_remove_async_cleanup_hook(running->hook);
      delete running;
    });
  }
};

Napi::Function ProberObject::define(Napi::Env env) {
  return DefineClass(env, "Prober",
                     {InstanceMethod<&ProberObject::begin>("begin"), InstanceMethod<&ProberObject::cancel>("cancel"),
                      InstanceMethod<&ProberObject::collect>("collect"), InstanceMethod<&ProberObject::close>("close")});
}

ProberObject::ProberObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ProberObject>(info) {
  const Napi::Env env = info.Env();
  if (!info[0].IsFunction()) {
    throw_type_error(env, "ready must be a function");
    return;
  }
  auto prober = Prober::open();
  if (!prober) {
    throw_system_error(env, prober.error());
    return;
  }
  ready_ = Napi::Persistent(info[0].As<Napi::Function>());
  uv_loop_t* loop = nullptr;
  napi_get_uv_event_loop(env, &loop);
  auto* running = new Running{*this, std::move(*prober)};
  running->poll.data = running;
  if (const int failed = uv_poll_init(loop, &running->poll, running->prober.fd()); failed != 0) {
    delete running;
    throw_system_error(env, {-failed, "wait for checks"});
    return;
  }
  running_ = running;
  napi_add_async_cleanup_hook(
      env, [](napi_async_cleanup_hook_handle, void* hooked) { static_cast<Running*>(hooked)->stop(); }, running, &running->hook);
  uv_poll_start(&running->poll, UV_READABLE,
                [](uv_poll_t* handle, int, int) { static_cast<Running*>(handle->data)->owner.tell(); });
  // whoever waits for an outcome has a timer
  uv_unref(reinterpret_cast<uv_handle_t*>(&running->poll));
}

ProberObject::~ProberObject() {
  if (running_ != nullptr) running_->stop();
}

void ProberObject::tell() {
  const Napi::Env env = Env();
  const Napi::HandleScope scope(env);
  const Napi::Value receiver = Value();
  napi_value result = nullptr;
  if (napi_make_callback(env, nullptr, receiver, ready_.Value(), 0, nullptr, &result) == napi_ok) return;
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (!pending) return;
  napi_value exception = nullptr;
  napi_get_and_clear_last_exception(env, &exception);
  napi_fatal_exception(env, exception);
}

bool ProberObject::alive(const Napi::CallbackInfo& info) const {
  if (running_ != nullptr) return true;
  Napi::Error::New(info.Env(), "the prober is closed").ThrowAsJavaScriptException();
  return false;
}

Napi::Value ProberObject::begin(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!alive(info)) return {};
  const auto id = id_argument(info);
  if (!id) return {};
  if (!info[1].IsString()) {
    throw_type_error(env, "address must be a string");
    return {};
  }
  const auto port = in_range(env, integer_argument(info, 2, "port"), "port", 0, UINT16_MAX);
  if (!port) return {};
  const std::string text = info[1].As<Napi::String>().Utf8Value();
  const auto number = static_cast<uint16_t>(*port);
  auto address = text.find(':') == std::string::npos ? SocketAddress::ipv4(text, number) : SocketAddress::ipv6(text, number);
  if (!address) {
    throw_system_error(env, address.error());
    return {};
  }
  return Napi::Number::New(env, running_->prober.begin(*id, *address));
}

void ProberObject::cancel(const Napi::CallbackInfo& info) {
  if (running_ == nullptr) return;
  if (const auto id = id_argument(info)) running_->prober.cancel(*id);
}

Napi::Value ProberObject::collect(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!alive(info)) return {};
  if (!info[0].IsTypedArray() || info[0].As<Napi::TypedArray>().TypedArrayType() != napi_int32_array) {
    throw_type_error(env, "outcomes must be an Int32Array");
    return {};
  }
  auto outcomes = info[0].As<Napi::Int32Array>();
  auto* pairs = reinterpret_cast<Prober::Outcome*>(outcomes.Data());
  const size_t count = running_->prober.collect(pairs, outcomes.ElementLength() / 2);
  return Napi::Number::New(env, static_cast<double>(count));
}

void ProberObject::close(const Napi::CallbackInfo&) {
  if (running_ != nullptr) running_->stop();
}

}  // namespace headrace
