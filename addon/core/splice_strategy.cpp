#include "splice_strategy.h"

namespace headrace {
namespace {

SpliceIn nothing_moved(Endpoint& from, size_t held, Stats& stats) {
  if (held > 0) {
    // EAGAIN means "pipe full" as well as "socket empty". What is in the pipe will be drained; the next try tells.
    stats.add(Stat::kSpliceInEagainAmbiguous);
    return {SpliceIn::Kind::kBlocked};
  }
  stats.add(Stat::kSpliceInEagainEmpty);
  from.readable = false;
  return {SpliceIn::Kind::kEmpty};
}

SpliceIn look_closer(Backend& backend, Endpoint& from, const Pipe& pipe, size_t held, size_t length, Stats& stats) {
  const IoResult look = backend.peek(from);
  switch (look.kind) {
    case IoResult::Kind::kEof:
      return {SpliceIn::Kind::kEof};
    case IoResult::Kind::kFailed:
      return {SpliceIn::Kind::kFailed, 0, look.error};
    case IoResult::Kind::kPending:
      stats.add(Stat::kSpliceInEagainEmpty);
      from.readable = false;
      return {SpliceIn::Kind::kEmpty};
    case IoResult::Kind::kMoved:
      break;
  }
  stats.add(Stat::kSpliceInEagainAmbiguous);
  if (held > 0) return {SpliceIn::Kind::kBlocked};
  // They may have come since splice() was called; now they are known to be there.
  const IoResult again = backend.splice_in(from, pipe, length);
  if (again.kind == IoResult::Kind::kMoved) return {SpliceIn::Kind::kMoved, again.bytes};
  // Data are there and an empty pipe takes none of them: nothing will change that.
  return {SpliceIn::Kind::kUnsupported};
}

}  // namespace

SpliceIn splice_in(Backend& backend, SpliceStrategy strategy, Endpoint& from, const Pipe& pipe, size_t held, size_t length,
                   Stats& stats) {
  if (!from.readable) return {SpliceIn::Kind::kEmpty};
  const IoResult result = backend.splice_in(from, pipe, length);
  switch (result.kind) {
    case IoResult::Kind::kMoved:
      return {SpliceIn::Kind::kMoved, result.bytes};
    case IoResult::Kind::kEof:
      return {SpliceIn::Kind::kEof};
    case IoResult::Kind::kFailed:
      return {means_unsupported(result.error) ? SpliceIn::Kind::kUnsupported : SpliceIn::Kind::kFailed, 0, result.error};
    case IoResult::Kind::kPending:
      break;
  }
  return strategy == SpliceStrategy::kLegacy ? look_closer(backend, from, pipe, held, length, stats)
                                             : nothing_moved(from, held, stats);
}

}  // namespace headrace
