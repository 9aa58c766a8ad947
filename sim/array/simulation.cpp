#include "sim/array/simulation.h"

#include <fmt/format.h>

#include <limits>
#include <stdexcept>
#include <systemc>
#include <utility>

#include "sim/array/array_model.h"

namespace skipgrid::sim {

namespace {

// Cycles of the present simulation that the kernel's clock has not seen.
Cycles skipped;

std::exception_ptr first_failure;

}  // namespace

Simulation::Simulation()
    : previous_(sc_core::sc_get_curr_simcontext()),
      context_(new sc_core::sc_simcontext),
      previously_skipped_(std::exchange(skipped, Cycles(0))),
      previous_failure_(std::exchange(first_failure, nullptr)) {
  sc_core::sc_curr_simcontext = context_;
  // The library does not print: results are returned, and whoever runs out of events early is told by an exception.
  sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  sc_core::sc_report_handler::set_actions(sc_core::SC_ID_NO_SC_START_ACTIVITY_, sc_core::SC_DO_NOTHING);
}

Simulation::~Simulation() {
  delete context_;
  sc_core::sc_curr_simcontext = previous_;
  skipped = previously_skipped_;
  first_failure = previous_failure_;
}

void Simulation::skip(Cycles by) {
  check_clock(current_cycle() + by);
  skipped += by;
}

std::exception_ptr& Simulation::failure() { return first_failure; }

sc_core::sc_time cycle_period() {
  // Made once: its making is slow, and the machine asks for it in every cycle that it looks at.
  static const sc_core::sc_time period(1, sc_core::SC_NS);
  return period;
}

Cycles current_cycle() {
  // While a machine runs ahead of the kernel's clock, that stands still: a division takes longer than to see it.
  static std::uint64_t stamp = 0, cycles = 0;
  if (const std::uint64_t now = sc_core::sc_time_stamp().value(); now != stamp) {
    stamp = now;
    cycles = now / cycle_period().value();
  }
  return skipped + Cycles(static_cast<std::int64_t>(cycles));
}

Cycles last_cycle() {
  return Cycles(static_cast<std::int64_t>(std::numeric_limits<std::uint64_t>::max() / cycle_period().value()));
}

void check_clock(Cycles cycle) {
  static const Cycles last = last_cycle();
  if (cycle < Cycles(0) || cycle > last)
    throw std::overflow_error(fmt::format("the simulation's clock ends after {} cycles", last.count()));
}

sc_core::sc_time time_until(Cycles cycle) {
  check_clock(cycle);
  const std::int64_t seen_by_kernel = (cycle - skipped).count();
  return sc_core::sc_time::from_value(static_cast<std::uint64_t>(seen_by_kernel) * cycle_period().value()) -
         sc_core::sc_time_stamp();
}

}  // namespace skipgrid::sim
