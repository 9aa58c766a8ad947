#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <utility>

#include "sim/memory/banked/address_map.h"
#include "tests/sim/memory/banked/random_dram.h"
#include "tests/sim/memory/presets.h"

namespace skipgrid::sim {

TEST_CASE("The mapping robaracoch fills a row of 128 bursts, then goes to the next bank group") {
  const AddressMap map(one_channel("ddr4-2400", DramMapping::robaracoch));
  CHECK(map.place(0).bank == 0);
  CHECK(map.place(127).bank == 0);
  CHECK(map.place(128).bank == 4);
  CHECK(map.place(3 * 128).bank == 12);
  CHECK(map.place(4 * 128).bank == 1);
  CHECK(map.place(16 * 128 - 1).row == 0);
  CHECK(map.place(16 * 128).row == 1);
  CHECK(map.place(16 * 128).bank == 0);
}

TEST_CASE("The mapping mop4clxor sends four consecutive bursts to four bank groups") {
  const AddressMap map(one_channel("ddr4-2400", DramMapping::mop4clxor));
  // Bits of a burst: 2 of the column, 2 of the group, 2 of the bank, 5 of the column, the row. The group is XORed with
  // column bits 0 and 1, the bank with bits 2 and 3, the row with bits 4 to 6.
  const auto bank = [&](std::int64_t burst) { return map.place(burst).bank; };
  CHECK(bank(0) == 0);
  CHECK(bank(1) == 4);
  CHECK(bank(2) == 8);
  CHECK(bank(3) == 12);
  CHECK(bank(4) == 4);   // group 1, column 0
  CHECK(bank(5) == 0);   // group 1 ^ 1
  CHECK(bank(16) == 1);  // bank 1, column 0
  CHECK(bank(64) == 1);  // column 4: bank 0 ^ 1
  CHECK(map.place(255).row == 0);
  CHECK(map.place(256).row == 1);  // column 16: row 0 ^ 1
}

TEST_CASE("A mapping gives each burst a place of its own and repeats after its period") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    Generator generator(seed);
    const BankedDramConfig config = random_banked_config(generator);
    const AddressMap map(config);
    const std::int64_t columns = config.organization.row_bytes / config.organization.burst_bytes;
    std::map<std::pair<int, std::int64_t>, std::int64_t> bursts_in_row;
    const std::int64_t rows_seen = 8;
    for (std::int64_t burst = 0; burst < config.banks_per_channel() * columns * rows_seen; ++burst) {
      const BurstPlace place = map.place(burst);
      REQUIRE(place.bank >= 0);
      REQUIRE(place.bank < config.banks_per_channel());
      ++bursts_in_row[{place.bank, place.row}];
      const BurstPlace later = map.place(burst + map.period());
      REQUIRE(later.bank == place.bank);
      REQUIRE(later.row == place.row + map.rows_per_period());
    }
    // Whole periods fill whole rows.
    if (rows_seen % map.rows_per_period() != 0) continue;
    CHECK(static_cast<std::int64_t>(bursts_in_row.size()) == config.banks_per_channel() * rows_seen);
    for (const auto& [row, count] : bursts_in_row) REQUIRE(count == columns);
  }
}

TEST_CASE("The channels' shares of a segment are the bursts that it touches") {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    CAPTURE(seed);
    Generator generator(seed);
    const BankedDramConfig config = random_banked_config(generator);
    const AddressMap map(config);
    const std::int64_t burst_bytes = config.organization.burst_bytes;
    const std::int64_t interleave = config.controller.channel_interleave_bytes;
    const int channels = config.organization.channels;
    const int address = draw(generator, 0, 5000), bytes = draw(generator, 1, 3000);

    std::vector<std::set<std::int64_t>> expected(static_cast<std::size_t>(channels));
    for (std::int64_t at = address; at < address + bytes; ++at) {
      const std::int64_t chunk = at / interleave;
      const std::int64_t within = chunk / channels * interleave + at % interleave;
      expected[static_cast<std::size_t>(chunk % channels)].insert(within / burst_bytes);
    }
    std::vector<std::set<std::int64_t>> told(static_cast<std::size_t>(channels));
    map.for_each_channel(address, bytes, [&](int channel, BurstRange range) {
      auto& bursts = told[static_cast<std::size_t>(channel)];
      CHECK(bursts.empty());
      for (std::int64_t burst = range.first; burst < range.first + range.count; ++burst) bursts.insert(burst);
    });
    REQUIRE(told == expected);
  }
}

}  // namespace skipgrid::sim
