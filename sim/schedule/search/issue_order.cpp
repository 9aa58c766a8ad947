#include "sim/schedule/search/issue_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "traces/input_error.h"

namespace skipgrid::sim {

std::int64_t cycles_of(const Lowered& lowered, const MachineConfig& config, const std::vector<std::uint32_t>& order) {
  MachineClock clock(config);
  std::vector<std::int64_t> ready(lowered.nodes().size(), 0);
  std::int64_t end = 0;
  for (const std::uint32_t node : order) {
    const Node& self = lowered.nodes()[node];
    const std::int64_t done =
        self.product ? clock.product(ready[node], self.demand) : clock.element_wise(ready[node], self.demand);
    for (const Lowered::Edge& edge : lowered.later(node)) {
      if (!edge.order_only) ready[edge.node] = std::max(ready[edge.node], done);
    }
    end = std::max(end, done);
  }
  return end;
}

std::vector<std::int64_t> patiences(const MachineConfig& config) {
  const std::int64_t rows = config.array.rows;
  return {kNever, 0, rows / 4, rows, 4 * rows, 16 * rows};
}

std::vector<IssueRun> runs_of(const Lowered& lowered, const std::vector<std::uint32_t>& order) {
  std::vector<IssueRun> runs;
  for (const std::uint32_t node : order) {
    const std::size_t group = lowered.nodes()[node].group;
    if (!runs.empty() && runs.back().group == group) {
      ++runs.back().count;
    } else {
      runs.push_back({group, 1});
    }
  }
  return runs;
}

namespace {

/// Of the nodes that a node waits for the first, as operations are numbered, that is not issued yet.
std::uint32_t first_not_issued(const Lowered& lowered, std::size_t node, const std::vector<std::uint32_t>& issued) {
  const std::vector<Lowered::Edge> earlier = lowered.earlier()[node];
  for (const Lowered::Edge& edge : earlier) {
    if (std::find(issued.begin(), issued.end(), edge.node) == issued.end()) return edge.node;
  }
  throw std::logic_error("everything was issued that an operation waits for");
}

}  // namespace

std::vector<std::uint32_t> order_of(const Lowered& lowered, const Iteration& iteration,
                                    const std::vector<IssueRun>& runs) {
  if (runs.empty()) return lowered.trace_order();
  const auto name = [&](std::size_t group) {
    const std::size_t products = iteration.groups().size();
    return group < products ? iteration.groups()[group].text()
                            : iteration.element_wise_groups()[group - products].text();
  };
  std::vector<std::size_t> next(lowered.groups());
  for (std::size_t group = 0; group < next.size(); ++group) next[group] = lowered.first_node(group);
  std::vector<std::uint32_t> waits_for = lowered.earlier_edges();
  std::vector<std::uint32_t> order;
  for (const IssueRun& run : runs) {
    for (int i = 0; i < run.count; ++i) {
      const std::size_t node = next[run.group]++;
      if (node >= lowered.first_node(run.group + 1)) {
        throw InputError("schedule", fmt::format("issue: {}: expected its {} operations, got more", name(run.group),
                                                 lowered.first_node(run.group + 1) - lowered.first_node(run.group)));
      }
      if (waits_for[node] > 0) {
        const std::uint32_t first = first_not_issued(lowered, node, order);
        throw InputError(
            "schedule",
            fmt::format("issue: {}: expected what it waits for before it, got its number {} before {}", name(run.group),
                        node - lowered.first_node(run.group), name(lowered.nodes()[first].group)));
      }
      for (const Lowered::Edge& edge : lowered.later(node)) --waits_for[edge.node];
      order.push_back(static_cast<std::uint32_t>(node));
    }
  }
  for (std::size_t group = 0; group < next.size(); ++group) {
    if (next[group] == lowered.first_node(group + 1)) continue;
    throw InputError("schedule", fmt::format("issue: {}: expected its {} operations, got {}", name(group),
                                             lowered.first_node(group + 1) - lowered.first_node(group),
                                             next[group] - lowered.first_node(group)));
  }
  return order;
}

}  // namespace skipgrid::sim
