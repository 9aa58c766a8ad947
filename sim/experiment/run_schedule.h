// The schedule of a whole run, with the names by which files and reports know what it is about.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/schedule/iteration/iteration.h"
#include "sim/schedule/schedule.h"

namespace skipgrid::sim {

/// Of one iteration, with the names of its groups as in IssueRun: "lstm0.x2h FP".
struct NamedSchedule {
  std::vector<std::string> names;
  IterationSchedule schedule;
};

struct RunSchedule {
  /// The last is that of all that follow. Those of the same structure share one.
  std::vector<std::shared_ptr<const NamedSchedule>> iterations;
  /// Names of the tensors that are pinned; without it the machine's own choice (residency.h).
  std::optional<std::vector<std::string>> pinned = std::nullopt;
  /// Chunks, and how many strips go together, are those that take the fewest cycles beside a DRAM of so many bytes a
  /// cycle; without it, beside the machine's own (gemm_plan.h).
  std::optional<double> cut_for_bytes_per_cycle = std::nullopt;
  /// Of each buffer that is used: what is fetched further ahead may delay what others wait for.
  double share_of_buffers = 1;

  bool empty() const { return iterations.empty(); }
};

/// The same but for the order of issue, which is that of the trace, and what is pinned: tensors live otherwise then.
RunSchedule in_trace_order(const RunSchedule& schedule);

std::vector<std::string> group_names(const Iteration& iteration);

/// Puts the schedule of a run together, iteration by iteration; those of the same structure are asked for once.
class RunScheduleBuilder {
 public:
  using Choose = std::function<IterationSchedule(const Iteration& iteration)>;

  void add(const Iteration& iteration, const Choose& choose);
  /// Of all iterations that were added.
  RunSchedule schedule() &&;

 private:
  std::map<std::string, std::shared_ptr<const NamedSchedule>> by_structure_;
  RunSchedule schedule_;
};

/// The schedule of iteration `number`. Throws InputError naming the first group that the iteration has and the schedule
/// does not, or the other way round, or that has other steps. Requires a schedule that is not empty.
const IterationSchedule& schedule_for(const RunSchedule& schedule, const Iteration& iteration, std::size_t number);

}  // namespace skipgrid::sim
