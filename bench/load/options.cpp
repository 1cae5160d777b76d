#include "options.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace load {

void fail(const std::string& what) {
  std::fprintf(stderr, "headrace-load: %s\n", what.c_str());
  std::exit(1);
}

void failWithErrno(const std::string& what) {
  fail(what + ": " + std::strerror(errno));
}

namespace {

std::uint64_t parseNumber(const std::string& name, const std::string& text) {
  char* end = nullptr;
  errno = 0;
  const std::uint64_t value = std::strtoull(text.c_str(), &end, 10);
  if (text.empty() || *end != '\0' || errno != 0) fail("--" + name + ": '" + text + "' is not a number");
  return value;
}

}  // namespace

Options::Options(int argc, char** argv) {
  for (int i = 0; i < argc; i++) {
    const std::string word = argv[i];
    if (word == "--") {
      command_.assign(argv + i + 1, argv + argc);
      break;
    }
    if (word.rfind("--", 0) != 0) fail("unexpected word '" + word + "'");
    if (i + 1 >= argc) fail(word + " wants a value");
    values_[word.substr(2)] = argv[++i];
  }
  command_.push_back(nullptr);
}

std::string Options::text(const std::string& name, const std::string& fallback) {
  const auto found = values_.find(name);
  if (found == values_.end()) return fallback;
  std::string value = found->second;
  values_.erase(found);
  return value;
}

std::uint64_t Options::number(const std::string& name, std::uint64_t fallback) {
  return parseNumber(name, text(name, std::to_string(fallback)));
}

std::vector<std::uint64_t> Options::numbers(const std::string& name) {
  const std::string list = text(name, "");
  std::vector<std::uint64_t> result;
  for (std::size_t from = 0; from < list.size();) {
    const std::size_t comma = std::min(list.find(',', from), list.size());
    result.push_back(parseNumber(name, list.substr(from, comma - from)));
    from = comma + 1;
  }
  return result;
}

void Options::refuseTheRest() const {
  if (!values_.empty()) fail("unknown option --" + values_.begin()->first);
}

}  // namespace load
