// Signals that come while something must not be interrupted.
#pragma once

#include <signal.h>

namespace skipgrid::traces {

/// As long as it lives signals wait that would come to this thread, and to threads that it starts meanwhile for as long
/// as these live.
class WaitingSignals {
 public:
  WaitingSignals() {
    sigset_t every;
    ::sigfillset(&every);
    ::pthread_sigmask(SIG_BLOCK, &every, &before_);
  }
  ~WaitingSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  WaitingSignals(const WaitingSignals&) = delete;
  WaitingSignals& operator=(const WaitingSignals&) = delete;

 private:
  sigset_t before_;
};

}  // namespace skipgrid::traces
