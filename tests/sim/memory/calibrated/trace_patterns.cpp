#include "tests/sim/memory/calibrated/trace_patterns.h"

#include <fmt/format.h>

#include "tests/sim/memory/banked/random_dram.h"

namespace skipgrid::sim {
namespace {

constexpr auto kRead = DramDirection::read, kWrite = DramDirection::write;

/// Blocks one after the other.
class BlockStream {
 public:
  BlockStream(DramDirection direction, std::int64_t address, std::int64_t bytes)
      : direction_(direction), at_(address), bytes_(bytes) {}
  PatternRequest next() {
    at_ += bytes_;
    return {direction_, {{at_ - bytes_, Bytes(bytes_)}}};
  }

 private:
  DramDirection direction_;
  std::int64_t at_, bytes_;
};

/// Rows of a matrix, each kept with a probability, so many in a request, neighbours one segment.
class GatherStream {
 public:
  GatherStream(std::int64_t address, std::int64_t row_bytes, int keep_percent, int rows)
      : at_(address), row_bytes_(row_bytes), keep_percent_(keep_percent), rows_(rows), generator_(row_bytes + rows) {}
  PatternRequest next() {
    PatternRequest request{kRead, {}};
    for (int kept = 0; kept < rows_; at_ += row_bytes_) {
      if (draw(generator_, 1, 100) > keep_percent_) continue;
      ++kept;
      std::vector<DramSegment>& segments = request.segments;
      if (!segments.empty() && segments.back().address + segments.back().bytes.count() == at_) {
        segments.back().bytes += Bytes(row_bytes_);
      } else {
        segments.push_back({at_, Bytes(row_bytes_)});
      }
    }
    return request;
  }

 private:
  std::int64_t at_, row_bytes_;
  int keep_percent_, rows_;
  Generator generator_;
};

// Where operands and results begin: what a tensor's size makes of it, not what a memory would like.
constexpr std::int64_t kA = 0x3d63c40, kB = 0x46f1600, kC = 0x6539f00, kD = 0x8112340;

std::int64_t bytes_of(const TracePattern& pattern) {
  std::int64_t bytes = 0;
  for (const PatternRequest& request : pattern.requests)
    for (const DramSegment& segment : request.segments) bytes += segment.bytes.count();
  return bytes;
}

constexpr std::int64_t kPatternBytes = 4 << 20;

bool long_enough(const TracePattern& pattern) {
  return bytes_of(pattern) >= kPatternBytes || pattern.requests.size() >= 4000;
}

}  // namespace

std::vector<TracePattern> trace_patterns() {
  std::vector<TracePattern> patterns;
  const auto add = [&](std::string name, int under_way, auto&& next_requests) {
    TracePattern pattern{std::move(name), under_way, {}};
    while (!long_enough(pattern)) next_requests(pattern.requests);
    patterns.push_back(std::move(pattern));
  };

  for (const std::int64_t bytes : {512, 2560, 4096, 13952, 23552, 32768, 384000}) {
    for (const auto direction : {kRead, kWrite}) {
      BlockStream blocks(direction, kA, bytes);
      add(fmt::format("blocks of {}, {}", bytes, direction == kRead ? "read" : "written"), 8,
          [&](auto& requests) { requests.push_back(blocks.next()); });
    }
  }
  {
    BlockStream blocks(kRead, kA + 20, 1300);
    add("blocks of 1300 from +20", 16, [&](auto& requests) { requests.push_back(blocks.next()); });
  }
  struct Two {
    std::int64_t left_bytes, right_bytes;
    int rights;  // for a left one
    int under_way;
  };
  for (const auto& [left_bytes, right_bytes, rights, under_way] : std::vector<Two>{{4096, 13952, 1, 16},
                                                                                   {2560, 4096, 3, 8},
                                                                                   {10240, 32768, 1, 8},
                                                                                   {10240, 32768, 4, 8},
                                                                                   {13952, 4096, 4, 64}}) {
    BlockStream left(kRead, kA, left_bytes), right(kRead, kB + 48, right_bytes);
    add(fmt::format("A {}, {} of B {}", left_bytes, rights, right_bytes), under_way,
        [&, many = rights](auto& requests) {
          requests.push_back(left.next());
          for (int i = 0; i < many; ++i) requests.push_back(right.next());
        });
  }
  for (const std::int64_t row_bytes : {32, 64, 128, 256, 600, 1024, 4096}) {
    for (const int percent : {35, 50, 65, 80}) {
      GatherStream rows(kA, row_bytes, percent, row_bytes < 256 ? 16 : 128);
      add(fmt::format("rows of {} kept at 0.{}", row_bytes, percent), row_bytes < 256 ? 64 : 4,
          [&](auto& requests) { requests.push_back(rows.next()); });
    }
  }
  struct Mix {
    std::int64_t read_bytes, write_bytes;
    int reads;  // for a write
    int under_way;
  };
  for (const auto& [read_bytes, write_bytes, reads, under_way] : std::vector<Mix>{{512, 1280, 4, 8},
                                                                                  {512, 1280, 1, 8},
                                                                                  {4096, 2560, 1, 16},
                                                                                  {4096, 2560, 20, 64},
                                                                                  {4096, 4096, 1, 4},
                                                                                  {13952, 13952, 3, 16},
                                                                                  {32768, 10240, 7, 64},
                                                                                  {32768, 10240, 1, 4},
                                                                                  {32768, 133120, 12, 16},
                                                                                  {65536, 65536, 1, 8},
                                                                                  {1000, 1000, 2, 8},
                                                                                  {22400, 22400, 2, 32}}) {
    BlockStream operands(kRead, kA, read_bytes), results(kWrite, kC, write_bytes);
    add(fmt::format("{} reads of {} for a write of {}", reads, read_bytes, write_bytes), under_way,
        [&, many = reads](auto& requests) {
          for (int i = 0; i < many; ++i) requests.push_back(operands.next());
          requests.push_back(results.next());
        });
  }
  for (const std::int64_t bytes : {2560, 10240}) {
    // Sums: what is read is written back when the tiles that are added to it have come.
    BlockStream sums(kRead, kC + 4 * bytes, bytes), tiles(kRead, kB, 4096), results(kWrite, kC, bytes);
    add(fmt::format("strips of {} read and written back, two tiles of 4096 for each", bytes), 8, [&](auto& requests) {
      requests.push_back(sums.next());
      requests.push_back(tiles.next());
      requests.push_back(tiles.next());
      requests.push_back(results.next());
    });
  }
  for (const int percent : {50, 65}) {
    BlockStream left(kRead, kA, 10240), results(kWrite, kC, 10240);
    GatherStream rows(kB, 256, percent, 128);
    add(fmt::format("A 10240, B rows of 256 kept at 0.{}, C 10240", percent), 16, [&](auto& requests) {
      requests.push_back(left.next());
      for (int i = 0; i < 4; ++i) requests.push_back(rows.next());
      requests.push_back(results.next());
    });
  }
  {
    BlockStream left(kRead, kA, 2560), results(kWrite, kC, 2560);
    GatherStream rows(kB, 128, 50, 32);
    add("A 2560, B rows of 128 kept at 0.50, C 2560", 16, [&](auto& requests) {
      requests.push_back(left.next());
      for (int i = 0; i < 2; ++i) requests.push_back(rows.next());
      requests.push_back(results.next());
    });
  }
  {
    BlockStream left(kRead, kA, 65536), right(kRead, kB, 65536), results(kWrite, kC, 65536);
    add("pieces: two tensors read, one written", 4, [&](auto& requests) {
      for (int i = 0; i < 8; ++i) requests.push_back(left.next());
      for (int i = 0; i < 8; ++i) requests.push_back(right.next());
      for (int i = 0; i < 8; ++i) requests.push_back(results.next());
    });
  }
  {
    BlockStream weights(kRead, kD, 384000), tiles(kRead, kA, 5120), results(kWrite, kC, 10240);
    add("384000 and eight of 5120 read, 10240 written", 8, [&](auto& requests) {
      requests.push_back(weights.next());
      for (int i = 0; i < 8; ++i) requests.push_back(tiles.next());
      requests.push_back(results.next());
    });
  }
  return patterns;
}

Cycles time_of(const TracePattern& pattern, DramModel& dram) {
  Cycles now, last;
  int under_way = 0;
  const auto take = [&] {
    now = std::max(now, *dram.next_event());
    for (const DramCompletion& done : dram.advance(now)) {
      last = std::max(last, done.time);
      --under_way;
    }
  };
  for (const auto& [direction, segments] : pattern.requests) {
    while (under_way == pattern.under_way) take();
    dram.enqueue(now, direction, segments);
    ++under_way;
  }
  while (under_way > 0) take();
  return last;
}

}  // namespace skipgrid::sim
