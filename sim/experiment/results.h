// What a run found out: per variant the counts of every layer and phase, and where the numbers come from.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/engine/machine_config.h"
#include "sim/engine/residency.h"
#include "sim/engine/stats.h"
#include "sim/experiment/run_schedule.h"
#include "sim/experiment/variant.h"
#include "sim/schedule/schedule_summary.h"
#include "traces/ops.h"

namespace skipgrid::sim {

/// Counts by phase of training; the total is their sum.
struct PhaseStats {
  std::array<Stats, traces::kPhases.size()> by_phase;

  Stats& operator[](traces::Phase phase) { return by_phase[static_cast<std::size_t>(phase)]; }
  const Stats& operator[](traces::Phase phase) const { return by_phase[static_cast<std::size_t>(phase)]; }
  Stats total() const;
};
PhaseStats& operator+=(PhaseStats& sum, const PhaseStats& more);

/// Cycles by phase.
using PhaseCycles = std::array<Cycles, traces::kPhases.size()>;

/// A layer's products of one name, or its element-wise work of one kind.
struct OperationResult {
  std::string name;
  PhaseStats stats;
};

struct LayerResult {
  std::string name;
  PhaseStats stats;                       ///< under the first draw of masks
  std::vector<PhaseCycles> redrawn = {};  ///< cycles under each further draw
  /// What the layer is made of, in the order in which the trace first names them; they add up to `stats`.
  std::vector<OperationResult> operations = {};
};

struct VariantResult {
  Variant variant = Variant::structured;
  std::vector<LayerResult> layers = {};    ///< in the order in which the trace first names them
  RunSchedule schedule = {};               ///< what was chosen; empty for a product a time step
  std::vector<GroupSummary> groups = {};   ///< the same in short, of the first iteration
  std::vector<TensorHome> residency = {};  ///< which tensors live on chip; empty when DRAM is ideal
  /// Cycles under the same schedule with operations issued in the order of the trace; absent unless searched for.
  std::optional<Cycles> in_trace_order = {};
  Bytes compulsory_bytes = {};  ///< what DRAM has to move at the very least; 0 when it is ideal
  PhaseStats stats() const;     ///< sum over the layers
};

struct Results {
  std::string name;
  std::string config;               ///< what was asked for, as JSON
  std::int64_t pes = 0;             ///< processing elements of the array, what the ratios are relative to
  double dram_bytes_per_cycle = 0;  ///< at its peak; 0 when DRAM is ideal
  int clock_mhz = 1000;
  std::optional<EnergyConfig> energy;  ///< absent: none is reported
  int draws = 1;                       ///< of masks, under which each variant was run
  std::optional<std::uint64_t> seed;   ///< of the first draw, the next ones count up; absent: a recorded trace
  std::vector<VariantResult> variants;

  /// Null when the run has no such variant.
  const VariantResult* find(Variant variant) const;
};

}  // namespace skipgrid::sim
