#pragma once

#include <cerrno>
#include <optional>
#include <utility>

namespace headrace {

// An errno, captured at the system call that failed, and what was attempted (a string literal).
struct Error {
  int code = 0;
  const char* attempted = "";

  static Error last(const char* attempted) { return {errno, attempted}; }
};

// A value or an Error. T must be movable.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor): `return value;`
  Result(Error error) : error_(error) {}         // NOLINT(google-explicit-constructor): `return error;`

  [[nodiscard]] explicit operator bool() const { return value_.has_value(); }
  [[nodiscard]] T& operator*() { return *value_; }
  [[nodiscard]] T* operator->() { return &*value_; }
  [[nodiscard]] const Error& error() const { return error_; }

 private:
  std::optional<T> value_;
  Error error_;
};

struct Done {};
using Status = Result<Done>;

}  // namespace headrace
