// Counts derived by hand, held against both engines.
#include "sim/array/tile/wave_timing.h"

#include <catch2/catch.hpp>

#include "sim/array/array_model.h"
#include "sim/array/gemm_run.h"
#include "sim/array/simulation.h"

using namespace skipgrid::sim;

namespace {

ArrayConfig array(int rows, int cols, Dataflow dataflow, Schedule schedule, int multiplier_stages = 1) {
  ArrayConfig config;
  config.rows = rows;
  config.cols = cols;
  config.dataflow = dataflow;
  config.schedule = schedule;
  config.multiplier_stages = multiplier_stages;
  return config;
}

std::int64_t cycles(Engine engine, const ArrayConfig& config, std::int64_t m, std::int64_t k, std::int64_t n) {
  const Simulation simulation;
  const auto model = make_array(engine, config, "array");
  return run_gemm_alone(*model, {m, k, n, nullptr, nullptr, nullptr}).cycles.count();
}

}  // namespace

TEST_CASE("Hand-derived cycle counts come out of both engines") {
  const auto engine = GENERATE(Engine::pe, Engine::tile);
  struct Row {
    ArrayConfig config;
    std::int64_t m, k, n, expected;
  };
  const auto row = GENERATE(values<Row>({
      // One PE: load 1, multiply 1.
      {array(1, 1, Dataflow::ws, Schedule::serial), 1, 1, 1, 2},
      {array(1, 1, Dataflow::os, Schedule::serial), 1, 1, 1, 2},
      // One 4 x 4 tile of T = 5: load 4, stream 5, skew 3 + 3.
      {array(4, 4, Dataflow::ws, Schedule::serial), 5, 4, 4, 15},
      {array(4, 4, Dataflow::is, Schedule::serial), 4, 4, 5, 15},
      {array(4, 4, Dataflow::os, Schedule::serial), 4, 5, 4, 15},
      // A tile that uses one row and one column crosses the whole array all the same; one index more on the streamed
      // dimension is one cycle more.
      {array(4, 4, Dataflow::ws, Schedule::serial), 5, 1, 1, 15},
      {array(4, 4, Dataflow::ws, Schedule::serial), 6, 1, 1, 16},
      // At the edge of a tile: K = 8 is two tiles of 15, K = 9 is three.
      {array(4, 4, Dataflow::ws, Schedule::serial), 5, 8, 4, 30},
      {array(4, 4, Dataflow::ws, Schedule::serial), 5, 9, 4, 45},
      // Overlapped, T = 5 > R = 4: the second wave follows after 5 cycles; T = 3 < R: after 4, since a load takes 4.
      {array(4, 4, Dataflow::ws, Schedule::overlapped), 5, 8, 4, 20},
      {array(4, 4, Dataflow::ws, Schedule::overlapped), 4, 8, 4, 4 + 4 + 4 + 6},
      {array(4, 4, Dataflow::ws, Schedule::overlapped), 3, 8, 4, 4 + 4 + 3 + 6},
      {array(4, 4, Dataflow::os, Schedule::overlapped), 8, 5, 4, 5 + 5 + 4 + 6},
      {array(4, 4, Dataflow::os, Schedule::overlapped), 8, 3, 4, 3 + 4 + 4 + 6},
      // A three-stage multiplier: two cycles more once a tile (serial), once a run (overlapped).
      {array(4, 4, Dataflow::ws, Schedule::serial, 3), 5, 8, 4, 34},
      {array(4, 4, Dataflow::ws, Schedule::overlapped, 3), 5, 8, 4, 22},
      {array(4, 4, Dataflow::os, Schedule::overlapped, 3), 8, 5, 4, 22},
      // More stages than rows: products of the next wave start before the drain of the last does.
      {array(1, 1, Dataflow::os, Schedule::overlapped, 5), 3, 1, 1, 1 + 1 + 1 + 1 + 4},
      // Tall and wide.
      {array(1, 7, Dataflow::ws, Schedule::serial), 3, 1, 7, 2 + 7 + 3 - 2},
      {array(7, 1, Dataflow::ws, Schedule::serial), 3, 7, 1, 14 + 1 + 3 - 2},
  }));
  CAPTURE(row.config.rows, row.config.cols, to_string(row.config.dataflow), to_string(row.config.schedule),
          row.config.multiplier_stages, row.m, row.k, row.n);
  CHECK(cycles(engine, row.config, row.m, row.k, row.n) == row.expected);
}

TEST_CASE("Waves of different lengths follow each other as the design's sums say") {
  // ws, R = 4, C = 3, T = 2, 9, 5: R + max(2, 4) + max(9, 4) + 5 + (R + C - 2).
  WaveClock ws(array(4, 3, Dataflow::ws, Schedule::overlapped));
  ws.add(Cycles(0), 1, 2);
  ws.add(Cycles(0), 1, 9);
  CHECK(ws.add(Cycles(0), 1, 5).end.count() == 4 + 4 + 9 + 5 + 5);
  // os, the mirror image: T_first + max(9, 4) + max(5, 4) + R + (R + C - 2).
  WaveClock os(array(4, 3, Dataflow::os, Schedule::overlapped));
  os.add(Cycles(0), 1, 2);
  os.add(Cycles(0), 1, 9);
  CHECK(os.add(Cycles(0), 1, 5).end.count() == 2 + 9 + 5 + 4 + 5);
}

TEST_CASE("A run of equal waves is the same as its waves one by one") {
  const auto dataflow = GENERATE(Dataflow::ws, Dataflow::is, Dataflow::os);
  const auto schedule = GENERATE(Schedule::serial, Schedule::overlapped);
  const auto stages = GENERATE(1, 2, 6);
  const auto stream = GENERATE(1, 3, 4, 11);
  const ArrayConfig config = array(4, 5, dataflow, schedule, stages);
  WaveClock together(config), one_by_one(config);
  for (const std::int64_t issued : {0, 7, 40, 41, 200}) {
    const WaveClock::Run run = together.add(Cycles(issued), 3, stream);
    one_by_one.add(Cycles(issued), 1, stream);
    one_by_one.add(Cycles(issued), 1, stream);
    const WaveClock::Run last = one_by_one.add(Cycles(issued), 1, stream);
    CHECK(run.end.count() == last.end.count());
    CHECK(run.last_start.count() == last.last_start.count());
  }
}
