#include "sim/array/pe/grid_film.h"

#include <catch2/catch.hpp>

#include "sim/array/gemm_run.h"
#include "sim/array/simulation.h"

using namespace skipgrid::sim;

TEST_CASE("A film has a frame for every cycle, and shows which PEs hold what and work when") {
  const Simulation simulation;
  ArrayConfig config;
  config.rows = 2;
  config.cols = 3;
  PeArray array("array", config);
  const GridFilm film("film", array);
  // A[2 x 4] of the numbers 1 to 8, so that each says its column; B[4 x 3] in two tiles.
  const std::vector<float> a{1, 2, 3, 4, 5, 6, 7, 8}, b{10, 11, 12, 20, 21, 22, 30, 31, 32, 40, 41, 42};
  std::vector<float> c(6);
  const Cycles cycles = run_gemm_alone(array, {2, 4, 3, a.data(), b.data(), c.data()}).cycles;
  REQUIRE(film.frames().size() == static_cast<std::size_t>(cycles.count()));
  int busy = 0;
  for (std::size_t cycle = 0; cycle < film.frames().size(); ++cycle) {
    REQUIRE(film.frames()[cycle].size() == 6);
    for (int row = 0; row < 2; ++row) {
      for (int col = 0; col < 3; ++col) {
        const PeState& state = film.frames()[cycle][static_cast<std::size_t>(row * 3 + col)];
        if (!state.busy) continue;
        CAPTURE(cycle, row, col);
        ++busy;
        // Two rows are loaded first, and a tile's two operands follow those of the tile before; everything comes a
        // cycle later with every PE to the east and to the south.
        const int stream = static_cast<int>(cycle) - 2 - row - col;
        REQUIRE((stream >= 0 && stream < 4));
        const int tile = stream / 2, k = tile * 2 + row;
        CHECK(state.west.value == a[static_cast<std::size_t>(stream % 2 * 4 + k)]);
        CHECK(state.flip == (tile == 1));
        CHECK((state.flip ? state.stationary_1 : state.stationary_0).value == b[static_cast<std::size_t>(k * 3 + col)]);
      }
    }
  }
  CHECK(busy == 2 * 4 * 3);
}
