// The calibrated memory held to the same reference figures as the one that it is measured on (see validation_test.cpp),
// and to that one itself where both can run.
#include "sim/memory/banked/calibrated_dram.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "sim/memory/banked/banked_dram.h"
#include "tests/sim/memory/banked/random_dram.h"
#include "tests/sim/memory/presets.h"

namespace skipgrid::sim {
namespace {

/// Rows of a matrix of 16 MiB, each kept with probability percent / 100, neighbours as one segment: as a gather of kept
/// weight rows asks for them.
std::vector<DramSegment> kept_rows(std::int64_t row_bytes, int percent) {
  Generator generator(1);
  std::vector<DramSegment> segments;
  for (std::int64_t row = 0; row < (16 << 20) / row_bytes; ++row) {
    if (draw(generator, 1, 100) > percent) continue;
    if (!segments.empty() && segments.back().address + segments.back().bytes.count() == row * row_bytes) {
      segments.back().bytes += Bytes(row_bytes);
    } else {
      segments.push_back({row * row_bytes, Bytes(row_bytes)});
    }
  }
  return segments;
}

/// Bytes a second of requests of 64 segments each, all waiting from the beginning, in GB/s.
double bandwidth(DramModel& dram, const std::vector<DramSegment>& segments, int clock_ps) {
  std::int64_t bytes = 0;
  for (std::size_t first = 0; first < segments.size(); first += 64) {
    const std::size_t last = std::min(segments.size(), first + 64);
    const std::vector<DramSegment> request(segments.begin() + static_cast<std::ptrdiff_t>(first),
                                           segments.begin() + static_cast<std::ptrdiff_t>(last));
    for (const DramSegment& segment : request) bytes += segment.bytes.count();
    dram.enqueue(Cycles(0), DramDirection::read, request);
  }
  Cycles last;
  for (const DramCompletion& done : dram.advance(Cycles(std::int64_t{1} << 40))) last = std::max(last, done.time);
  return static_cast<double>(bytes) * 1000.0 / (static_cast<double>(last.count()) * clock_ps);
}

}  // namespace

TEST_CASE("The calibrated memory reaches the reference simulator's bandwidth within the required error") {
  struct Row {
    const char* preset;
    std::int64_t row_bytes;
    int percent;
    double reference;  // GB/s, mapping MOP4CLXOR, Ramulator 2 (commit c5b1c3a)
    double allowed;
  };
  const auto row = GENERATE(values<Row>({
      {"ddr4-2400", 8 << 20, 100, 17.944, 0.10},
      {"ddr4-2400", 4096, 50, 18.019, 0.10},
      {"ddr4-2400", 4096, 75, 17.987, 0.10},
      {"ddr4-2400", 2600, 50, 17.998, 0.10},
      {"ddr4-2400", 64, 50, 18.121, 0.10},
      {"hbm2", 8 << 20, 100, 27.775, 0.15},
      {"hbm2", 4096, 50, 27.454, 0.15},
      {"hbm2", 4096, 75, 27.634, 0.15},
      {"hbm2", 2600, 50, 27.432, 0.15},
      {"hbm2", 32, 50, 26.846, 0.15},
  }));
  CAPTURE(row.preset, row.row_bytes, row.percent);
  const BankedDramConfig config = one_channel(row.preset, DramMapping::mop4clxor);
  CalibratedDram dram(config, config.clock_ps);
  CHECK(std::abs(bandwidth(dram, kept_rows(row.row_bytes, row.percent), config.clock_ps) / row.reference - 1) <=
        row.allowed);
}

TEST_CASE("The calibrated memory with all its channels agrees with the one that it was measured on") {
  const auto preset = GENERATE("ddr4-2400", "hbm2");
  const auto row_bytes = GENERATE(256, 512, 1024, 6000);
  CAPTURE(preset, row_bytes);
  const BankedDramConfig config = dram_preset(preset).banked;
  CalibratedDram fast(config, 1000);
  BankedDram slow(config, 1000);
  const auto segments = kept_rows(row_bytes, 40);
  CHECK(bandwidth(fast, segments, 1000) == Approx(bandwidth(slow, segments, 1000)).epsilon(0.15));
}

TEST_CASE("One burst alone takes as long as in the memory that was measured") {
  const auto direction = GENERATE(DramDirection::read, DramDirection::write);
  const BankedDramConfig config = dram_preset("hbm2").banked;
  CalibratedDram fast(config, 1000);
  BankedDram slow(config, 1000);
  const std::vector<DramSegment> burst{{0, Bytes(32)}};
  fast.enqueue(Cycles(0), direction, burst);
  slow.enqueue(Cycles(0), direction, burst);
  const auto later = Cycles(100000);
  CHECK(std::abs((fast.advance(later).at(0).time - slow.advance(later).at(0).time).count()) <= 1);
}

TEST_CASE("Every byte asked for is served once, in order, and every burst found its row in one of three states") {
  Generator generator(3);
  const BankedDramConfig config = dram_preset("ddr4-2400").banked;
  CalibratedDram dram(config, 1000);
  std::int64_t read = 0, written = 0, now = 0, completions = 0;
  Cycles last;
  for (int i = 0; i < 200; ++i) {
    const auto direction = draw(generator, 0, 1) == 0 ? DramDirection::read : DramDirection::write;
    const std::int64_t bytes = draw(generator, 1, 20000);
    (direction == DramDirection::read ? read : written) += bytes;
    dram.enqueue(Cycles(now), direction, {{draw(generator, 0, 1000000), Bytes(bytes)}});
    now += draw(generator, 0, 500);
    for (const DramCompletion& done : dram.advance(Cycles(now))) {
      CHECK(done.time <= Cycles(now));
      CHECK(done.time >= last);
      last = done.time;
      ++completions;
    }
  }
  completions += static_cast<std::int64_t>(dram.advance(Cycles(std::int64_t{1} << 40)).size());
  const DramStatistics statistics = dram.statistics();
  CHECK(completions == 200);
  CHECK(statistics.read_bytes == Bytes(read));
  CHECK(statistics.write_bytes == Bytes(written));
  CHECK(statistics.row_hits + statistics.row_misses + statistics.row_conflicts ==
        statistics.read_bursts + statistics.write_bursts);
}

TEST_CASE("More bursts are never cheaper, and a change of direction is not free") {
  const BankedDramConfig config = dram_preset("ddr4-2400").banked;
  const auto time = [&](const std::vector<std::pair<DramDirection, std::int64_t>>& requests) {
    CalibratedDram dram(config, 1000);
    std::int64_t address = 0;
    for (const auto& [direction, bytes] : requests) {
      dram.enqueue(Cycles(0), direction, {{address, Bytes(bytes)}});
      address += bytes;
    }
    return dram.advance(Cycles(std::int64_t{1} << 40)).back().time.count();
  };
  constexpr auto kRead = DramDirection::read, kWrite = DramDirection::write;
  CHECK(time({{kRead, 4096}}) < time({{kRead, 8192}}));
  CHECK(time({{kRead, 4096}, {kWrite, 4096}, {kRead, 4096}, {kWrite, 4096}}) >
        time({{kRead, 4096}, {kRead, 4096}, {kWrite, 4096}, {kWrite, 4096}}));
}

}  // namespace skipgrid::sim
