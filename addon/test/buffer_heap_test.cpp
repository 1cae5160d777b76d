#include "core/buffer_heap.h"

#include <doctest/doctest.h>

#include <cstring>
#include <set>

using headrace::BufferHeap;

TEST_CASE("BufferHeap lends each buffer once, and none when all are lent") {
  BufferHeap heap(3, 4096);
  REQUIRE(heap.usable());
  std::set<int32_t> lent{heap.lend(), heap.lend(), heap.lend()};
  CHECK(lent == std::set<int32_t>{0, 1, 2});
  CHECK(heap.lend() == -1);
  CHECK(heap.lent() == 3);
  heap.give_back(1);
  CHECK(heap.lent() == 2);
  CHECK(heap.lend() == 1);
}

TEST_CASE("BufferHeap lends the buffer that came back last: it is warm") {
  BufferHeap heap(8, 4096);
  const int32_t first = heap.lend();
  const int32_t second = heap.lend();
  heap.give_back(first);
  heap.give_back(second);
  CHECK(heap.lend() == second);
  CHECK(heap.lend() == first);
}

TEST_CASE("BufferHeap's buffers do not overlap") {
  BufferHeap heap(4, 1024);
  for (int i = 0; i < 4; ++i) std::memset(heap.at(heap.lend()), i + 1, heap.bytes());
  for (int32_t i = 0; i < 4; ++i) {
    CHECK(heap.at(i)[0] == i + 1);
    CHECK(heap.at(i)[1023] == i + 1);
  }
}
