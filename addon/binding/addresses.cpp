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

std::optional<SocketOptions> socket_options_from(const Napi::Object& object) {
  SocketOptions options;
  const Napi::Value value = object.Get("options");
  if (!value.IsObject()) return options;
  const auto given = value.As<Napi::Object>();
  const auto has = [&](const char* name) { return !given.Get(name).IsUndefined(); };
  const auto text = [&](const char* name, std::string& into) {
    if (!has(name)) return true;
    auto found = string_field(given, name);
    if (found) into = std::move(*found);
    return found.has_value();
  };
  const auto number = [&](const char* name, int& into) {
    if (!has(name)) return true;
    const auto found = int_of(given.Env(), integer_field(given, name), name);
    if (found) into = *found;
    return found.has_value();
  };
  const bool read = text("interface", options.interface) && text("namespace", options.name_space) &&
                    text("congestion", options.congestion) && text("md5Password", options.md5_password) &&
                    number("userTimeoutMs", options.user_timeout_ms) && number("maxSegment", options.max_segment) &&
                    number("keepaliveCount", options.keepalive_count) && number("keepaliveIdleS", options.keepalive_idle_s) &&
                    number("keepaliveIntervalS", options.keepalive_interval_s) &&
                    number("fastOpenQueue", options.fast_open_queue) && number("deferAcceptS", options.defer_accept_s);
  if (!read) return std::nullopt;
  options.transparent = given.Get("transparent").ToBoolean();
  options.keepalive = given.Get("keepalive").ToBoolean();
  options.delay_ack = given.Get("delayAck").ToBoolean();
  return options;
}

std::optional<Target> target_from(const Napi::Object& object) {
  const auto address = address_from(object);
  auto options = address ? socket_options_from(object) : std::nullopt;
  if (!options) return std::nullopt;
  Target target;
  target.address = *address;
  target.plain = !object.Get("options").IsObject();
  target.options = std::move(*options);
  const Napi::Value value = object.Get("source");
  if (!value.IsObject()) return target;
  const auto given = value.As<Napi::Object>();
  const auto source = address_from(given);
  const auto last = source ? in_range(object.Env(), integer_field(given, "lastPort"), "lastPort", 0, 65535) : std::nullopt;
  if (!last) return std::nullopt;
  target.plain = false;
  target.source = *source;
  target.first_port = source->port();
  target.last_port = static_cast<uint16_t>(*last);
  return target;
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
  } else if (*kind == "unix" || *kind == "abns") {
    const auto path = string_field(object, "path");
    if (!path) return std::nullopt;
    auto address = SocketAddress::unix_path(*path, *kind == "abns");
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
