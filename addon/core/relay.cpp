#include "relay.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace headrace {
namespace {

// One call takes as much as the pipe can hold: bytes per system call decide everything.
constexpr size_t kSpliceAtMost = size_t{1} << 30;
// So many reads in a row that fill a buffer make a fast streamer.
constexpr uint8_t kFullReadsEager = 1;
constexpr uint8_t kFullReadsAuto = 4;
// After so many splices in a row that would have fitted a buffer, the stream is fast no longer.
constexpr uint8_t kShortSplices = 3;

}  // namespace

RelayProgress RelayPump::round(Relay& relay, Endpoint& from, Endpoint& to) {
  RelayProgress progress{RelayOutcome::kWaiting};
  if (!relay.begun) begin(relay, progress);
  relay.starved = false;
  relay.blocked = false;
  for (int taken = 0;; ++taken) {
    switch (deliver(relay, to, progress)) {
      case Step::kOn:
        break;
      case Step::kFailed:
        progress.outcome = RelayOutcome::kDestinationFailed;
        return progress;
      case Step::kWait:
        collect(relay, from, progress);
        relay.blocked = true;
        return progress;
    }
    if (relay.source_error != 0) {
      progress.outcome = RelayOutcome::kSourceFailed;
      progress.error = relay.source_error;
      return progress;
    }
    if (relay.at_eof || relay.remaining == 0) {
      progress.outcome = relay.at_eof ? RelayOutcome::kEof : RelayOutcome::kLimit;
      return progress;
    }
    // Once the peer has hung up, the end of the stream is likely behind what was just read: look for it at once.
    const int helpings = from.hung_up && !relay.splicing ? 2 : 1;
    if (taken == helpings) {
      if (from.readable) progress.outcome = RelayOutcome::kAgain;
      return progress;
    }
    if (take(relay, from, progress) != Step::kOn) return progress;
  }
}

// What was inspected before is taken from now on, as far as the limit allows.
void RelayPump::begin(Relay& relay, RelayProgress& progress) {
  relay.begun = true;
  const uint32_t held = relay.buffer_end - relay.buffer_begin;
  if (held == 0) return;
  const auto taken = static_cast<uint32_t>(allowance(relay, held));
  if (taken < held) {
    relay.kept_end = relay.buffer_end;
    relay.buffer_end = relay.buffer_begin + taken;
  }
  count(relay, taken, false, progress);
  progress.taken = 0;  // the slot has counted it
}

IntakeProgress RelayPump::take_in(Relay& relay, Endpoint& from) {
  IntakeProgress progress;
  relay.starved = false;
  if (relay.buffered() > relay.known) progress.waiting = false;
  // Once the peer has hung up, the end of the stream is likely behind what was just read.
  for (int helpings = from.hung_up ? 2 : 1; helpings > 0; --helpings) {
    if (relay.buffer_end == buffers_.bytes() && relay.buffer_begin > 0) {
      std::memmove(buffers_.at(relay.buffer), buffers_.at(relay.buffer) + relay.buffer_begin, relay.buffered());
      relay.buffer_end = relay.buffered();
      relay.buffer_begin = 0;
    }
    if (relay.buffer_end == buffers_.bytes()) {
      progress.waiting = false;
      progress.kind = Intake::kFull;
      return progress;
    }
    if (!from.readable) return progress;
    const bool borrowed = relay.buffer < 0;
    if (borrowed) relay.buffer = buffers_.lend();
    if (relay.buffer < 0) {
      stats_.add(Stat::kBufferWaits);
      relay.starved = true;
      return progress;
    }
    stats_.raise(Stat::kBuffersMax, buffers_.lent());
    const IoResult got =
        backend_.receive(from, buffers_.at(relay.buffer) + relay.buffer_end, buffers_.bytes() - relay.buffer_end);
    if (got.kind != IoResult::Kind::kMoved && borrowed) give_back_buffer(relay);
    if (got.kind == IoResult::Kind::kPending) return progress;
    progress.waiting = false;
    switch (got.kind) {
      case IoResult::Kind::kEof:
        progress.kind = Intake::kEof;
        return progress;
      case IoResult::Kind::kFailed:
        progress.kind = Intake::kFailed;
        progress.error = got.error;
        return progress;
      default:
        relay.buffer_end += static_cast<uint32_t>(got.bytes);
        progress.taken += got.bytes;
        if (relay.buffer_end - relay.buffer_begin == buffers_.bytes()) progress.kind = Intake::kFull;
    }
  }
  return progress;
}

uint32_t RelayPump::drop_inspected(Relay& relay, uint32_t bytes) {
  const uint32_t dropped = std::min(bytes, relay.buffered());
  relay.buffer_begin += dropped;
  if (relay.buffered() == 0) give_back_buffer(relay);
  return dropped;
}

// Hands over everything held. kWait: the destination takes no more now.
RelayPump::Step RelayPump::deliver(Relay& relay, Endpoint& to, RelayProgress& progress) {
  while (relay.holds_data()) {
    const Step step =
        relay.buffer_begin != relay.buffer_end ? deliver_buffer(relay, to, progress) : deliver_pipe(relay, to, progress);
    if (step != Step::kOn) return step;
  }
  give_back_buffer(relay);
  give_back_pipe(relay);
  return Step::kOn;
}

RelayPump::Step RelayPump::deliver_buffer(Relay& relay, Endpoint& to, RelayProgress& progress) {
  const IoResult sent = backend_.send(to, buffers_.at(relay.buffer) + relay.buffer_begin, relay.buffer_end - relay.buffer_begin);
  switch (sent.kind) {
    case IoResult::Kind::kMoved:
      relay.buffer_begin += static_cast<uint32_t>(sent.bytes);
      progress.delivered += sent.bytes;
      return Step::kOn;
    case IoResult::Kind::kFailed:
      progress.error = sent.error;
      return Step::kFailed;
    default:
      return Step::kWait;
  }
}

RelayPump::Step RelayPump::deliver_pipe(Relay& relay, Endpoint& to, RelayProgress& progress) {
  // What cannot be spliced out is read back out of the pipe; nothing is lost.
  if (relay.cannot_splice) return read_back(relay, progress);
  const IoResult spliced = backend_.splice_out(relay.pipe, to, relay.in_pipe);
  switch (spliced.kind) {
    case IoResult::Kind::kMoved:
      relay.in_pipe -= spliced.bytes;
      relay.pipe_full = false;
      progress.delivered += spliced.bytes;
      return Step::kOn;
    case IoResult::Kind::kFailed:
      if (!means_unsupported(spliced.error)) {
        progress.error = spliced.error;
        return Step::kFailed;
      }
      stop_splicing(relay, true);
      return Step::kOn;
    default:
      return Step::kWait;
  }
}

RelayPump::Step RelayPump::read_back(Relay& relay, RelayProgress& progress) {
  if (relay.buffer < 0) relay.buffer = buffers_.lend();
  if (relay.buffer < 0) {
    stats_.add(Stat::kBufferWaits);
    relay.starved = true;
    return Step::kWait;
  }
  const ssize_t count = ::read(relay.pipe.reader, buffers_.at(relay.buffer), std::min<size_t>(relay.in_pipe, buffers_.bytes()));
  if (count <= 0) {
    progress.error = count < 0 ? errno : EIO;
    return Step::kFailed;
  }
  relay.in_pipe -= static_cast<size_t>(count);
  relay.buffer_begin = 0;
  relay.buffer_end = static_cast<uint32_t>(count);
  return Step::kOn;
}

RelayPump::Step RelayPump::take(Relay& relay, Endpoint& from, RelayProgress& progress) {
  if (!from.readable) return Step::kWait;
  if (relay.splicing) {
    if (borrow(relay)) return take_by_splice(relay, from, progress);
    stats_.add(Stat::kPipeBorrowFailures);
  }
  return take_by_copy(relay, from, progress);
}

RelayPump::Step RelayPump::take_by_copy(Relay& relay, Endpoint& from, RelayProgress& progress) {
  relay.buffer = buffers_.lend();
  if (relay.buffer < 0) {
    stats_.add(Stat::kBufferWaits);
    relay.starved = true;
    return Step::kWait;
  }
  stats_.raise(Stat::kBuffersMax, buffers_.lent());
  const size_t length = allowance(relay, buffers_.bytes());
  const IoResult got = backend_.receive(from, buffers_.at(relay.buffer), length);
  switch (got.kind) {
    case IoResult::Kind::kMoved:
      break;
    case IoResult::Kind::kEof:
      relay.at_eof = true;
      return Step::kOn;
    case IoResult::Kind::kFailed:
      relay.source_error = got.error;
      return Step::kOn;
    case IoResult::Kind::kPending:
      give_back_buffer(relay);
      return Step::kWait;
  }
  relay.buffer_begin = 0;
  relay.buffer_end = static_cast<uint32_t>(got.bytes);
  count(relay, got.bytes, false, progress);
  if (got.bytes < buffers_.bytes()) {
    relay.full_reads = 0;
  } else if (settings_.splice && relay.policy != SplicePolicy::kNever && !relay.cannot_splice && !relay.splicing &&
             ++relay.full_reads >= (relay.policy == SplicePolicy::kEager ? kFullReadsEager : kFullReadsAuto)) {
    relay.splicing = true;
    relay.short_splices = 0;
    stats_.add(Stat::kSpliceStarts);
  }
  return Step::kOn;
}

RelayPump::Step RelayPump::take_by_splice(Relay& relay, Endpoint& from, RelayProgress& progress) {
  const SpliceIn got =
      splice_in(backend_, settings_.strategy, from, relay.pipe, relay.in_pipe, allowance(relay, kSpliceAtMost), stats_);
  switch (got.kind) {
    case SpliceIn::Kind::kMoved:
      break;
    case SpliceIn::Kind::kEmpty:
      give_back_pipe(relay);
      return Step::kWait;
    case SpliceIn::Kind::kBlocked:
      relay.pipe_full = true;
      return Step::kOn;
    case SpliceIn::Kind::kEof:
      relay.at_eof = true;
      return Step::kOn;
    case SpliceIn::Kind::kFailed:
      relay.source_error = got.error;
      return Step::kOn;
    case SpliceIn::Kind::kUnsupported:
      stop_splicing(relay, true);
      if (relay.in_pipe > 0) return Step::kOn;  // read back first, then copy
      give_back_pipe(relay);
      return take_by_copy(relay, from, progress);
  }
  relay.in_pipe += got.bytes;
  count(relay, got.bytes, true, progress);
  if (got.bytes >= buffers_.bytes()) {
    relay.short_splices = 0;
  } else if (++relay.short_splices >= kShortSplices) {
    stop_splicing(relay, false);
  }
  return Step::kOn;
}

// While the destination takes nothing, a pipe's worth is collected from a source that has more, so that it can go out
// at once. Only behind bytes that are in the pipe already: buffer and pipe never fill side by side.
void RelayPump::collect(Relay& relay, Endpoint& from, RelayProgress& progress) {
  while (relay.splicing && relay.in_pipe > 0 && relay.buffer_begin == relay.buffer_end && !relay.pipe_full && !relay.at_eof &&
         relay.source_error == 0 && relay.remaining != 0 && from.readable) {
    if (take_by_splice(relay, from, progress) != Step::kOn) return;
  }
}

size_t RelayPump::allowance(const Relay& relay, size_t most) const {
  return relay.remaining < 0 ? most : static_cast<size_t>(std::min<int64_t>(relay.remaining, static_cast<int64_t>(most)));
}

bool RelayPump::borrow(Relay& relay) {
  if (relay.has_pipe()) return true;
  const auto pipe = pipes_.borrow();
  if (!pipe) return false;
  relay.pipe = *pipe;
  relay.pipe_full = false;
  return true;
}

void RelayPump::count(Relay& relay, size_t bytes, bool spliced, RelayProgress& progress) {
  progress.taken += bytes;
  if (relay.remaining > 0) relay.remaining -= static_cast<int64_t>(bytes);
  const auto amount = static_cast<double>(bytes);
  stats_.add(spliced ? Stat::kBytesSpliced : Stat::kBytesCopied, amount);
  const uint32_t kind = spliced ? Board::kBytesSpliced : Board::kBytesCopied;
  for (const int32_t row : relay.rows) {
    if (row < 0) continue;
    board_.add(row, Board::kBytes + relay.direction, amount);
    board_.add(row, kind + relay.direction, amount);
  }
}

void RelayPump::give_back_buffer(Relay& relay) {
  if (relay.buffer < 0 || relay.kept_end != 0) return;
  buffers_.give_back(relay.buffer);
  relay.buffer = -1;
  relay.buffer_begin = relay.buffer_end = 0;
}

void RelayPump::give_back_pipe(Relay& relay) {
  if (!relay.has_pipe() || relay.in_pipe > 0) return;
  pipes_.give_back(relay.pipe);
  relay.pipe = Pipe{};
}

void RelayPump::stop_splicing(Relay& relay, bool for_good) {
  if (relay.splicing) stats_.add(Stat::kSpliceStops);
  relay.splicing = false;
  relay.full_reads = 0;
  if (for_good && !relay.cannot_splice) {
    relay.cannot_splice = true;
    stats_.add(Stat::kSpliceFallbacks);
  }
}

void RelayPump::finish(Relay& relay) {
  if (relay.kept_end == 0) {
    abandon(relay);
    return;
  }
  Relay rest;
  rest.buffer = std::exchange(relay.buffer, -1);
  rest.buffer_begin = relay.buffer_end;
  rest.buffer_end = relay.kept_end;
  abandon(relay);
  relay = rest;
}

void RelayPump::rewind(Relay& relay) {
  Relay rest;
  rest.buffer = relay.buffer;
  rest.buffer_begin = relay.buffer_begin;
  rest.buffer_end = relay.buffer_end;
  relay = rest;
}

void RelayPump::abandon(Relay& relay) {
  relay.kept_end = 0;
  give_back_buffer(relay);
  if (relay.has_pipe()) {
    if (relay.in_pipe > 0) {
      stats_.add(Stat::kPipesDiscarded);
      pipes_.discard(relay.pipe);
    } else {
      pipes_.give_back(relay.pipe);
    }
  }
  relay = Relay{};
}

}  // namespace headrace
