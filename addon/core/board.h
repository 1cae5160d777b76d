#pragma once

#include <cstdint>
#include <vector>

namespace headrace {

// This worker's rows of counters, as src/proxy/board.ts lays them out. The engine adds bytes to them as they move and
// knows nothing else of what they mean.
class Board {
 public:
  static constexpr uint32_t kSegmentRows = 1024;
  static constexpr uint32_t kColumns = 96;

  // Columns, for direction 0 (in) and 1 (out).
  static constexpr uint32_t kBytes = 0;
  static constexpr uint32_t kBytesSpliced = 2;
  static constexpr uint32_t kBytesCopied = 4;

  // `segment` holds kSegmentRows * kColumns doubles and outlives the board.
  void add_segment(double* segment) { segments_.push_back(segment); }

  // Adds to a row; rows that do not exist (−1) are skipped.
  void add(int32_t row, uint32_t column, double amount) const {
    const auto index = static_cast<uint32_t>(row) / kSegmentRows;
    if (index >= segments_.size()) return;  // also every negative row
    segments_[index][(static_cast<uint32_t>(row) % kSegmentRows) * kColumns + column] += amount;
  }

 private:
  std::vector<double*> segments_;
};

}  // namespace headrace
