#include "binding/process.h"

#include <limits>
#include <vector>

#include "binding/values.h"
#include "core/handover.h"
#include "core/process.h"

namespace headrace {
namespace {

void settle(Napi::Env env, const Status& status) {
  if (!status) throw_system_error(env, status.error());
}

std::optional<std::string> text_argument(const Napi::CallbackInfo& info, size_t index, const char* name) {
  if (info[index].IsString()) return info[index].As<Napi::String>().Utf8Value();
  throw_type_error(info.Env(), std::string(name) + " must be a string");
  return std::nullopt;
}

std::optional<std::span<const uint8_t>> bytes_argument(const Napi::CallbackInfo& info, size_t index) {
  if (info[index].IsTypedArray() && info[index].As<Napi::TypedArray>().TypedArrayType() == napi_uint8_array) {
    const auto bytes = info[index].As<Napi::Uint8Array>();
    return std::span<const uint8_t>(bytes.Data(), bytes.ByteLength());
  }
  throw_type_error(info.Env(), "bytes must be a Uint8Array");
  return std::nullopt;
}

std::optional<int> fd_argument(const Napi::CallbackInfo& info, size_t index) {
  return int_of(info.Env(), integer_argument(info, index, "fd"), "fd");
}

void confine_process(const Napi::CallbackInfo& info) {
  if (const auto directory = text_argument(info, 0, "directory")) settle(info.Env(), confine(*directory));
}

// { uid?, gid?, capabilities: number[] }
void change_account(const Napi::CallbackInfo& info) {
  const auto options = object_argument(info, 0);
  if (!options) return;
  Account account;
  const auto id = [&](const char* name) -> std::optional<int64_t> {
    if (!options->Has(name) || options->Get(name).IsUndefined()) return -1;
    return in_range(info.Env(), integer_field(*options, name), name, 0, std::numeric_limits<uint32_t>::max());
  };
  const auto uid = id("uid");
  const auto gid = uid ? id("gid") : std::nullopt;
  if (!gid) return;
  if (*uid >= 0) account.user = static_cast<uid_t>(*uid);
  if (*gid >= 0) account.group = static_cast<gid_t>(*gid);
  const Napi::Value list = options->Get("capabilities");
  if (!list.IsArray()) return throw_type_error(info.Env(), "capabilities must be an array");
  uint64_t capabilities = 0;
  const auto numbers = list.As<Napi::Array>();
  for (uint32_t i = 0; i < numbers.Length(); ++i) {
    const auto number = in_range(info.Env(), integer(info.Env(), numbers.Get(i), "capability"), "capability", 0, 63);
    if (!number) return;
    capabilities |= uint64_t{1} << *number;
  }
  settle(info.Env(), take_account(account, capabilities));
}

void forbid(const Napi::CallbackInfo& info) {
  settle(info.Env(), forbid_new_privileges());
}

void allow_dumps(const Napi::CallbackInfo& info) {
  settle(info.Env(), allow_core_dumps());
}

void silence_streams(const Napi::CallbackInfo& info) {
  settle(info.Env(), silence());
}

Napi::Value make_pair(const Napi::CallbackInfo& info) {
  auto pair = socket_pair();
  if (!pair) {
    throw_system_error(info.Env(), pair.error());
    return {};
  }
  Napi::Array both = Napi::Array::New(info.Env(), 2);
  both.Set(0U, pair->first.release());
  both.Set(1U, pair->second.release());
  return both;
}

Napi::Value connect_to(const Napi::CallbackInfo& info) {
  const auto path = text_argument(info, 0, "path");
  const auto timeout = path ? int_of(info.Env(), integer_argument(info, 1, "timeoutMs"), "timeoutMs") : std::nullopt;
  if (!timeout) return {};
  auto fd = connect_unix(*path, *timeout);
  if (!fd) {
    throw_system_error(info.Env(), fd.error());
    return {};
  }
  return Napi::Number::New(info.Env(), fd->release());
}

// (socket, bytes, fds)
void send_fds(const Napi::CallbackInfo& info) {
  const auto socket = fd_argument(info, 0);
  const auto bytes = socket ? bytes_argument(info, 1) : std::nullopt;
  if (!bytes) return;
  if (!info[2].IsArray()) return throw_type_error(info.Env(), "descriptors must be an array");
  std::vector<int> descriptors;
  const auto list = info[2].As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); ++i) {
    const auto fd = int_of(info.Env(), integer(info.Env(), list.Get(i), "descriptor"), "descriptor");
    if (!fd) return;
    descriptors.push_back(*fd);
  }
  settle(info.Env(), send_with_descriptors(*socket, *bytes, descriptors));
}

// (socket, mostBytes) → { bytes, descriptors }
Napi::Value receive_fds(const Napi::CallbackInfo& info) {
  const auto socket = fd_argument(info, 0);
  const auto most = socket ? in_range(info.Env(), integer_argument(info, 1, "mostBytes"), "mostBytes", 1, 1 << 20) : std::nullopt;
  if (!most) return {};
  auto received = receive_with_descriptors(*socket, static_cast<size_t>(*most));
  if (!received) {
    throw_system_error(info.Env(), received.error());
    return {};
  }
  Napi::Object object = Napi::Object::New(info.Env());
  object.Set("bytes", Napi::Buffer<uint8_t>::Copy(info.Env(), received->bytes.data(), received->bytes.size()));
  Napi::Array descriptors = Napi::Array::New(info.Env(), received->descriptors.size());
  for (uint32_t i = 0; i < received->descriptors.size(); ++i) descriptors.Set(i, received->descriptors[i].release());
  object.Set("descriptors", descriptors);
  return object;
}

void datagram(const Napi::CallbackInfo& info) {
  const auto path = text_argument(info, 0, "path");
  const auto bytes = path ? bytes_argument(info, 1) : std::nullopt;
  if (bytes) settle(info.Env(), send_datagram(*path, *bytes));
}

}  // namespace

void export_process(Napi::Env env, Napi::Object exports) {
  const auto add = [&](const char* name, auto function) { exports.Set(name, Napi::Function::New(env, function, name)); };
  add("confine", confine_process);
  add("changeAccount", change_account);
  add("forbidNewPrivileges", forbid);
  add("allowCoreDumps", allow_dumps);
  add("silence", silence_streams);
  add("socketPair", make_pair);
  add("connectUnix", connect_to);
  add("sendDescriptors", send_fds);
  add("receiveDescriptors", receive_fds);
  add("sendDatagram", datagram);
}

}  // namespace headrace
