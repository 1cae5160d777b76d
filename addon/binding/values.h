#pragma once

#include <napi.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>

#include "core/result.h"

// Between JavaScript's values and core's. Whoever gets nothing from one of these returns to JavaScript at once: an
// exception is pending.
namespace headrace {

// Throws an Error with `code` (errno's name) and `errno`: "cannot bind socket: Address already in use".
inline void throw_system_error(Napi::Env env, const Error& failure) {
  const std::string message = std::string("cannot ") + failure.attempted + ": " + std::strerror(failure.code);
  Napi::Error error = Napi::Error::New(env, message);
  const char* name = ::strerrorname_np(failure.code);
  error.Value().Set("code", name == nullptr ? "UNKNOWN" : name);
  error.Value().Set("errno", failure.code);
  error.ThrowAsJavaScriptException();
}

// A getter of the caller's may have thrown already; that exception is the one to report.
inline void throw_type_error(Napi::Env env, const std::string& message) {
  if (!env.IsExceptionPending()) Napi::TypeError::New(env, message).ThrowAsJavaScriptException();
}

inline void throw_range_error(Napi::Env env, const std::string& message) {
  if (!env.IsExceptionPending()) Napi::RangeError::New(env, message).ThrowAsJavaScriptException();
}

inline std::optional<Napi::Object> object_argument(const Napi::CallbackInfo& info, size_t index) {
  if (info.Length() <= index || !info[index].IsObject()) {
    throw_type_error(info.Env(), "argument " + std::to_string(index + 1) + " must be an object");
    return std::nullopt;
  }
  return info[index].As<Napi::Object>();
}

inline std::optional<int64_t> integer(const Napi::Env& env, const Napi::Value& value, const char* name) {
  if (!value.IsNumber()) {
    throw_type_error(env, std::string(name) + " must be a number");
    return std::nullopt;
  }
  return value.As<Napi::Number>().Int64Value();
}

// An integer of [least, most]. `value` is what integer_field or integer_argument made of it.
inline std::optional<int64_t> in_range(const Napi::Env& env, std::optional<int64_t> value, const char* name, int64_t least,
                                       int64_t most) {
  if (!value || (*value >= least && *value <= most)) return value;
  throw_range_error(env, std::string(name) + " must be from " + std::to_string(least) + " to " + std::to_string(most));
  return std::nullopt;
}

inline std::optional<int64_t> integer_field(const Napi::Object& object, const char* name) {
  return integer(object.Env(), object.Get(name), name);
}

inline std::optional<int64_t> integer_argument(const Napi::CallbackInfo& info, size_t index, const char* name) {
  return integer(info.Env(), info[index], name);
}

// Listeners, targets and log sinks lie in tables indexed by the caller's numbers.
inline constexpr int64_t kMaxId = (1 << 20) - 1;

inline std::optional<uint32_t> id_field(const Napi::Object& object) {
  const auto id = in_range(object.Env(), integer_field(object, "id"), "id", 0, kMaxId);
  return id ? std::optional(static_cast<uint32_t>(*id)) : std::nullopt;
}

inline std::optional<uint32_t> id_argument(const Napi::CallbackInfo& info) {
  const auto id = in_range(info.Env(), integer_argument(info, 0, "id"), "id", 0, kMaxId);
  return id ? std::optional(static_cast<uint32_t>(*id)) : std::nullopt;
}

// The bounds of an int: descriptors, backlogs and sizes beyond are nothing that the kernel knows.
inline std::optional<int> int_of(const Napi::Env& env, std::optional<int64_t> value, const char* name) {
  const auto checked = in_range(env, value, name, std::numeric_limits<int>::min(), std::numeric_limits<int>::max());
  return checked ? std::optional(static_cast<int>(*checked)) : std::nullopt;
}

inline std::optional<std::string> string_field(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  if (!value.IsString()) {
    throw_type_error(object.Env(), std::string(name) + " must be a string");
    return std::nullopt;
  }
  return value.As<Napi::String>().Utf8Value();
}

// The memory behind a typed array, shared or not, of at least `bytes`, aligned for 64-bit words.
inline void* memory_of(const Napi::Env& env, const Napi::Value& value, size_t bytes, const char* name) {
  if (value.IsTypedArray()) {
    napi_typedarray_type type{};
    size_t length = 0;
    void* data = nullptr;
    const auto array = value.As<Napi::TypedArray>();
    if (napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr) == napi_ok &&
        length * array.ElementSize() >= bytes && reinterpret_cast<uintptr_t>(data) % alignof(uint64_t) == 0) {
      return data;
    }
  }
  throw_type_error(env, std::string(name) + " must be a typed array of at least " + std::to_string(bytes) + " bytes");
  return nullptr;
}

}  // namespace headrace
