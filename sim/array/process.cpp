#include "sim/array/process.h"

#include <fmt/format.h>

#include <exception>
#include <stdexcept>
#include <systemc>

#include "sim/array/array_model.h"
#include "sim/array/simulation.h"

namespace skipgrid::sim {

bool process_failed() { return Simulation::failure() != nullptr; }

void fail_process() noexcept {
  if (!process_failed()) Simulation::failure() = std::current_exception();
  sc_core::sc_pause();
}

void run_kernel() {
  try {
    sc_core::sc_start();
  } catch (const sc_core::sc_report&) {
    // Its text is the kernel's own and says nothing about what was asked for.
    throw std::logic_error(fmt::format("the simulation's kernel failed in cycle {}", current_cycle().count()));
  }
  if (process_failed()) std::rethrow_exception(Simulation::failure());
}

}  // namespace skipgrid::sim
