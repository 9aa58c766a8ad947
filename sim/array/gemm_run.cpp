#include "sim/array/gemm_run.h"

#include <fmt/format.h>

#include <stdexcept>
#include <string>

#include "sim/array/array_model.h"
#include "sim/array/process.h"

namespace skipgrid::sim {

GemmTiming run_gemm_alone(ArrayModel& array, const ArrayGemm& gemm, const std::function<void(Cycles)>& passed) {
  GemmTiming timing{};
  if (gemm.empty()) return timing;
  const ArrayCounters before = array.counters();
  const Cycles begin = current_cycle();
  const Tiling tiling(array.config(), gemm.m, gemm.k, gemm.n);
  const std::int64_t ticket = array.issue(gemm, TileRange{0, tiling.count()});
  if (passed)
    run_kernel([&] { passed(current_cycle() - begin); });
  else
    run_kernel();
  if (array.completed() != ticket) {
    throw std::logic_error(fmt::format("the array stopped in cycle {} with product {} of {} tiles unfinished",
                                       current_cycle().count(), ticket, tiling.count()));
  }
  timing.cycles = current_cycle() - begin;
  timing.streaming = array.latest_streams().length * array.latest_streams().count;
  timing.counters = array.counters() - before;
  return timing;
}

}  // namespace skipgrid::sim
