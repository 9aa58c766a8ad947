// Notices SIGINT, SIGTERM and SIGHUP while it lives, so that work can end in order.
#pragma once

#include <signal.h>

#include <array>

namespace skipgrid::sweep {

/// One at a time. A signal that the process was told to ignore stays ignored.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// The number of the first one; 0 when there was none.
  int received() const;

 private:
  std::array<struct sigaction, 3> before_{};
};

}  // namespace skipgrid::sweep
