#include <napi.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <limits>

#include "binding/addresses.h"
#include "binding/engine_object.h"
#include "binding/prober_object.h"
#include "binding/process.h"
#include "binding/values.h"
#include "core/shared_block.h"
#include "core/sockets.h"

namespace headrace {
namespace {

SharedBlock* shared_argument(const Napi::CallbackInfo& info) {
  return static_cast<SharedBlock*>(memory_of(info.Env(), info[0], sizeof(SharedBlock), "shared"));
}

int32_t pipes_within_bounds(int64_t wanted) {
  return static_cast<int32_t>(std::clamp<int64_t>(wanted, 0, kMaxPipes));
}

void init_shared(const Napi::CallbackInfo& info) {
  SharedBlock* shared = shared_argument(info);
  if (shared == nullptr) return;
  const auto options = object_argument(info, 1);
  if (!options) return;
  const auto max_pipes = integer_field(*options, "maxPipes");
  const auto pipe_bytes = max_pipes ? int_of(info.Env(), integer_field(*options, "pipeBytes"), "pipeBytes") : std::nullopt;
  if (!pipe_bytes) return;
  shared->pipes.max.store(pipes_within_bounds(*max_pipes));
  shared->pipes.requested_size.store(*pipe_bytes);
}

void set_max_pipes(const Napi::CallbackInfo& info) {
  SharedBlock* shared = shared_argument(info);
  const auto max_pipes = shared == nullptr ? std::nullopt : integer_argument(info, 1, "maxPipes");
  if (max_pipes) shared->pipes.max.store(pipes_within_bounds(*max_pipes));
}

void wake(const Napi::CallbackInfo& info) {
  SharedBlock* shared = shared_argument(info);
  const auto worker = shared == nullptr ? std::nullopt : integer_argument(info, 1, "worker");
  if (worker && *worker >= 0 && *worker < kMaxWorkers) ring(*shared, static_cast<int>(*worker), Ring::kWake);
}

// Wakes every worker to look at accept gates again, after a limit was raised.
void wake_gates(const Napi::CallbackInfo& info) {
  if (SharedBlock* shared = shared_argument(info)) ring_all(*shared, Ring::kGates);
}

Napi::Value give_fd(Napi::Env env, Result<UniqueFd> fd) {
  if (!fd) {
    throw_system_error(env, fd.error());
    return {};
  }
  return Napi::Number::New(env, fd->release());
}

Napi::Value listen_on_tcp(const Napi::CallbackInfo& info) {
  const auto options = object_argument(info, 0);
  if (!options) return {};
  const auto address = address_from(*options);
  const auto backlog = address ? int_of(info.Env(), integer_field(*options, "backlog"), "backlog") : std::nullopt;
  const auto more = backlog ? socket_options_from(*options) : std::nullopt;
  if (!more) return {};
  return give_fd(info.Env(), listen_tcp(*address, *backlog, options->Get("v6only").ToBoolean(),
                                        options->Get("reusePort").ToBoolean(), *more));
}

Napi::Value listen_on_unix(const Napi::CallbackInfo& info) {
  const auto options = object_argument(info, 0);
  if (!options) return {};
  const auto path = string_field(*options, "path");
  const auto backlog = path ? int_of(info.Env(), integer_field(*options, "backlog"), "backlog") : std::nullopt;
  const auto more = backlog ? socket_options_from(*options) : std::nullopt;
  if (!more) return {};
  FileOwnership ownership;
  const auto number = [&](const char* name) {
    return options->Get(name).IsUndefined() ? std::optional<int64_t>(-1)
                                            : in_range(info.Env(), integer_field(*options, name), name, -1, UINT32_MAX);
  };
  const auto mode = number("mode");
  const auto uid = mode ? number("uid") : std::nullopt;
  const auto gid = uid ? number("gid") : std::nullopt;
  if (!gid) return {};
  ownership = {static_cast<int>(*mode), *uid, *gid};
  return give_fd(info.Env(), path->starts_with('@') ? listen_abstract(path->substr(1), *backlog, *more)
                                                    : listen_unix(*path, *backlog, ownership, *more));
}

void adjust(const Napi::CallbackInfo& info) {
  const auto fd = int_of(info.Env(), integer_argument(info, 0, "fd"), "fd");
  if (!fd) return;
  Napi::Object holder = Napi::Object::New(info.Env());
  holder.Set("options", info[1]);
  const auto options = socket_options_from(holder);
  auto address = SocketAddress::local_of(*fd);
  if (options && address) adjust_listener(*options, *fd, address->domain());
}

Napi::Value adopt(const Napi::CallbackInfo& info) {
  const auto fd = int_of(info.Env(), integer_argument(info, 0, "fd"), "fd");
  const auto backlog = fd ? int_of(info.Env(), integer_argument(info, 1, "backlog"), "backlog") : std::nullopt;
  if (!backlog) return {};
  const auto adopted = adopt_listener(*fd, *backlog);
  if (!adopted) {
    throw_system_error(info.Env(), adopted.error());
    return {};
  }
  return info[0];
}

void suspend(const Napi::CallbackInfo& info) {
  const auto fd = int_of(info.Env(), integer_argument(info, 0, "fd"), "fd");
  if (!fd) return;
  const auto suspended = suspend_listener(*fd);
  if (!suspended) throw_system_error(info.Env(), suspended.error());
}

Napi::Value bound_address(const Napi::CallbackInfo& info) {
  const auto fd = int_of(info.Env(), integer_argument(info, 0, "fd"), "fd");
  if (!fd) return {};
  auto address = SocketAddress::local_of(*fd);
  if (!address) {
    throw_system_error(info.Env(), address.error());
    return {};
  }
  return address_to(info.Env(), *address);
}

void close_fd(const Napi::CallbackInfo& info) {
  if (const auto fd = int_of(info.Env(), integer_argument(info, 0, "fd"), "fd")) UniqueFd(*fd).reset();
}

Napi::Object limits(Napi::Env env) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  Napi::Object object = Napi::Object::New(env);
  object.Set("soft", static_cast<double>(limit.rlim_cur));
  object.Set("hard", static_cast<double>(limit.rlim_max));
  return object;
}

Napi::Value nofile(const Napi::CallbackInfo& info) {
  return limits(info.Env());
}

Napi::Value set_nofile(const Napi::CallbackInfo& info) {
  const auto wanted = in_range(info.Env(), integer_argument(info, 0, "limit"), "limit", 0, std::numeric_limits<int64_t>::max());
  if (!wanted) return {};
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const auto value = static_cast<rlim_t>(*wanted);
  const rlimit both{value, std::max(limit.rlim_max, value)};
  if (::setrlimit(RLIMIT_NOFILE, &both) < 0) {
    limit.rlim_cur = std::min(value, limit.rlim_max);
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  return limits(info.Env());
}

Napi::Value probe(const Napi::CallbackInfo& info) {
  const auto usable = probe_splice();
  Napi::Object object = Napi::Object::New(info.Env());
  object.Set("usable", static_cast<bool>(usable));
  if (!usable)
    object.Set("reason", std::string("cannot ") + usable.error().attempted + ": " + std::strerror(usable.error().code));
  return object;
}

Napi::Value kernel_release(const Napi::CallbackInfo& info) {
  utsname name{};
  ::uname(&name);
  int parts[3] = {0, 0, 0};
  std::sscanf(name.release, "%d.%d.%d", &parts[0], &parts[1], &parts[2]);
  Napi::Array array = Napi::Array::New(info.Env(), 3);
  for (uint32_t i = 0; i < 3; ++i) array.Set(i, parts[i]);
  return array;
}

Napi::Value thread_cpu_seconds(const Napi::CallbackInfo& info) {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return Napi::Number::New(info.Env(), static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9);
}

// A log target for threads without an engine.
class LogSinkObject : public Napi::ObjectWrap<LogSinkObject> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "LogSink", {InstanceMethod<&LogSinkObject::send>("send")});
  }
  explicit LogSinkObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<LogSinkObject>(info) {
    if (const auto options = object_argument(info, 0)) sink_ = log_sink_from(*options);
  }

 private:
  Napi::Value send(const Napi::CallbackInfo& info) {
    if (!info[0].IsTypedArray() || info[0].As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array) {
      throw_type_error(info.Env(), "line must be a Uint8Array");
      return {};
    }
    const auto line = info[0].As<Napi::Uint8Array>();
    const bool sent = sink_ && sink_->send({reinterpret_cast<const char*>(line.Data()), line.ByteLength()});
    return Napi::Boolean::New(info.Env(), sent);
  }

  std::optional<LogSink> sink_;
};

Napi::Object init(Napi::Env env, Napi::Object exports) {
  exports.Set("Engine", EngineObject::define(env));
  exports.Set("LogSink", LogSinkObject::define(env));
  exports.Set("Prober", ProberObject::define(env));
  exports.Set("sharedBytes", static_cast<double>(sizeof(SharedBlock)));
  const auto add = [&](const char* name, auto function) { exports.Set(name, Napi::Function::New(env, function, name)); };
  add("initShared", init_shared);
  add("setMaxPipes", set_max_pipes);
  add("wake", wake);
  add("wakeGates", wake_gates);
  add("listenTcp", listen_on_tcp);
  add("listenUnix", listen_on_unix);
  add("adoptListener", adopt);
  add("adjustListener", adjust);
  add("suspendListener", suspend);
  add("boundAddress", bound_address);
  add("closeFd", close_fd);
  add("nofile", nofile);
  add("setNofile", set_nofile);
  add("probeSplice", probe);
  add("kernelRelease", kernel_release);
  add("threadCpuSeconds", thread_cpu_seconds);
  export_process(env, exports);
  return exports;
}

}  // namespace
}  // namespace headrace

static Napi::Object init_module(Napi::Env env, Napi::Object exports) {
  return headrace::init(env, exports);
}
NODE_API_MODULE(headrace, init_module)
