// The banked memory against an established DRAM simulator on the same access patterns. The reference figures are facts
// measured with Ramulator 2 (commit c5b1c3a): one channel, FR-FCFS, read queue of 32, open rows, all-bank refresh,
// DDR4_8Gb_x8 at DDR4_2400R with 64-byte requests and HBM2_8Gb at HBM2_2000Mbps with 32-byte requests.
#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

#include "sim/memory/banked/banked_dram.h"
#include "tests/sim/memory/banked/random_dram.h"
#include "tests/sim/memory/presets.h"

namespace skipgrid::sim {
namespace {

struct Reference {
  const char* preset;
  DramMapping mapping;
  const char* pattern;
  double value;
};
constexpr auto kRow = DramMapping::robaracoch;
constexpr auto kMop = DramMapping::mop4clxor;

/// A request in every cycle: GB/s.
const std::vector<Reference> kBandwidth{
    {"ddr4-2400", kRow, "burst_keep50", 17.005},   {"ddr4-2400", kRow, "random", 11.245},
    {"ddr4-2400", kRow, "row2600_keep50", 15.656}, {"ddr4-2400", kRow, "row4k_every2nd", 17.097},
    {"ddr4-2400", kRow, "row4k_keep50", 15.552},   {"ddr4-2400", kRow, "row4k_keep50_randorder", 15.409},
    {"ddr4-2400", kRow, "row4k_keep75", 14.923},   {"ddr4-2400", kRow, "seq", 14.356},
    {"ddr4-2400", kMop, "burst_keep50", 18.121},   {"ddr4-2400", kMop, "random", 11.245},
    {"ddr4-2400", kMop, "row2600_keep50", 17.998}, {"ddr4-2400", kMop, "row4k_every2nd", 18.231},
    {"ddr4-2400", kMop, "row4k_keep50", 18.019},   {"ddr4-2400", kMop, "row4k_keep50_randorder", 17.900},
    {"ddr4-2400", kMop, "row4k_keep75", 17.987},   {"ddr4-2400", kMop, "seq", 17.944},
    {"hbm2", kRow, "burst_keep50", 19.935},        {"hbm2", kRow, "random", 9.637},
    {"hbm2", kRow, "row2600_keep50", 16.156},      {"hbm2", kRow, "row4k_every2nd", 15.567},
    {"hbm2", kRow, "row4k_keep50", 16.071},        {"hbm2", kRow, "row4k_keep50_randorder", 15.968},
    {"hbm2", kRow, "row4k_keep75", 16.111},        {"hbm2", kRow, "seq", 16.147},
    {"hbm2", kMop, "burst_keep50", 26.846},        {"hbm2", kMop, "random", 9.638},
    {"hbm2", kMop, "row2600_keep50", 27.432},      {"hbm2", kMop, "row4k_every2nd", 27.323},
    {"hbm2", kMop, "row4k_keep50", 27.454},        {"hbm2", kMop, "row4k_keep50_randorder", 25.540},
    {"hbm2", kMop, "row4k_keep75", 27.634},        {"hbm2", kMop, "seq", 27.775},
};

/// A request in every 64th cycle: mean latency in cycles.
const std::vector<Reference> kLatency{
    {"ddr4-2400", kRow, "seq", 33.8},
    {"ddr4-2400", kRow, "row4k_keep50", 33.8},
    {"ddr4-2400", kRow, "burst_keep50", 33.9},
    {"ddr4-2400", kRow, "random", 64.6},
    {"ddr4-2400", kMop, "seq", 35.9},
    {"ddr4-2400", kMop, "row4k_keep50", 37.2},
    {"ddr4-2400", kMop, "burst_keep50", 37.8},
    {"ddr4-2400", kMop, "random", 64.6},
    {"hbm2", kRow, "seq", 37.6},
    {"hbm2", kRow, "row4k_keep50", 37.6},
    {"hbm2", kRow, "burst_keep50", 38.0},
    {"hbm2", kRow, "random", 59.2},
    {"hbm2", kMop, "seq", 40.1},
    {"hbm2", kMop, "row4k_keep50", 40.1},
    {"hbm2", kMop, "burst_keep50", 42.6},
    {"hbm2", kMop, "random", 59.1},
};

/// The requirement is 10 per cent of the bandwidth for DDR4, 15 for HBM2 and 15 of the latency; all are within 3.
constexpr double kAllowedError = 0.04;

constexpr std::int64_t kMatrixBytes = 16 << 20;
constexpr std::int64_t kRandomBytes = std::int64_t{1} << 30;
constexpr std::uint64_t kSeed = 1;

/// Burst addresses of the rows of a row-major matrix that `keep` says, a burst that two rows share counted for both.
template <class Keep>
std::vector<std::int64_t> rows(std::int64_t row_bytes, std::int64_t burst, bool shuffled, Keep keep) {
  std::vector<std::int64_t> kept;
  for (std::int64_t row = 0; row < kMatrixBytes / row_bytes; ++row)
    if (keep(row)) kept.push_back(row);
  Generator generator(kSeed);
  if (shuffled) std::shuffle(kept.begin(), kept.end(), generator);
  std::vector<std::int64_t> addresses;
  for (const std::int64_t row : kept) {
    const std::int64_t first = row * row_bytes / burst * burst;
    for (std::int64_t at = first; at < (row + 1) * row_bytes; at += burst) addresses.push_back(at);
  }
  return addresses;
}

std::vector<std::int64_t> addresses_of(const std::string& pattern, std::int64_t burst) {
  Generator generator(kSeed);
  const auto kept = [&](int percent) {
    return [&generator, percent](std::int64_t) { return draw(generator, 1, 100) <= percent; };
  };
  if (pattern == "seq") return rows(kMatrixBytes / 2, burst, false, [](std::int64_t row) { return row == 0; });
  if (pattern == "burst_keep50") return rows(burst, burst, false, kept(50));
  if (pattern == "row2600_keep50") return rows(2600, burst, false, kept(50));
  if (pattern == "row4k_keep50") return rows(4096, burst, false, kept(50));
  if (pattern == "row4k_keep75") return rows(4096, burst, false, kept(75));
  if (pattern == "row4k_keep50_randorder") return rows(4096, burst, true, kept(50));
  if (pattern == "row4k_every2nd") return rows(4096, burst, false, [](std::int64_t row) { return row % 2 == 0; });
  REQUIRE(pattern == "random");
  std::vector<std::int64_t> addresses(static_cast<std::size_t>(2 * kMatrixBytes / 16 / burst));
  for (std::int64_t& address : addresses)
    address = static_cast<std::int64_t>(generator() % static_cast<std::uint64_t>(kRandomBytes / burst)) * burst;
  return addresses;
}

double bandwidth(const BankedDramConfig& config, const std::vector<std::int64_t>& addresses) {
  std::vector<DramSegment> segments;
  for (const std::int64_t address : addresses) segments.push_back({address, Bytes(config.organization.burst_bytes)});
  BankedDram dram(config, config.clock_ps);
  dram.enqueue(Cycles(0), DramDirection::read, segments);
  const auto done = dram.advance(Cycles(std::int64_t{1} << 40));
  const double bytes = static_cast<double>(addresses.size()) * static_cast<double>(config.organization.burst_bytes);
  return bytes * 1000.0 / (static_cast<double>(done.at(0).time.count()) * config.clock_ps);
}

double mean_latency(const BankedDramConfig& config, const std::vector<std::int64_t>& addresses) {
  BankedDram dram(config, config.clock_ps);
  constexpr std::int64_t kEvery = 64;
  double sum = 0;
  const auto take = [&](std::int64_t now) {
    for (const DramCompletion& done : dram.advance(Cycles(now)))
      sum += static_cast<double>(done.time.count() - done.id * kEvery);
  };
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    const std::int64_t now = static_cast<std::int64_t>(i) * kEvery;
    take(now);
    dram.enqueue(Cycles(now), DramDirection::read, {{addresses[i], Bytes(config.organization.burst_bytes)}});
  }
  take(std::int64_t{1} << 40);
  return sum / static_cast<double>(addresses.size());
}

/// The table of docs/dram.md is made of these lines: `test_sim_memory -s "[validation]"` shows them.
void compare(const Reference& reference, const char* quantity, double ours) {
  const double error = ours / reference.value - 1;
  const std::string line =
      fmt::format("{} | {} | {} | {} | {:.1f} | {:.1f} | {:+.1f}%", reference.preset, to_string(reference.mapping),
                  reference.pattern, quantity, reference.value, ours, 100 * error);
  INFO(line);
  CHECK(std::abs(error) <= kAllowedError);
}

}  // namespace

TEST_CASE("Saturated bandwidth agrees with the reference simulator", "[validation]") {
  for (const Reference& reference : kBandwidth) {
    const BankedDramConfig config = one_channel(reference.preset, reference.mapping);
    const auto addresses = addresses_of(reference.pattern, config.organization.burst_bytes);
    compare(reference, "GB/s", bandwidth(config, addresses));
  }
}

TEST_CASE("The latency of a lightly loaded memory agrees with the reference simulator", "[validation]") {
  for (const Reference& reference : kLatency) {
    const BankedDramConfig config = one_channel(reference.preset, reference.mapping);
    const auto addresses = addresses_of(reference.pattern, config.organization.burst_bytes);
    compare(reference, "cycles", mean_latency(config, addresses));
  }
}

}  // namespace skipgrid::sim
