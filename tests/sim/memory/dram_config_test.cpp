#include <catch2/catch.hpp>

#include "tests/sim/memory/presets.h"

namespace skipgrid::sim {

TEST_CASE("DRAM presets have the capacity and the peak bandwidth of what they are named after") {
  const DramConfig ddr4 = dram_preset("ddr4-2400");
  CHECK(ddr4.kind == DramKind::banked);
  CHECK(ddr4.banked.capacity_bytes() == std::int64_t{8} << 30);
  CHECK(ddr4.banked.peak_bytes_per_second() == Approx(19.2e9).epsilon(0.001));
  const DramConfig hbm2 = dram_preset("hbm2");
  CHECK(hbm2.banked.capacity_bytes() == std::int64_t{8} << 30);
  CHECK(hbm2.banked.peak_bytes_per_second() == Approx(256e9));
}

}  // namespace skipgrid::sim
