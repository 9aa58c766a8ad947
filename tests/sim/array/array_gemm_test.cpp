#include "sim/array/array_gemm.h"

#include <catch2/catch.hpp>
#include <set>

#include "tests/sim/array/random_cases.h"

using namespace skipgrid::sim;

TEST_CASE("A product of 20 x 650 x 2600 is 82 x 325 tiles on an 8 x 8 ws array") {
  ArrayConfig config;
  config.rows = config.cols = 8;
  const Tiling tiling(config, 20, 650, 2600);
  CHECK(tiling.count() == 82 * 325);
  CHECK(tiling.stream() == 20);
  // 650 = 81 * 8 + 2: the last of the 82 tiles along K uses two rows.
  CHECK(tiling.tile(81) == Tile{648, 0, 2, 8, 20});
  // Along K first: the next tile begins the next strip of outputs.
  CHECK(tiling.tile(82) == Tile{0, 8, 8, 8, 20});
}

TEST_CASE("Each dataflow lays the dimensions where the design says") {
  ArrayConfig config;
  config.rows = 4;
  config.cols = 6;
  config.dataflow = GENERATE(Dataflow::ws, Dataflow::is, Dataflow::os);
  const Tiling tiling(config, 7, 9, 13);
  switch (config.dataflow) {
    case Dataflow::ws:  // rows K = 9: 3 tiles; columns N = 13: 3 tiles
      CHECK(tiling.count() == 9);
      CHECK(tiling.stream() == 7);
      break;
    case Dataflow::is:  // rows K = 9: 3 tiles; columns M = 7: 2 tiles
      CHECK(tiling.count() == 6);
      CHECK(tiling.stream() == 13);
      break;
    case Dataflow::os:  // rows M = 7: 2 tiles; columns N = 13: 3 tiles
      CHECK(tiling.count() == 6);
      CHECK(tiling.stream() == 9);
      CHECK(tiling.tile(1) == Tile{0, 6, 4, 6, 9});
      break;
  }
}

TEST_CASE("The tiles of a product cover every stationary index exactly once") {
  const auto seed = GENERATE(range(1, 50));
  CAPTURE(seed);
  testing::RandomCases random(static_cast<std::uint64_t>(seed));
  const ArrayConfig config = random.array(7);
  const Tiling tiling(config, random.between(0, 20), random.between(0, 20), random.between(0, 20));
  std::set<std::pair<std::int64_t, std::int64_t>> covered;
  std::int64_t used = 0, used_rows = 0, used_cols = 0;
  for (std::int64_t i = 0; i < tiling.count(); ++i) {
    const Tile tile = tiling.tile(i);
    CHECK((tile.used_rows >= 1 && tile.used_rows <= config.rows));
    CHECK((tile.used_cols >= 1 && tile.used_cols <= config.cols));
    used += tile.used_pes();
    used_rows += tile.used_rows;
    used_cols += tile.used_cols;
    for (int row = 0; row < tile.used_rows; ++row) {
      for (int col = 0; col < tile.used_cols; ++col) covered.emplace(tile.first_row + row, tile.first_col + col);
    }
  }
  CHECK(used == tiling.used_pes());
  CHECK(used_rows == tiling.used_rows());
  CHECK(used_cols == tiling.used_cols());
  CHECK(static_cast<std::int64_t>(covered.size()) == used);
}

TEST_CASE("A product with an empty dimension has no tiles") {
  const auto dataflow = GENERATE(Dataflow::ws, Dataflow::is, Dataflow::os);
  ArrayConfig config;
  config.dataflow = dataflow;
  CHECK(Tiling(config, 0, 5, 5).count() == 0);
  CHECK(Tiling(config, 5, 0, 5).count() == 0);
  CHECK(Tiling(config, 5, 5, 0).count() == 0);
  CHECK(Tiling(config, 5, 5, 0).used_pes() == 0);
}
