// What runs inside of SystemC's processes, and the kernel that runs them. An exception must not leave a process: the
// kernel would make a report with a text of its own out of it, whatever it was.
#pragma once

#include <functional>

namespace skipgrid::sim {

/// Whether a process of the present simulation has failed: nothing that is left of it means anything.
bool process_failed();
/// Keeps what is being thrown, unless something was before, and has the kernel return. Call in a handler.
void fail_process() noexcept;

/// All that a process does stands in `action`: what it throws comes out of run_kernel(). Once one has failed no other
/// does anything any more.
template <class Action>
void in_process(const Action& action) noexcept {
  if (process_failed()) return;
  try {
    action();
  } catch (...) {
    fail_process();
  }
}

/// Runs the simulation until no event is left or it is paused. Throws what a process has thrown.
/// `now_and_then`, if any, is called every 10,000 cycles: too often for a model that leaps over cycles.
void run_kernel(const std::function<void()>& now_and_then = nullptr);

}  // namespace skipgrid::sim
