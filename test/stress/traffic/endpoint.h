#pragma once

#include <unistd.h>

#include <cstdint>
#include <string>
#include <utility>

#include "keyed_stream.h"
#include "script.h"

namespace traffic {

/** Owns one file descriptor. */
class UniqueFd {
 public:
  explicit UniqueFd(int fd = -1) : fd_(fd) {}
  UniqueFd(UniqueFd&& from) noexcept : fd_(std::exchange(from.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& from) noexcept {
    reset(std::exchange(from.fd_, -1));
    return *this;
  }
  UniqueFd(const UniqueFd&) = delete;
  UniqueFd& operator=(const UniqueFd&) = delete;
  ~UniqueFd() { reset(); }

  [[nodiscard]] int get() const { return fd_; }
  void reset(int fd = -1) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
  }

 private:
  int fd_;
};

/** How a connection ended, seen from one end. */
enum class Ending : std::uint8_t { kNone, kOrderly, kWasReset, kDidReset, kWrong };

/** One end of one connection: sends its stream, checks what comes, byte by byte. */
class Endpoint {
 public:
  /** A client's end, whose number is known, or a server's, which hears it. */
  Endpoint(Side side, UniqueFd fd, std::uint64_t number, const Mix& mix);

  /** Reads and writes what can be, within bounds. `now_ms` is any clock that goes on. */
  void work(std::uint64_t now_ms);

  [[nodiscard]] int fd() const { return fd_.get(); }
  [[nodiscard]] bool over() const { return ending_ != Ending::kNone; }
  [[nodiscard]] Ending ending() const { return ending_; }
  /** What went wrong; empty when nothing did. */
  [[nodiscard]] const std::string& failure() const { return failure_; }
  [[nodiscard]] Side side() const { return side_; }
  [[nodiscard]] bool named() const { return number_ != kNameless; }
  [[nodiscard]] std::uint64_t number() const { return number_; }
  [[nodiscard]] const Script& script() const { return script_; }
  [[nodiscard]] std::uint64_t sent() const { return sent_; }
  [[nodiscard]] std::uint64_t received() const { return received_; }
  [[nodiscard]] bool wants_to_read() const { return !eof_ && resume_ms_ == 0; }
  [[nodiscard]] bool wants_to_write() const { return !finished_sending_ && may_send(); }
  /** When it reads on after a pause; 0: it does not pause. */
  [[nodiscard]] std::uint64_t resume_ms() const { return resume_ms_; }
  void resume() { resume_ms_ = 0; }
  [[nodiscard]] std::string text() const;

 private:
  [[nodiscard]] const Part& own() const { return script_.parts[side_]; }
  [[nodiscard]] const Part& peer() const { return script_.parts[other(side_)]; }
  [[nodiscard]] bool may_send() const;
  [[nodiscard]] std::size_t next_write() const;
  void read_some(std::uint64_t now_ms);
  void write_some();
  void learn_name(const char* data, std::size_t length);
  bool check(const char* data, std::size_t length);
  void broken(const char* call);
  void wrong(const std::string& what);
  void end(Ending ending);
  bool reset_if_due();

  Side side_;
  UniqueFd fd_;
  std::uint64_t number_;
  const Mix* mix_;
  Script script_;
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t resume_ms_ = 0;
  char greeting_[kGreeting] = {};
  bool finished_sending_ = false;
  bool eof_ = false;
  bool stalled_ = false;
  Ending ending_ = Ending::kNone;
  std::string failure_;
};

}  // namespace traffic
