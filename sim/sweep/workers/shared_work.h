// Runs one configuration after another and does nothing twice that they have in common: traces are recorded and
// replayed, and a variant that was run on the same hardware and trace is not run again.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "sim/experiment/results.h"
#include "sim/experiment/run_variants.h"
#include "sim/sweep/workers/recent.h"
#include "sim/sweep/workers/recorded_trace.h"

namespace skipgrid::sim {
struct RunConfig;
}

namespace skipgrid::sweep {

/// What a process keeps: the last two traces (a structured one and a random one), each unless it is longer than this,
/// and the last variants' results, some 20 KB each.
inline constexpr std::size_t kTraces = 2, kTraceBytes = std::size_t{64} << 20, kVariants = 512;

class SharedWork {
 public:
  /// share = false: everything is run anew.
  explicit SharedWork(bool share) : share_(share) {}

  /// The same results with sharing and without.
  std::vector<sim::VariantResult> run(const sim::RunConfig& config);

 private:
  const sim::VariantResult& shared(const sim::RunConfig& config, sim::Variant variant);
  sim::TraceSource replaying(const sim::RunConfig& config);

  bool share_;
  Recent<std::shared_ptr<RecordedTrace>> traces_{kTraces};
  Recent<sim::VariantResult> variants_{kVariants};
};

}  // namespace skipgrid::sweep
