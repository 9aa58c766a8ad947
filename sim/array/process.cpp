#include "sim/array/process.h"

#include <fmt/format.h>

#include <exception>
#include <stdexcept>
#include <systemc>

#include "sim/array/array_model.h"
#include "sim/array/simulation.h"

namespace skipgrid::sim {
namespace {

/// Some tens of milliseconds on a grid of 128 x 128 PEs.
constexpr int kPiece = 10'000;

void run_in_pieces(const std::function<void()>& after_each) {
  // Before the first there is no activity yet: processes have not been initialised.
  do {
    sc_core::sc_start(kPiece * cycle_period(), sc_core::SC_EXIT_ON_STARVATION);
    after_each();
  } while (!process_failed() && sc_core::sc_pending_activity());
}

}  // namespace

bool process_failed() { return Simulation::failure() != nullptr; }

void fail_process() noexcept {
  if (!process_failed()) Simulation::failure() = std::current_exception();
  sc_core::sc_pause();
}

void run_kernel(const std::function<void()>& now_and_then) {
  try {
    if (now_and_then)
      run_in_pieces(now_and_then);
    else
      sc_core::sc_start();
  } catch (const sc_core::sc_report&) {
    // Its text is the kernel's own and says nothing about what was asked for.
    throw std::logic_error(fmt::format("the simulation's kernel failed in cycle {}", current_cycle().count()));
  }
  if (process_failed()) std::rethrow_exception(Simulation::failure());
}

}  // namespace skipgrid::sim
