#include "sim/schedule/schedule_summary.h"

#include <fmt/format.h>

#include "sim/schedule/search/alternatives.h"
#include "sim/schedule/search/issue_order.h"
#include "traces/input_error.h"

namespace skipgrid::sim {

namespace {

/// Alternatives of a group that are looked at: those that keep the array the shortest.
constexpr std::size_t kLooksAt = 12;
/// Operations and dependencies that are looked at in all: for large networks some groups are left without a next best.
constexpr std::int64_t kWork = 3'000'000;

class Summarizer {
 public:
  Summarizer(const Iteration& iteration, const MachineConfig& config, Skipping skipping,
             const IterationSchedule& schedule, const Residency& residency)
      : iteration_(iteration),
        skipping_(skipping),
        schedule_(schedule),
        demands_(iteration, config, skipping, residency) {}

  GroupSummary group(std::size_t g, const std::vector<Span>& spans) {
    GroupSummary summary;
    summary.name = iteration_.groups()[g].text();
    summary.steps = static_cast<int>(iteration_.groups()[g].members.size());
    std::size_t first = 0;
    for (const Span& span : spans) {
      const std::vector<Demand>& pieces = demands_.pieces(g, first, span, schedule_.groups[g].pieces);
      for (const Demand& piece : pieces) summary.occupied += demands_.occupied(piece);
      const int products = static_cast<int>(pieces.size());
      summary.products += products;
      if (span.transposed) summary.transposed += products;
      if (skipping_ == Skipping::on && demands_.skips(g, first, span)) summary.skipping += products;
      first += static_cast<std::size_t>(span.steps);
    }
    return summary;
  }

  void find_next_best(std::size_t g, GroupSummary& summary) {
    if (work_left_ <= 0) return;
    if (cycles_ == 0) cycles_ = cycles_of(schedule_.groups);
    const std::vector<Alternative> alternatives = alternatives_of(demands_, g, skipping_);
    const Alternative* best = nullptr;
    std::int64_t fewest = 0;
    std::size_t looked_at = 0;
    for (const Alternative& other : alternatives) {
      if (other.spans == schedule_.groups[g].spans) continue;
      if (++looked_at > kLooksAt || work_left_ <= 0) break;
      std::vector<GroupSchedule> groups = schedule_.groups;
      groups[g].spans = other.spans;
      const std::int64_t cycles = cycles_of(groups);
      if (cycles == 0 || (best != nullptr && cycles >= fewest)) continue;
      best = &other;
      fewest = cycles;
    }
    if (best == nullptr) return;
    const GroupSummary other = group(g, best->spans);
    const std::int64_t more_array = other.occupied - summary.occupied;
    summary.next_best = NextBest{other.what(), fewest - cycles_,
                                 more_array > 0 ? fmt::format("keeps the array for {} cycles more", more_array)
                                                : std::string("others wait longer for its results")};
  }

 private:
  /// 0 when the spans wait for themselves.
  std::int64_t cycles_of(const std::vector<GroupSchedule>& groups) {
    try {
      const Lowered lowered(demands_, groups);
      work_left_ -= static_cast<std::int64_t>(lowered.nodes().size() + lowered.edges());
      const Issued issued = issue_by_longest_path(lowered, demands_, {});
      return issued.order.empty() ? 0 : issued.cycles;
    } catch (const InputError&) {
      return 0;
    }
  }

  const Iteration& iteration_;
  const Skipping skipping_;
  const IterationSchedule& schedule_;
  SpanDemands demands_;
  std::int64_t cycles_ = 0;
  std::int64_t work_left_ = kWork;
};

}  // namespace

std::string GroupSummary::what() const {
  std::string text = products == steps ? fmt::format("{} steps", steps) : fmt::format("{} in {}", steps, products);
  if (transposed > 0) text += transposed == products ? ", T" : fmt::format(", {} T", transposed);
  if (skipping > 0) text += skipping == products ? ", skip" : fmt::format(", {} skip", skipping);
  return text;
}

std::vector<GroupSummary> summarize(const Iteration& iteration, const MachineConfig& config, Skipping skipping,
                                    const IterationSchedule& schedule, bool next_best, const Residency& residency) {
  Summarizer summarizer(iteration, config, skipping, schedule, residency);
  std::vector<GroupSummary> summaries;
  for (std::size_t g = 0; g < iteration.groups().size(); ++g) {
    GroupSummary summary = summarizer.group(g, schedule.groups[g].spans);
    if (next_best) summarizer.find_next_best(g, summary);
    summaries.push_back(std::move(summary));
  }
  return summaries;
}

}  // namespace skipgrid::sim
