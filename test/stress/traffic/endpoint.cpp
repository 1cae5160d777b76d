#include "endpoint.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace traffic {
namespace {

constexpr std::size_t kBlock = 65'536;
/** Bounds of one turn, so that every connection has its turn soon. */
constexpr int kReadsPerTurn = 4;
constexpr int kWritesPerTurn = 4;
constexpr std::size_t kSlowRead = 8'192;
constexpr std::uint64_t kSlowPauseMs = 10;
constexpr std::uint64_t kStallMs = 400;

thread_local char block[kBlock];
thread_local char expected[kBlock];

/** A reader that is to hold up the proxy must not have a kernel that reads ahead for it. */
void take_little(int fd, Reading reading) {
  const int bytes = 131'072;  // loopback segments are 64 KiB: with room for fewer they come by retransmission only
  if (reading != Reading::kFast) ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

KeyedStream stream(const Script& script, Side from) {
  return KeyedStream(script.key + (from == kClient ? 0 : 0x5555555555555555U));
}

}  // namespace

Endpoint::Endpoint(Side side, UniqueFd fd, std::uint64_t number, const Mix& mix)
    : side_(side), fd_(std::move(fd)), number_(number), mix_(&mix) {
  if (side == kServer) {
    number_ = kNameless;
  } else {
    script_ = script_of(number, mix);
    take_little(fd_.get(), own().reading);
  }
}

bool Endpoint::may_send() const {
  // A server does not know what to send before it knows who is there.
  if (side_ == kServer && !named() && !eof_) return false;
  return !own().waits || eof_ || (side_ == kClient && sent_ < kGreeting);
}

void Endpoint::work(std::uint64_t now_ms) {
  read_some(now_ms);
  if (over()) return;
  write_some();
  if (over()) return;
  if (eof_ && finished_sending_) end(Ending::kOrderly);
}

void Endpoint::read_some(std::uint64_t now_ms) {
  for (int turn = 0; turn < kReadsPerTurn && wants_to_read(); turn++) {
    const bool slow = own().reading == Reading::kSlow;
    const ssize_t count = ::recv(fd_.get(), block, slow ? kSlowRead : kBlock, MSG_DONTWAIT);
    if (count < 0) {
      if (errno != EAGAIN && errno != EINTR) broken("recv");
      return;
    }
    if (count == 0) {
      eof_ = true;
      // Only a connection that somebody resets may end before all has come. And a client that closes without a word before the
      // proxy has reached a server has given up: it gets nothing.
      const bool gave_up = side_ == kClient && own().bytes == 0 && received_ == 0;
      if (!script_.reset() && !gave_up && (side_ == kClient || named()) && received_ != peer().bytes) {
        wrong("the stream ended after " + std::to_string(received_) + " of " + std::to_string(peer().bytes) + " bytes");
      } else if (side_ == kServer && !named()) {
        if (received_ > 0) wrong("the stream ended within the greeting");
        script_ = nameless_script(*mix_);
      }
      return;
    }
    const auto length = static_cast<std::size_t>(count);
    if (side_ == kServer && received_ < kGreeting) learn_name(block, length);
    if (over() || !check(block, length) || reset_if_due()) return;
    if (slow) resume_ms_ = now_ms + kSlowPauseMs;
    if (own().reading == Reading::kStalling && !stalled_ && received_ > peer().bytes / 3) {
      stalled_ = true;
      resume_ms_ = now_ms + kStallMs;
    }
  }
}

// The greeting is the number as it lies in memory, and the first bytes of the client's stream.
void Endpoint::learn_name(const char* data, std::size_t length) {
  std::memcpy(greeting_ + received_, data, std::min<std::size_t>(length, kGreeting - received_));
  if (received_ + length < kGreeting) return;
  std::uint64_t number = 0;
  std::memcpy(&number, greeting_, kGreeting);
  if (number >= 1'000'000) return wrong("the greeting is not one");
  number_ = number;
  script_ = script_of(number, *mix_);
  take_little(fd_.get(), own().reading);
}

bool Endpoint::check(const char* data, std::size_t length) {
  std::size_t skipped = 0;
  if (side_ == kServer && received_ < kGreeting) {
    skipped = std::min<std::size_t>(length, kGreeting - received_);
    received_ += skipped;
  }
  const std::size_t rest = length - skipped;
  stream(script_, other(side_)).fill(received_, expected, rest);
  if (std::memcmp(expected, data + skipped, rest) != 0) {
    const auto at = std::mismatch(expected, expected + rest, data + skipped).first - expected;
    wrong("a wrong byte at " + std::to_string(received_ + static_cast<std::uint64_t>(at)));
    return false;
  }
  received_ += rest;
  if ((side_ == kClient || named()) && received_ > peer().bytes) {
    wrong("more than the other end sends");
    return false;
  }
  return true;
}

std::size_t Endpoint::next_write() const {
  const std::uint64_t left = own().bytes - sent_;
  if (side_ == kClient && sent_ < kGreeting) return std::min(left, kGreeting - sent_);
  switch (own().writing) {
    case Writing::kSingleBytes:
      return std::min<std::uint64_t>(left, 1);
    case Writing::kRandom:
      return std::min<std::uint64_t>(left, 1 + mixed(script_.key + sent_) % 20'000);
    default:
      return std::min<std::uint64_t>(left, kBlock);
  }
}

void Endpoint::write_some() {
  const int writes = own().writing == Writing::kSingleBytes ? 1 : kWritesPerTurn;
  for (int turn = 0; turn < writes && wants_to_write(); turn++) {
    if (sent_ == own().bytes) {
      finished_sending_ = true;
      if (::shutdown(fd_.get(), SHUT_WR) != 0 && errno != ENOTCONN) broken("shutdown");
      return;
    }
    const std::size_t length = next_write();
    if (side_ == kClient && sent_ < kGreeting) {
      std::memcpy(block, reinterpret_cast<const char*>(&number_) + sent_, length);
    } else {
      stream(script_, side_).fill(sent_, block, length);
    }
    const ssize_t count = ::send(fd_.get(), block, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count < 0) {
      if (errno != EAGAIN && errno != EINTR) broken("send");
      return;
    }
    sent_ += static_cast<std::uint64_t>(count);
    if (reset_if_due()) return;
  }
}

bool Endpoint::reset_if_due() {
  if (sent_ + received_ < own().resets_after) return false;
  const linger at_once{1, 0};
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  end(Ending::kDidReset);
  return true;
}

void Endpoint::broken(const char* call) {
  const int error = errno;
  // A server that has not heard who is there may be at the other end of a connection that its client resets.
  const bool expected_here = script_.reset() || (side_ == kServer && !named());
  if (expected_here && (error == ECONNRESET || error == EPIPE)) return end(Ending::kWasReset);
  wrong(std::string(call) + ": " + std::strerror(error));
}

void Endpoint::wrong(const std::string& what) {
  failure_ = what;
  end(Ending::kWrong);
}

void Endpoint::end(Ending ending) {
  ending_ = ending;
  fd_.reset();
}

std::string Endpoint::text() const {
  std::string text = side_ == kClient ? "client" : "server";
  text += " of connection " + (named() ? std::to_string(number_) : std::string("without a name"));
  text += " (sent " + std::to_string(sent_) + ", received " + std::to_string(received_);
  if (eof_) text += ", saw the end";
  if (finished_sending_) text += ", ended";
  return text + "; " + script_.text() + ")";
}

}  // namespace traffic
