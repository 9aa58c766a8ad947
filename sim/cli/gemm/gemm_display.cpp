#include "sim/cli/gemm/gemm_display.h"

#include <fmt/format.h>

#include "sim/experiment/progress/work_estimate.h"

namespace skipgrid::cli {
namespace {

// As measured on the machine of docs/performance.md.
constexpr double kMacsPerSecond = 1e9;     // of the plain triple loop
constexpr double kValuesOverTime = 1.8;    // a simulated product with values over one without
constexpr double kWaveformOverTime = 100;  // a line of text for each register that changes

double simulation_seconds(sim::Engine engine, const sim::ArrayConfig& array, const Product& p, Extra extra) {
  if (engine != sim::Engine::pe) return 0;
  const double time_only = sim::pe_seconds(array, p.keep_m, p.keep_k, p.keep_n);
  return time_only * (extra == Extra::none ? 1 : extra == Extra::waveform ? kWaveformOverTime : kValuesOverTime);
}

double check_seconds(const Product& p, Extra extra) {
  return extra == Extra::checked_values ? static_cast<double>(p.keep_m * p.keep_k * p.keep_n) / kMacsPerSecond : 0;
}

DisplayedTasks one(const Product& p, double seconds) {
  const std::string name = fmt::format("{} x {} x {}", p.m, p.k, p.n);
  return {{seconds}, [name](std::size_t, int) { return name; }};
}

}  // namespace

GemmDisplay::GemmDisplay(sim::Engine engine, const sim::ArrayConfig& array, const Product& product, Extra extra)
    : cycles_(engine == sim::Engine::pe ? run_for_time(sim::Engine::tile, array, product).timing.cycles
                                        : sim::Cycles(0)),
      simulation_(simulation_seconds(engine, array, product, extra)),
      rest_(check_seconds(product, extra)),
      display_("gemm", one(product, simulation_ + rest_), board_, 1) {
  sim::TaskProgress(board_[0]).at(sim::Stage::simulation);
}

CyclesPassed GemmDisplay::passed() {
  if (cycles_ == sim::Cycles(0)) return nullptr;
  const sim::TaskProgress simulating = sim::TaskProgress(board_[0]).part(0.0, simulation_ / (simulation_ + rest_));
  return [simulating, all = static_cast<double>(cycles_.count())](sim::Cycles passed) {
    simulating.done(static_cast<double>(passed.count()) / all);
  };
}

}  // namespace skipgrid::cli
