#pragma once

#include <napi.h>

#include <optional>

#include "core/log_sink.h"
#include "core/socket_address.h"
#include "core/socket_options.h"
#include "core/target.h"

namespace headrace {

// From { family: 'ipv4' | 'ipv6' | 'unix' | 'abns', address, port }.
std::optional<SocketAddress> address_from(const Napi::Object& object);
// From the field `options`, a SocketOptions, which may be missing.
std::optional<SocketOptions> socket_options_from(const Napi::Object& object);
// From TargetOptions.
std::optional<Target> target_from(const Napi::Object& object);
// To { family, address, port } with the numbers of `Family`.
Napi::Object address_to(Napi::Env env, const SocketAddress& address);
// From LogSinkOptions.
std::optional<LogSink> log_sink_from(const Napi::Object& object);

}  // namespace headrace
