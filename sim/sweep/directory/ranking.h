// The points of a sweep that are best by some measure, and those that no other beats in cycles and energy at once.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/sweep/directory/totals.h"

namespace skipgrid::sweep {

/// Less is better. edp: energy times delay, pJ x cycles.
enum class Measure { cycles, energy, edp };
/// Throws std::invalid_argument naming the allowed words.
Measure measure_from_string(std::string_view text);
std::string_view to_string(Measure measure);

struct Candidate {
  std::uint32_t point = 0;  ///< index into the manifest's
  double cycles = 0;
  std::optional<double> energy_pj;    ///< nothing when it is not modelled
  std::optional<double> utilization;  ///< nothing when no cycle passed
  std::optional<double> speedup;      ///< over the point's dense variant, when it has one

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

/// Reads the points of a directory that are done; what is damaged is not, which `damages` tells. Without a `variant`:
/// structured, or the first one where there is no structured. Sets `variant` to the one that was looked at; points
/// without it are left out.
Ranking rank(const SweepDirectory& directory, const Manifest& manifest, Measure measure, std::size_t top,
             std::optional<sim::Variant>& variant, Damages& damages);

}  // namespace skipgrid::sweep
