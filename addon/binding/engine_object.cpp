#include "binding/engine_object.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

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

constexpr int64_t kMaxSlots = 1 << 24;
constexpr int64_t kMaxBufferBytes = 1 << 30;
// JavaScript sees all buffers as one piece, and Node 20 knows none that is larger.
constexpr int64_t kMaxHeapBytes = int64_t{1} << 32;

}  // namespace

// What libuv and the environment hold on to. It outlives the object, which may be collected while libuv still closes the
// driver's handles; the environment waits for that, since its hook goes last.
struct EngineObject::Running {
  EngineObject& owner;
  std::shared_ptr<Engine> engine;
  LoopDriver driver;
  napi_async_cleanup_hook_handle hook;
  bool stopping = false;

  // By close(), by garbage collection or by the end of the thread, whichever is first.
  void stop() {
    if (std::exchange(stopping, true)) return;
    owner.running_ = nullptr;
    engine->close();
    driver.stop([this] {
      napi_remove_async_cleanup_hook(hook);
      delete this;
    });
  }
};

Napi::Function EngineObject::define(Napi::Env env) {
  return DefineClass(
      env, "Engine",
      {InstanceMethod<&EngineObject::start>("start"), InstanceMethod<&EngineObject::flush>("flush"),
       InstanceMethod<&EngineObject::add_listener>("addListener"),
       InstanceMethod<&EngineObject::remove_listener>("removeListener"),
       InstanceMethod<&EngineObject::pause_listener>("pauseListener"),
       InstanceMethod<&EngineObject::resume_listener>("resumeListener"), InstanceMethod<&EngineObject::set_target>("setTarget"),
       InstanceMethod<&EngineObject::add_log_sink>("addLogSink"), InstanceMethod<&EngineObject::remove_log_sink>("removeLogSink"),
       InstanceMethod<&EngineObject::local_address>("localAddress"), InstanceMethod<&EngineObject::read_address>("readAddress"),
       InstanceMethod<&EngineObject::tcp_info_of>("tcpInfo"), InstanceMethod<&EngineObject::add_board_segment>("addBoardSegment"),
       InstanceMethod<&EngineObject::close>("close")});
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
  const auto strategy = worker ? string_field(*options, "spliceStrategy") : std::nullopt;
  if (!strategy) return;
  const auto shared = options->Get("shared").As<Napi::Object>();
  const auto gates = options->Get("gates").As<Napi::Object>();
  const auto stats = options->Get("stats").As<Napi::Object>();
  void* shared_memory = memory_of(env, shared, sizeof(SharedBlock), "shared");
  if (shared_memory == nullptr) return;
  void* gates_memory = memory_of(env, gates, sizeof(Gate), "gates");
  if (gates_memory == nullptr) return;
  void* stats_memory = memory_of(env, stats, kStatColumns * sizeof(double), "stats");
  if (stats_memory == nullptr) return;
  if (!in_range(env, worker, "worker", 0, kMaxWorkers - 1) || !in_range(env, inbound, "inboundSlots", 1, kMaxSlots) ||
      !in_range(env, outbound, "outboundSlots", 1, kMaxSlots) || !in_range(env, buffers, "buffers", 1, kMaxSlots) ||
      !in_range(env, buffer_bytes, "bufferBytes", 1024, kMaxBufferBytes) ||
      !in_range(env, *buffers * *buffer_bytes, "buffers of this size", 1, kMaxHeapBytes)) {
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
  engine.strategy = *strategy == "legacy" ? SpliceStrategy::kLegacy : SpliceStrategy::kModern;
  for (const Napi::Object& object : {shared, gates, stats}) kept_.push_back(Napi::Persistent(object));

  engine_ = std::make_shared<Engine>(engine);
  if (auto opened = engine_->open(); !opened) {
    throw_system_error(env, opened.error());
    engine_.reset();
    return;
  }
  uv_loop_t* loop = nullptr;
  napi_get_uv_event_loop(env, &loop);
  running_ = new Running{*this, engine_, {loop, *engine_}, nullptr};
  napi_add_async_cleanup_hook(
      env, [](napi_async_cleanup_hook_handle, void* running) { static_cast<Running*>(running)->stop(); }, running_,
      &running_->hook);

  Napi::Object object = info.This().As<Napi::Object>();
  const auto words = [&](void* data, size_t length) { return view<Napi::Int32Array>(env, engine_, data, length); };
  const auto doubles = [&](void* data, size_t length) { return view<Napi::Float64Array>(env, engine_, data, length); };
  object.Set("events", words(engine_->events().as<int32_t>(), size_t{Engine::kEventCapacity} * kEventWords));
  object.Set("commands", words(engine_->commands().as<int32_t>(), size_t{Engine::kCommandCapacity} * kCommandWords));
  object.Set("control", words(engine_->control(), static_cast<size_t>(ControlWord::kCount)));
  object.Set("clock", doubles(engine_->clock(), 2));
  object.Set("received", doubles(engine_->received(), engine_->slots()));
  object.Set("sent", doubles(engine_->sent(), engine_->slots()));
  const auto bytes = [&](const Mapping& memory) {
    auto* keep = new std::shared_ptr<Engine>(engine_);
    return Napi::Buffer<uint8_t>::New(
        env, memory.as<uint8_t>(), memory.bytes(), [](Napi::Env, uint8_t*, std::shared_ptr<Engine>* kept) { delete kept; }, keep);
  };
  object.Set("arena", bytes(engine_->arena()));
  object.Set("buffers", bytes(engine_->buffers().memory()));
}

EngineObject::~EngineObject() {
  if (running_ != nullptr) running_->stop();
}

bool EngineObject::alive(const Napi::CallbackInfo& info) const {
  if (running_ != nullptr) return true;
  Napi::Error::New(info.Env(), "the engine is closed").ThrowAsJavaScriptException();
  return false;
}

void EngineObject::start(const Napi::CallbackInfo& info) {
  if (!alive(info)) return;
  if (!info[0].IsFunction()) {
    Napi::TypeError::New(info.Env(), "handler must be a function").ThrowAsJavaScriptException();
    return;
  }
  const auto started = running_->driver.start([this, env = info.Env()](uint32_t events) { return handle(env, events); });
  if (!started) {
    throw_system_error(info.Env(), started.error());
    return;
  }
  handler_ = Napi::Persistent(info[0].As<Napi::Function>());
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
  const auto id = id_field(*options);
  const auto fd = id ? int_of(info.Env(), integer_field(*options, "fd"), "fd") : std::nullopt;
  if (!fd) return;
  const Napi::Value list = options->Get("gates");
  if (!list.IsArray()) {
    throw_type_error(info.Env(), "gates must be an array");
    return;
  }
  std::vector<uint32_t> gates;
  const auto array = list.As<Napi::Array>();
  for (uint32_t i = 0; i < array.Length(); ++i) {
    const auto gate = in_range(info.Env(), integer(info.Env(), array.Get(i), "gate"), "gate", 0, kMaxId);
    if (!gate) return;
    gates.push_back(static_cast<uint32_t>(*gate));
  }
  const auto added = engine_->add_listener(*id, *fd, gates);
  if (!added) throw_system_error(info.Env(), added.error());
}

void EngineObject::remove_listener(const Napi::CallbackInfo& info) {
  if (!alive(info)) return;
  if (const auto id = id_argument(info)) engine_->remove_listener(*id);
}

void EngineObject::pause_listener(const Napi::CallbackInfo& info) {
  if (!alive(info)) return;
  if (const auto id = id_argument(info)) engine_->pause_listener(*id);
}

void EngineObject::resume_listener(const Napi::CallbackInfo& info) {
  if (!alive(info)) return;
  if (const auto id = id_argument(info)) engine_->resume_listener(*id);
}

void EngineObject::set_target(const Napi::CallbackInfo& info) {
  if (!alive(info)) return;
  const auto options = object_argument(info, 0);
  if (!options) return;
  const auto id = id_field(*options);
  if (!id) return;
  if (auto target = target_from(*options)) engine_->set_target(*id, std::move(*target));
}

void EngineObject::add_log_sink(const Napi::CallbackInfo& info) {
  if (!alive(info)) return;
  const auto options = object_argument(info, 0);
  if (!options) return;
  const auto id = id_field(*options);
  if (!id) return;
  if (auto sink = log_sink_from(*options)) engine_->add_log_sink(*id, std::move(*sink));
}

void EngineObject::remove_log_sink(const Napi::CallbackInfo& info) {
  if (!alive(info)) return;
  if (const auto id = id_argument(info)) engine_->remove_log_sink(*id);
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

Napi::Value EngineObject::read_address(const Napi::CallbackInfo& info) {
  if (!alive(info)) return {};
  const auto slot = integer_argument(info, 0, "slot");
  const auto generation = slot ? integer_argument(info, 1, "generation") : std::nullopt;
  const auto which = generation ? integer_argument(info, 2, "which") : std::nullopt;
  if (!which) return {};
  const bool found =
      engine_->read_address(static_cast<uint32_t>(*slot), static_cast<uint32_t>(*generation), static_cast<WhichAddress>(*which));
  return Napi::Boolean::New(info.Env(), found);
}

Napi::Value EngineObject::tcp_info_of(const Napi::CallbackInfo& info) {
  if (!alive(info)) return {};
  const auto slot = integer_argument(info, 0, "slot");
  const auto generation = slot ? integer_argument(info, 1, "generation") : std::nullopt;
  if (!generation) return {};
  const int fd = engine_->descriptor(static_cast<uint32_t>(*slot), static_cast<uint32_t>(*generation));
  tcp_info found{};
  socklen_t size = sizeof found;
  if (fd < 0 || ::getsockopt(fd, IPPROTO_TCP, TCP_INFO, &found, &size) < 0) return info.Env().Undefined();
  Napi::Object object = Napi::Object::New(info.Env());
  object.Set("rttUs", found.tcpi_rtt);
  object.Set("rttVarianceUs", found.tcpi_rttvar);
  object.Set("unacked", found.tcpi_unacked);
  object.Set("sacked", found.tcpi_sacked);
  object.Set("lost", found.tcpi_lost);
  object.Set("retransmitted", found.tcpi_retrans);
  object.Set("fackets", found.tcpi_fackets);
  object.Set("reordering", found.tcpi_reordering);
  return object;
}

void EngineObject::add_board_segment(const Napi::CallbackInfo& info) {
  if (!alive(info)) return;
  constexpr size_t kBytes = size_t{Board::kSegmentRows} * Board::kColumns * sizeof(double);
  void* memory = memory_of(info.Env(), info[0], kBytes, "segment");
  if (memory == nullptr) return;
  kept_.push_back(Napi::Persistent(info[0].As<Napi::Object>()));
  engine_->board().add_segment(static_cast<double*>(memory));
}

void EngineObject::close(const Napi::CallbackInfo&) {
  if (running_ != nullptr) running_->stop();
}

}  // namespace headrace
