// Where the machine meets SystemC's kernel.
#pragma once

#include <systemc>

#include "sim/array/process.h"
#include "sim/engine/machine_parts.h"

namespace skipgrid::sim {

/// The machine's only process. Whatever happens in a cycle is looked at together, a quarter of a period after the cycle
/// began: after everything timed for that cycle is known, and before the array's clock ticks in its middle. With an
/// array that tells when it is asked nobody else waits for the kernel's clock: then the process runs ahead of it, as
/// loosely timed models do (TLM-2.0, temporal decoupling), from one cycle in which something happens to the next.
class Machine::Parts::Process : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Process);
  Process(sc_core::sc_module_name name, Parts& parts) : sc_module(name), parts_(parts) {
    SC_METHOD(note_started);
    dont_initialize();
    sensitive << parts.array_->ready_event();
    SC_METHOD(look_soon);
    dont_initialize();
    sensitive << parts.array_->completed_event();
    SC_METHOD(look);
    dont_initialize();
    sensitive << look_;
  }
  void look_at(Cycles cycle) { look_.notify(time_until(cycle) + quarter()); }
  void look_now() { look_.notify(sc_core::SC_ZERO_TIME); }

 private:
  static sc_core::sc_time quarter() { return sc_core::sc_time::from_value(cycle_period().value() / 4); }
  void note_started() {
    in_process([this] {
      parts_.wave_started(current_cycle());
      look_at(current_cycle());
    });
  }
  void look_soon() {
    in_process([this] { look_at(current_cycle()); });
  }
  void look() {
    in_process([this] { run_on(); });
  }
  void run_on() {
    for (Cycles next = parts_.step(current_cycle()); next != kNoCycle; next = parts_.step(next)) {
      if (!parts_.runs_ahead_) return look_at(next);
      parts_.simulation_.skip(next - current_cycle());
    }
  }

  Parts& parts_;
  sc_core::sc_event look_;
};

}  // namespace skipgrid::sim
