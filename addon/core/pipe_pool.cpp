#include "pipe_pool.h"

namespace headrace {
namespace {

template <typename Better>
void record(std::atomic<int32_t>& extreme, int32_t value, Better better) {
  int32_t old = extreme.load(std::memory_order_relaxed);
  while ((old == 0 || better(value, old)) && !extreme.compare_exchange_weak(old, value, std::memory_order_relaxed)) {
  }
}

}  // namespace

std::optional<Pipe> PipePool::borrow() {
  auto& header = shared_.pipes;
  const int32_t used = header.used.fetch_add(1, std::memory_order_relaxed) + 1;
  if (used > header.max.load(std::memory_order_relaxed)) {
    header.used.fetch_sub(1, std::memory_order_relaxed);
    return std::nullopt;
  }
  std::optional<Pipe> pipe;
  if (const int64_t index = shared_.ready.pop(shared_.next); index >= 0) {
    header.free.fetch_sub(1, std::memory_order_relaxed);
    const PipeEntry& entry = shared_.entries[index];
    pipe = Pipe{entry.reader, entry.writer, entry.size, static_cast<uint32_t>(index)};
  } else {
    pipe = create();
  }
  if (!pipe) {
    header.used.fetch_sub(1, std::memory_order_relaxed);
    return std::nullopt;
  }
  record(header.used_max, used, [](int32_t a, int32_t b) { return a > b; });
  return pipe;
}

std::optional<Pipe> PipePool::create() {
  auto& header = shared_.pipes;
  int64_t index = shared_.blank.pop(shared_.next);
  if (index < 0) {
    index = shared_.entries_used.fetch_add(1, std::memory_order_relaxed);
    if (index >= kMaxPipes) {
      shared_.entries_used.fetch_sub(1, std::memory_order_relaxed);
      return std::nullopt;
    }
  }
  const auto entry = static_cast<uint32_t>(index);
  int fds[2];
  if (calls_.pipe(fds) < 0) {
    shared_.blank.push(entry, shared_.next);
    return std::nullopt;
  }
  // Past the user's share of pipe pages the kernel refuses (EPERM) and the pipe stays as small as it was made. Whatever
  // was granted is used; the metrics show it.
  calls_.set_pipe_size(fds[1], header.requested_size.load(std::memory_order_relaxed));
  const int size = calls_.get_pipe_size(fds[1]);
  record(header.smallest_size, size, [](int32_t a, int32_t b) { return a < b; });
  record(header.largest_size, size, [](int32_t a, int32_t b) { return a > b; });
  header.created.fetch_add(1, std::memory_order_relaxed);
  shared_.entries[entry] = {fds[0], fds[1], size};
  return Pipe{fds[0], fds[1], size, entry};
}

void PipePool::give_back(const Pipe& pipe) {
  auto& header = shared_.pipes;
  const int32_t used = header.used.fetch_sub(1, std::memory_order_relaxed) - 1;
  if (used + header.free.load(std::memory_order_relaxed) >= header.max.load(std::memory_order_relaxed)) {
    close(pipe);  // `max` was lowered meanwhile
    return;
  }
  header.free.fetch_add(1, std::memory_order_relaxed);
  shared_.ready.push(pipe.entry, shared_.next);
}

void PipePool::discard(const Pipe& pipe) {
  shared_.pipes.used.fetch_sub(1, std::memory_order_relaxed);
  close(pipe);
}

void PipePool::close(const Pipe& pipe) {
  ::close(pipe.reader);
  ::close(pipe.writer);
  shared_.blank.push(pipe.entry, shared_.next);
}

void PipePool::drain() {
  for (int64_t index = shared_.ready.pop(shared_.next); index >= 0; index = shared_.ready.pop(shared_.next)) {
    shared_.pipes.free.fetch_sub(1, std::memory_order_relaxed);
    const PipeEntry& entry = shared_.entries[index];
    close(Pipe{entry.reader, entry.writer, entry.size, static_cast<uint32_t>(index)});
  }
}

}  // namespace headrace
