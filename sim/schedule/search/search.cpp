#include "sim/schedule/search/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <stdexcept>

#include "sim/schedule/fixed_schedules.h"
#include "sim/schedule/search/alternatives.h"
#include "sim/schedule/search/issue_order.h"
#include "sim/schedule/span_product.h"
#include "traces/input_error.h"

namespace skipgrid::sim {

std::string_view to_string(Effort effort) {
  switch (effort) {
    case Effort::quick: return "quick";
    case Effort::normal: return "normal";
    case Effort::thorough: return "thorough";
  }
  throw std::logic_error("unknown effort");
}

Effort effort_from_string(std::string_view text) {
  for (const Effort effort : {Effort::quick, Effort::normal, Effort::thorough}) {
    if (to_string(effort) == text) return effort;
  }
  throw std::invalid_argument(fmt::format("expected quick, normal or thorough, got \"{}\"", text));
}

namespace {

/// What is chosen: for each group one of its alternatives, how it is cut, and how the next product is chosen.
struct Choice {
  std::vector<GroupSchedule> groups;
  std::int64_t patience = kNever;
};

/// How far a search goes.
struct Budget {
  int looks;          ///< schedules
  std::int64_t work;  ///< operations and their dependencies in all of them: how long looking takes follows from that
};

Budget budget_of(Effort effort) {
  switch (effort) {
    case Effort::quick: return {150, 2'000'000};
    case Effort::normal: return {1'500, 20'000'000};
    case Effort::thorough: break;
  }
  return {15'000, 200'000'000};
}

class Search {
 public:
  Search(const Iteration& iteration, const MachineConfig& config, Skipping skipping, Effort effort,
         const Residency& residency)
      : iteration_(iteration),
        demands_(iteration, config, skipping, residency),
        skipping_(skipping),
        lowered_(demands_),
        left_(budget_of(effort)),
        thorough_(effort == Effort::thorough) {
    find_alternatives();
  }

  std::vector<FoundSchedule> run() {
    Choice best;
    std::int64_t cycles = kNever;
    for (const int longest : kLongestSpans) {
      for (const std::int64_t patience : {kNever, std::int64_t{0}}) {
        Choice start = start_with(longest, patience);
        const std::int64_t its = look(start, cycles);
        if (its < cycles) cycles = its, best = std::move(start);
      }
    }
    if (cycles == kNever) {
      best = {step_by_step(iteration_).groups, kNever};
      cycles = look(best, kNever);
    }
    descend(best, cycles);
    if (thorough_) shake(best, cycles);
    return std::move(found_);
  }

 private:
  static constexpr int kPieces[] = {1, 2, 3, 4, 6, 8, 11, 16, 24};
  static constexpr std::size_t kKept = 8;

  void find_alternatives() {
    for (std::size_t g = 0; g < iteration_.groups().size(); ++g) {
      alternatives_.push_back(alternatives_of(demands_, g, skipping_));
      at_least_ += alternatives_.back().front().occupied;
    }
  }

  /// Of each group the alternative that keeps the array the shortest without a span longer than `longest`.
  Choice start_with(int longest, std::int64_t patience) const {
    Choice choice;
    choice.patience = patience;
    for (const std::vector<Alternative>& group : alternatives_) {
      const auto short_enough = [&](const Alternative& one) {
        return std::all_of(one.spans.begin(), one.spans.end(), [&](const Span& span) { return span.steps <= longest; });
      };
      choice.groups.push_back({1, std::find_if(group.begin(), group.end(), short_enough)->spans});
    }
    return choice;
  }

  bool more() const { return left_.work > 0 && left_.looks > 0; }

  /// Cycles of a choice when they are fewer than `limit`; kNever when they are not, or it is not legal.
  std::int64_t look(const Choice& choice, std::int64_t limit) {
    --left_.looks;
    left_.work -= static_cast<std::int64_t>(iteration_.ops().size());
    try {
      lowered_.lower(choice.groups);
    } catch (const InputError&) {
      return kNever;
    }
    left_.work -= static_cast<std::int64_t>(lowered_.edges());
    // A thorough search shows more than the best.
    if (thorough_) limit = found_.size() < kKept ? kNever : std::max(limit, found_.back().cycles);
    const std::int64_t cycles = scheduler_.run(lowered_, demands_, {choice.patience}, limit);
    if (cycles != kNever) keep(choice, cycles);
    return cycles;
  }

  void keep(const Choice& choice, std::int64_t cycles) {
    if (found_.size() == kKept && cycles >= found_.back().cycles) return;
    FoundSchedule one{{choice.groups, runs_of(lowered_, scheduler_.order())}, cycles};
    const auto place =
        std::upper_bound(found_.begin(), found_.end(), one,
                         [](const FoundSchedule& x, const FoundSchedule& y) { return x.cycles < y.cycles; });
    if (place != found_.begin() && std::prev(place)->schedule == one.schedule) return;
    found_.insert(place, std::move(one));
    if (found_.size() > kKept) found_.pop_back();
  }

  /// Changes one thing at a time for the better, until nothing is, or looks run out.
  void descend(Choice& best, std::int64_t& cycles) {
    bool better = true;
    // Puts `other` in its place, and what was there back when that is not better.
    const auto try_it = [&](auto& place, auto other) {
      std::swap(place, other);
      const std::int64_t its = look(best, cycles);
      if (its >= cycles) return std::swap(place, other);
      cycles = its;
      better = true;
    };
    while (better && more()) {
      better = false;
      for (const std::int64_t patience : patiences(demands_.config())) {
        if (patience != best.patience) try_it(best.patience, patience);
      }
      for (std::size_t g = 0; g < alternatives_.size() && more(); ++g) {
        GroupSchedule& group = best.groups[g];
        const auto try_group = [&](GroupSchedule other) {
          if (!demands_.alike(g, group, other)) try_it(group, std::move(other));
        };
        for (const Alternative& other : alternatives_[g]) {
          // However well the rest is packed, this much more of the array cannot pay.
          if (at_least_ + other.occupied - alternatives_[g].front().occupied >= cycles) break;
          try_group({group.pieces, other.spans});
        }
        for (const int pieces : kPieces) {
          if (pieces_on(demands_.config(), pieces) != group.pieces) try_group({pieces, group.spans});
        }
      }
    }
  }

  /// Changes a few groups at random and descends again.
  void shake(Choice& best, std::int64_t& cycles) {
    std::mt19937_64 random(1);
    while (more()) {
      Choice changed = best;
      for (int i = 0; i < 3; ++i) {
        const std::size_t g = random() % alternatives_.size();
        changed.groups[g].spans = alternatives_[g][random() % alternatives_[g].size()].spans;
        changed.groups[g].pieces = kPieces[random() % std::size(kPieces)];
      }
      std::int64_t its = look(changed, kNever);
      if (its == kNever) continue;
      descend(changed, its);
      if (its < cycles) cycles = its, best = std::move(changed);
    }
  }

  const Iteration& iteration_;
  SpanDemands demands_;
  const Skipping skipping_;
  Lowered lowered_;
  ListScheduler scheduler_;
  Budget left_;
  const bool thorough_;
  std::vector<std::vector<Alternative>> alternatives_;  // by group, by the cycles that they occupy
  std::int64_t at_least_ = 0;                           // cycles for which the array is taken, whatever is chosen
  std::vector<FoundSchedule> found_;                    // the best, in order
};

}  // namespace

std::vector<FoundSchedule> search_schedules(const Iteration& iteration, const MachineConfig& config, Skipping skipping,
                                            Effort effort, const Residency& residency) {
  return Search(iteration, config, skipping, effort, residency).run();
}

}  // namespace skipgrid::sim
