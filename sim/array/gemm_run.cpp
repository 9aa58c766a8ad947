#include "sim/array/gemm_run.h"

#include <fmt/format.h>

#include <stdexcept>
#include <string>

#include "sim/array/array_model.h"

namespace skipgrid::sim {

GemmTiming run_gemm_alone(ArrayModel& array, const ArrayGemm& gemm) {
  GemmTiming timing{};
  if (gemm.empty()) return timing;
  const ArrayCounters before = array.counters();
  const Cycles begin = current_cycle();
  const Tiling tiling(array.config(), gemm.m, gemm.k, gemm.n);
  const std::int64_t ticket = array.issue(gemm, TileRange{0, tiling.count()});
  sc_core::sc_start();
  if (array.completed() != ticket) {
    throw std::logic_error(fmt::format("the array stopped in cycle {} with product {} of {} tiles unfinished",
                                       current_cycle().count(), ticket, tiling.count()));
  }
  const ArrayCounters after = array.counters();
  timing.cycles = current_cycle() - begin;
  timing.streaming = array.latest_streams().length * array.latest_streams().count;
  timing.counters.tiles = after.tiles - before.tiles;
  timing.counters.busy_pe_cycles = after.busy_pe_cycles - before.busy_pe_cycles;
  timing.counters.used_pes = after.used_pes - before.used_pes;
  timing.counters.register_moves = after.register_moves - before.register_moves;
  return timing;
}

}  // namespace skipgrid::sim
