// Has the machine judge schedules of a whole run, and keeps the best.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/experiment/judging/best_schedule.h"

namespace skipgrid::sim {

class Judge {
 public:
  /// All references must outlive this.
  Judge(const MachineConfig& config, Skipping skipping, const CutTrace& trace)
      : config_(config), skipping_(skipping), trace_(trace) {}

  /// Runs it, unless that was done before or it cannot take fewer cycles than the best.
  void look(const RunSchedule& schedule, TaskProgress progress = {});

  /// Requires that something was looked at.
  const BestSchedule& best_so_far() const { return best_; }
  /// Those that took the fewest cycles, the best first.
  std::vector<RunSchedule> best_ran(std::size_t most) const;
  /// What is pinned is part of it.
  BestSchedule best() &&;

  const MachineConfig& config() const { return config_; }
  Skipping skipping() const { return skipping_; }
  const CutTrace& trace() const { return trace_; }

 private:
  const MachineConfig& config_;
  const Skipping skipping_;
  const CutTrace& trace_;
  std::vector<RunSchedule> looked_at_;
  std::multimap<std::int64_t, RunSchedule> ran_;  // by cycles
  BestSchedule best_;
};

/// Tensors that are pinned.
std::vector<std::string> pinned_in(const Residency& residency);

}  // namespace skipgrid::sim
