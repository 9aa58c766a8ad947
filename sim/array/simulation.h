// One SystemC simulation at a time, as many as wanted one after another.
#pragma once

#include <exception>

#include "sim/units.h"

namespace sc_core {
class sc_simcontext;
}  // namespace sc_core

namespace skipgrid::sim {

/// The SystemC kernel allows one elaboration per context: each Simulation opens a fresh one and closes it again.
/// Modules must be created after it and destroyed before it.
class Simulation {
 public:
  Simulation();
  ~Simulation();
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  /// Lets it be `by` later at once: whatever has been notified comes as long from now as it would have. Throws as
  /// check_clock() does.
  void skip(Cycles by);

  /// What a process of the present one has thrown first; null when none has (sim/array/process.h).
  static std::exception_ptr& failure();

 private:
  sc_core::sc_simcontext* previous_;
  sc_core::sc_simcontext* context_;
  Cycles previously_skipped_;
  std::exception_ptr previous_failure_;
};

}  // namespace skipgrid::sim
