// The points of a sweep that are best by some measure, and those that no other beats in cycles and energy at once.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/sweep/directory/totals.h"

namespace skipgrid::sweep {

/// Of cycles, energy and edp (energy times delay, pJ x cycles) less is better, of speedups more.
enum class Measure { cycles, energy, edp, speedup_vs_dense, speedup_vs_dense_best };
inline constexpr std::array<Measure, 5> kMeasures{Measure::cycles, Measure::energy, Measure::edp,
                                                  Measure::speedup_vs_dense, Measure::speedup_vs_dense_best};
/// Throws std::invalid_argument naming the allowed words.
Measure measure_from_string(std::string_view text);
std::string_view to_string(Measure measure);

struct Candidate {
  std::uint32_t point = 0;  ///< index into the manifest's
  double cycles = 0;
  std::optional<double> energy_pj;                                ///< nothing when it is not modelled
  std::optional<double> utilization;                              ///< nothing when no cycle passed
  std::optional<double> speedup_vs_dense, speedup_vs_dense_best;  ///< when the point has these variants, too

  std::optional<double> value(Measure measure) const;
};

/// Takes candidates one after another and keeps only those that it will name.
class Ranking {
 public:
  Ranking(Measure measure, std::size_t top) : measure_(measure), top_(top) {}
  void add(const Candidate& candidate);

  /// At most `top`, the best first; of equals the one that came first. Those without a value for the measure are not
  /// in.
  const std::vector<Candidate>& best() const { return best_; }
  /// By increasing cycles, and so by decreasing energy; empty when energy is not modelled.
  const std::vector<Candidate>& front() const { return front_; }

 private:
  Measure measure_;
  std::size_t top_;
  std::vector<Candidate> best_, front_;
};

/// Of the points of a sweep, which are ranked, and with whom.
struct Selection {
  std::function<bool(const Point& point)> wants = [](const Point&) { return true; };
  /// Points of the same name are ranked together.
  std::function<std::string(const Point& point)> group = [](const Point&) { return ""; };
};

struct RankedGroup {
  std::string name;
  Ranking ranking;
};

/// Reads the points of a directory that are done, and gives their groups in the order in which points name them; what
/// is damaged is not done, which `damages` tells. Without a `variant`: structured-best, or the first one where there is
/// none. Sets `variant` to the one that was looked at; points without it are left out.
std::vector<RankedGroup> rank(const SweepDirectory& directory, const Manifest& manifest, Measure measure,
                              std::size_t top, const Selection& selection, std::optional<sim::Variant>& variant,
                              Damages& damages);

}  // namespace skipgrid::sweep
