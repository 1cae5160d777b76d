#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "core/shared_block.h"

using headrace::IndexStack;

TEST_CASE("IndexStack of zeroed memory is empty") {
  IndexStack stack{};
  std::atomic<uint32_t> next[4]{};
  CHECK(stack.pop(next) == -1);
}

TEST_CASE("IndexStack gives back the last index first, index 0 too") {
  IndexStack stack{};
  std::atomic<uint32_t> next[4]{};
  for (uint32_t i = 0; i < 4; ++i) stack.push(i, next);
  for (int64_t i = 3; i >= 0; --i) CHECK(stack.pop(next) == i);
  CHECK(stack.pop(next) == -1);
}

TEST_CASE("IndexStack under many threads: every index has one holder at a time, none is lost") {
  constexpr uint32_t kIndices = 16;
  constexpr int kThreads = 8;
  IndexStack stack{};
  const auto next = std::make_unique<std::atomic<uint32_t>[]>(kIndices);
  const auto plain = std::make_unique<int[]>(kIndices);  // guarded by nothing but the stack
  for (uint32_t i = 0; i < kIndices; ++i) stack.push(i, next.get());
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 5000; ++i) {
        const int64_t index = stack.pop(next.get());
        if (index < 0) continue;
        ++plain[index];
        stack.push(static_cast<uint32_t>(index), next.get());
      }
    });
  }
  for (auto& thread : threads) thread.join();
  std::vector<bool> seen(kIndices);
  for (uint32_t i = 0; i < kIndices; ++i) {
    const int64_t index = stack.pop(next.get());
    REQUIRE(index >= 0);
    CHECK_FALSE(seen[static_cast<size_t>(index)]);
    seen[static_cast<size_t>(index)] = true;
  }
  CHECK(stack.pop(next.get()) == -1);
}
