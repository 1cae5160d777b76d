#include "binding/engine_object.h"

#include <utility>

#include "binding/addresses.h"
#include "binding/values.h"

namespace headrace {
namespace {

// A view of memory that `owner` keeps alive.
template <typename Array>
Array view(Napi::Env env, const std::shared_ptr<Engine>& owner, void* data, size_t length) {
  const size_t bytes = length * sizeof(typename std::remove_pointer_t<decltype(std::declval<Array>().Data())>);
  auto* keep = new std::shared_ptr<Engine>(owner);
  const auto buffer = Napi::ArrayBuffer::New(
      env, data, bytes, [](Napi::Env, void*, std::shared_ptr<Engine>* kept) { delete kept; }, keep);
  return Array::New(env, length, buffer, 0);
}

}  // namespace

Napi::Function EngineObject::define(Napi::Env env) {
  return DefineClass(
      env, "Engine",
      {InstanceMethod<&EngineObject::start>("start"), InstanceMethod<&EngineObject::flush>("flush"),
       InstanceMethod<&EngineObject::add_listener>("addListener"),
       InstanceMethod<&EngineObject::remove_listener>("removeListener"),
       InstanceMethod<&EngineObject::pause_listener>("pauseListener"),
       InstanceMethod<&EngineObject::resume_listener>("resumeListener"), InstanceMethod<&EngineObject::set_target>("setTarget"),
       InstanceMethod<&EngineObject::add_log_sink>("addLogSink"), InstanceMethod<&EngineObject::remove_log_sink>("removeLogSink"),
       InstanceMethod<&EngineObject::local_address>("localAddress"),
       InstanceMethod<&EngineObject::add_board_segment>("addBoardSegment"), InstanceMethod<&EngineObject::close>("close")});
}

EngineObject::EngineObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<EngineObject>(info) {
  const Napi::Env env = info.Env();
  const auto options = object_argument(info, 0);
  if (!options) return;
  const auto inbound = integer_field(*options, "inboundSlots");
  const auto outbound = inbound ? integer_field(*options, "outboundSlots") : std::nullopt;
  const auto buffer_bytes = outbound ? integer_field(*options, "bufferBytes") : std::nullopt;
  const auto buffers = buffer_bytes ? integer_field(*options, "buffers") : std::nullopt;
  const auto worker = buffers ? integer_field(*options, "worker") : std::nullopt;
  if (!worker) return;
  const auto shared = options->Get("shared").As<Napi::Object>();
  const auto gates = options->Get("gates").As<Napi::Object>();
  const auto stats = options->Get("stats").As<Napi::Object>();
  void* shared_memory = memory_of(env, shared, sizeof(SharedBlock), "shared");
  if (shared_memory == nullptr) return;
  void* gates_memory = memory_of(env, gates, sizeof(Gate), "gates");
  if (gates_memory == nullptr) return;
  void* stats_memory = memory_of(env, stats, kStatColumns * sizeof(double), "stats");
  if (stats_memory == nullptr) return;
  if (*worker < 0 || *worker >= kMaxWorkers || *inbound < 1 || *outbound < 1 || *buffers < 1 || *buffer_bytes < 1024) {
    Napi::RangeError::New(env, "worker, slots, buffers or bufferBytes out of range").ThrowAsJavaScriptException();
    return;
  }
  Engine::Options engine{};
  engine.inbound_slots = static_cast<uint32_t>(*inbound);
  engine.outbound_slots = static_cast<uint32_t>(*outbound);
  engine.buffer_bytes = static_cast<uint32_t>(*buffer_bytes);
  engine.buffers = static_cast<uint32_t>(*buffers);
  engine.worker = static_cast<int>(*worker);
  engine.shared = static_cast<SharedBlock*>(shared_memory);
  engine.gates = static_cast<Gate*>(gates_memory);
  engine.gate_count = static_cast<uint32_t>(gates.As<Napi::TypedArray>().ByteLength() / sizeof(Gate));
  engine.stats = static_cast<double*>(stats_memory);
  engine.splice = options->Get("splice").ToBoolean();
  engine.strategy =
      options->Get("spliceStrategy").ToString().Utf8Value() == "legacy" ? SpliceStrategy::kLegacy : SpliceStrategy::kModern;
  for (const Napi::Object& object : {shared, gates, stats}) kept_.push_back(Napi::Persistent(object));

  engine_ = std::make_shared<Engine>(engine);
  if (auto opened = engine_->open(); !opened) {
    throw_system_error(env, opened.error());
    engine_.reset();
    return;
  }
  uv_loop_t* loop = nullptr;
  napi_get_uv_event_loop(env, &loop);
  driver_ = std::make_unique<LoopDriver>(loop, *engine_);
  // The thread may end without close(): the loop must be free of our handles by then.
  napi_add_async_cleanup_hook(
      env,
      [](napi_async_cleanup_hook_handle handle, void* self) {
        static_cast<EngineObject*>(self)->shut_down([handle] { napi_remove_async_cleanup_hook(handle); });
      },
      this, &cleanup_);

  Napi::Object object = info.This().As<Napi::Object>();
  const auto words = [&](void* data, size_t length) { return view<Napi::Int32Array>(env, engine_, data, length); };
  const auto doubles = [&](void* data, size_t length) { return view<Napi::Float64Array>(env, engine_, data, length); };
  object.Set("events", words(engine_->events().as<int32_t>(), size_t{Engine::kEventCapacity} * kEventWords));
  object.Set("commands", words(engine_->commands().as<int32_t>(), size_t{Engine::kCommandCapacity} * kCommandWords));
  object.Set("control", words(engine_->control(), static_cast<size_t>(ControlWord::kCount)));
  object.Set("clock", doubles(engine_->clock(), 2));
  object.Set("received", doubles(engine_->received(), engine_->slots()));
  object.Set("sent", doubles(engine_->sent(), engine_->slots()));
  auto* keep = new std::shared_ptr<Engine>(engine_);
  object.Set("arena", Napi::Buffer<uint8_t>::New(
                          env, engine_->arena().as<uint8_t>(), Engine::kArenaBytes,
                          [](Napi::Env, uint8_t*, std::shared_ptr<Engine>* kept) { delete kept; }, keep));
}

EngineObject::~EngineObject() {
  if (engine_) engine_->close();
  // libuv may still hold the driver's handles; the driver goes when they are closed.
  if (driver_ && !closed_) {
    auto* driver = driver_.release();
    driver->stop([driver] { delete driver; });
  }
}

bool EngineObject::alive(const Napi::CallbackInfo& info) const {
  if (engine_ && !closed_) return true;
  Napi::Error::New(info.Env(), "the engine is closed").ThrowAsJavaScriptException();
  return false;
}

void EngineObject::start(const Napi::CallbackInfo& info) {
  if (!alive(info)) return;
  if (!info[0].IsFunction()) {
    Napi::TypeError::New(info.Env(), "handler must be a function").ThrowAsJavaScriptException();
    return;
  }
  handler_ = Napi::Persistent(info[0].As<Napi::Function>());
  const auto started = driver_->start([this, env = info.Env()](uint32_t events) { return handle(env, events); });
  if (!started) throw_system_error(info.Env(), started.error());
}

// One crossing: the handler sees all events of this turn.
bool EngineObject::handle(Napi::Env env, uint32_t events) {
  const Napi::HandleScope scope(env);
  engine_->stats().add(Stat::kHandlerCalls);
  const Napi::Value receiver = Value();
  napi_value count = Napi::Number::New(env, events);
  napi_value result = nullptr;
  const napi_status status = napi_make_callback(env, nullptr, receiver, handler_.Value(), 1, &count, &result);
  if (status == napi_ok) return true;
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (pending) {
    napi_value exception = nullptr;
    napi_get_and_clear_last_exception(env, &exception);
    napi_fatal_exception(env, exception);
  }
  return false;
}

void EngineObject::flush(const Napi::CallbackInfo& info) {
  if (alive(info)) engine_->flush();
}

void EngineObject::add_listener(const Napi::CallbackInfo& info) {
  if (!alive(info)) return;
  const auto options = object_argument(info, 0);
  if (!options) return;
  const auto id = integer_field(*options, "id");
  const auto fd = id ? integer_field(*options, "fd") : std::nullopt;
  if (!fd) return;
  std::vector<uint32_t> gates;
  if (const Napi::Value list = options->Get("gates"); list.IsArray()) {
    const auto array = list.As<Napi::Array>();
    for (uint32_t i = 0; i < array.Length(); ++i) gates.push_back(array.Get(i).ToNumber().Uint32Value());
  }
  const auto added = engine_->add_listener(static_cast<uint32_t>(*id), static_cast<int>(*fd), gates);
  if (!added) throw_system_error(info.Env(), added.error());
}

void EngineObject::remove_listener(const Napi::CallbackInfo& info) {
  if (!alive(info)) return;
  if (const auto id = integer_argument(info, 0, "id")) engine_->remove_listener(static_cast<uint32_t>(*id));
}

void EngineObject::pause_listener(const Napi::CallbackInfo& info) {
  if (!alive(info)) return;
  if (const auto id = integer_argument(info, 0, "id")) engine_->pause_listener(static_cast<uint32_t>(*id));
}

void EngineObject::resume_listener(const Napi::CallbackInfo& info) {
  if (!alive(info)) return;
  if (const auto id = integer_argument(info, 0, "id")) engine_->resume_listener(static_cast<uint32_t>(*id));
}

void EngineObject::set_target(const Napi::CallbackInfo& info) {
  if (!alive(info)) return;
  const auto options = object_argument(info, 0);
  if (!options) return;
  const auto id = integer_field(*options, "id");
  if (!id) return;
  if (const auto address = address_from(*options)) engine_->set_target(static_cast<uint32_t>(*id), *address);
}

void EngineObject::add_log_sink(const Napi::CallbackInfo& info) {
  if (!alive(info)) return;
  const auto options = object_argument(info, 0);
  if (!options) return;
  const auto id = integer_field(*options, "id");
  if (!id) return;
  if (auto sink = log_sink_from(*options)) engine_->add_log_sink(static_cast<uint32_t>(*id), std::move(*sink));
}

void EngineObject::remove_log_sink(const Napi::CallbackInfo& info) {
  if (!alive(info)) return;
  if (const auto id = integer_argument(info, 0, "id")) engine_->remove_log_sink(static_cast<uint32_t>(*id));
}

Napi::Value EngineObject::local_address(const Napi::CallbackInfo& info) {
  if (!alive(info)) return {};
  const auto slot = integer_argument(info, 0, "slot");
  const auto generation = slot ? integer_argument(info, 1, "generation") : std::nullopt;
  if (!generation) return {};
  auto address = engine_->local_address(static_cast<uint32_t>(*slot), static_cast<uint32_t>(*generation));
  if (!address) return info.Env().Undefined();
  return address_to(info.Env(), *address);
}

void EngineObject::add_board_segment(const Napi::CallbackInfo& info) {
  if (!alive(info)) return;
  constexpr size_t kBytes = size_t{Board::kSegmentRows} * Board::kColumns * sizeof(double);
  void* memory = memory_of(info.Env(), info[0], kBytes, "segment");
  if (memory == nullptr) return;
  kept_.push_back(Napi::Persistent(info[0].As<Napi::Object>()));
  engine_->board().add_segment(static_cast<double*>(memory));
}

void EngineObject::close(const Napi::CallbackInfo& info) {
  if (closed_ || !engine_) return;
  shut_down([] {});
  if (cleanup_ != nullptr) napi_remove_async_cleanup_hook(std::exchange(cleanup_, nullptr));
  (void)info;
}

void EngineObject::shut_down(std::function<void()> closed) {
  if (closed_ || !engine_) {
    closed();
    return;
  }
  closed_ = true;
  cleanup_ = nullptr;
  engine_->close();
  // The driver outlives this object until libuv has let go of its handles.
  auto* driver = driver_.release();
  driver->stop([driver, closed = std::move(closed)] {
    closed();
    delete driver;
  });
}

}  // namespace headrace
