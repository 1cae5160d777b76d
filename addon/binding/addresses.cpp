#include "binding/addresses.h"

#include "binding/values.h"

namespace headrace {

std::optional<SocketAddress> address_from(const Napi::Object& object) {
  const auto family = string_field(object, "family");
  const auto address = family ? string_field(object, "address") : std::nullopt;
  if (!address) return std::nullopt;
  Result<SocketAddress> result = Error{EAFNOSUPPORT, "use this address family"};
  if (*family == "unix" || *family == "abns") {
    result = SocketAddress::unix_path(*address, *family == "abns");
  } else if (*family == "ipv4" || *family == "ipv6") {
    const auto port = in_range(object.Env(), integer_field(object, "port"), "port", 0, 65535);
    if (!port) return std::nullopt;
    const auto number = static_cast<uint16_t>(*port);
    result = *family == "ipv4" ? SocketAddress::ipv4(*address, number) : SocketAddress::ipv6(*address, number);
  }
  if (!result) {
    throw_system_error(object.Env(), result.error());
    return std::nullopt;
  }
  return *result;
}

Napi::Object address_to(Napi::Env env, const SocketAddress& address) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("family", static_cast<int32_t>(address.family()));
  object.Set("address", address.text());
  object.Set("port", address.port());
  return object;
}

std::optional<LogSink> log_sink_from(const Napi::Object& object) {
  const auto kind = string_field(object, "kind");
  if (!kind) return std::nullopt;
  Result<LogSink> sink = Error{EINVAL, "use this kind of log target"};
  if (*kind == "udp") {
    const auto address = address_from(object);
    if (!address) return std::nullopt;
    sink = LogSink::datagram(*address);
  } else if (*kind == "unix") {
    const auto path = string_field(object, "path");
    if (!path) return std::nullopt;
    auto address = SocketAddress::unix_path(*path, false);
    sink = address ? LogSink::datagram(*address) : Result<LogSink>(address.error());
  } else if (*kind == "fd") {
    const auto fd = int_of(object.Env(), integer_field(object, "fd"), "fd");
    if (!fd) return std::nullopt;
    sink = LogSink::descriptor(*fd);
  }
  if (!sink) {
    throw_system_error(object.Env(), sink.error());
    return std::nullopt;
  }
  return std::move(*sink);
}

}  // namespace headrace
