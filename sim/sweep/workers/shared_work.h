// Runs one configuration after another and does nothing twice that they have in common: traces are recorded and
// replayed, and a variant that was run on the same hardware and trace is not run again; one that skips nothing,
// whatever the masks are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/experiment/results.h"
#include "sim/experiment/run_variants.h"
#include "sim/sweep/workers/gated_macs.h"
#include "sim/sweep/workers/recent.h"
#include "sim/sweep/workers/recorded_trace.h"

namespace skipgrid::sim {
struct RunConfig;
}

namespace skipgrid::sweep {

/// What a process keeps: the last two traces (a structured one and a random one), each unless it is longer than this,
/// and the last variants' results, some 20 KB each.
inline constexpr std::size_t kTraces = 2, kTraceBytes = std::size_t{64} << 20, kVariants = 512;
/// Of traces without their masks it keeps the last of so many kinds.
inline constexpr std::size_t kShapes = 2;

class SharedWork {
 public:
  /// share = false: everything is run anew.
  explicit SharedWork(bool share) : share_(share) {}

  /// The same results with sharing and without.
  std::vector<sim::VariantResult> run(const sim::RunConfig& config);
  /// Variants that were run, since nothing was known that equals them.
  std::int64_t variants_run() const { return variants_run_; }

 private:
  sim::VariantResult shared(const sim::RunConfig& config, sim::Variant variant);
  sim::TraceSource replaying(const sim::RunConfig& config);
  /// A trace, and what has been worked out about it.
  struct KnownTrace {
    explicit KnownTrace(std::size_t most_bytes) : recorded(most_bytes) {}
    /// Requires that it is complete.
    const GatedMacs& gated_macs();

    RecordedTrace recorded;
    std::optional<std::int64_t> shape;
    std::optional<GatedMacs> gated;
  };
  using KnownTracePtr = std::shared_ptr<KnownTrace>;
  KnownTracePtr known_trace(const sim::RunConfig& config, sim::Variant variant);
  /// Equal for runs of a variant that have equal results but for what GatedMacs counts: everything that the machine and
  /// the traces are made of, and the search or the schedules that were given.
  std::string variant_key(const sim::RunConfig& config, sim::Variant variant);
  /// Equal for traces that have the same operations; of one that is too long to be compared, its own.
  std::string shape_key(const sim::RunConfig& config, sim::Variant variant);

  bool share_;
  Recent<KnownTracePtr> traces_{kTraces};
  Recent<sim::VariantResult> variants_{kVariants};
  std::deque<KnownTracePtr> shapes_;  // one of each, the latest last
  std::int64_t shapes_seen_ = 0;
  std::int64_t variants_run_ = 0;
};

}  // namespace skipgrid::sweep
