#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace load {

/**
 * The words after a subcommand: `--name value` pairs, then, after `--`, a command line to run.
 * A name that nobody asks for, a missing value and a value that is no number end the program with one line.
 */
class Options {
 public:
  Options(int argc, char** argv);

  std::uint64_t number(const std::string& name, std::uint64_t fallback);
  std::string text(const std::string& name, const std::string& fallback);
  /** A comma-separated list of numbers; empty when absent. */
  std::vector<std::uint64_t> numbers(const std::string& name);
  /** The words after `--`, ready for execvp: ended by a null pointer. */
  std::vector<char*>& command() { return command_; }
  /** To be called once everything has been asked for. */
  void refuseTheRest() const;

 private:
  std::map<std::string, std::string> values_;
  std::vector<char*> command_;
};

/** Ends the program with `headrace-load: WHAT` on standard error and status 1. */
[[noreturn]] void fail(const std::string& what);
/** The same, with the text of errno. */
[[noreturn]] void failWithErrno(const std::string& what);

}  // namespace load
