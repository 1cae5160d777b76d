#pragma once

#include <napi.h>

#include <cstring>
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

inline std::optional<Napi::Object> object_argument(const Napi::CallbackInfo& info, size_t index) {
  if (info.Length() <= index || !info[index].IsObject()) {
    Napi::TypeError::New(info.Env(), "argument " + std::to_string(index + 1) + " must be an object").ThrowAsJavaScriptException();
    return std::nullopt;
  }
  return info[index].As<Napi::Object>();
}

inline std::optional<int64_t> integer(const Napi::Env& env, const Napi::Value& value, const char* name) {
  if (!value.IsNumber()) {
    Napi::TypeError::New(env, std::string(name) + " must be a number").ThrowAsJavaScriptException();
    return std::nullopt;
  }
  return value.As<Napi::Number>().Int64Value();
}

inline std::optional<int64_t> integer_field(const Napi::Object& object, const char* name) {
  return integer(object.Env(), object.Get(name), name);
}

inline std::optional<int64_t> integer_argument(const Napi::CallbackInfo& info, size_t index, const char* name) {
  return integer(info.Env(), info[index], name);
}

inline std::optional<std::string> string_field(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  if (!value.IsString()) {
    Napi::TypeError::New(object.Env(), std::string(name) + " must be a string").ThrowAsJavaScriptException();
    return std::nullopt;
  }
  return value.As<Napi::String>().Utf8Value();
}

// The memory behind a typed array, shared or not, of at least `bytes`.
inline void* memory_of(const Napi::Env& env, const Napi::Value& value, size_t bytes, const char* name) {
  if (value.IsTypedArray()) {
    napi_typedarray_type type{};
    size_t length = 0;
    void* data = nullptr;
    const auto array = value.As<Napi::TypedArray>();
    if (napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr) == napi_ok &&
        length * array.ElementSize() >= bytes) {
      return data;
    }
  }
  Napi::TypeError::New(env, std::string(name) + " must be a typed array of at least " + std::to_string(bytes) + " bytes")
      .ThrowAsJavaScriptException();
  return nullptr;
}

}  // namespace headrace
