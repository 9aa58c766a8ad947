// Results as files hold them: JSON as configs/schema/results.schema.json describes it, and the same numbers as CSV.
#pragma once

#include <array>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "sim/experiment/results.h"

namespace skipgrid::sim {

/// Every field of Stats, the two ratios, and the energies; what has no value is null.
nlohmann::ordered_json stats_json(const Stats& stats, std::int64_t pes,
                                  const std::optional<EnergyConfig>& energy = std::nullopt);

/// A number, or null for nothing.
nlohmann::ordered_json json_of(std::optional<double> value);

/// What variants are compared with, and the name of how many times fewer cycles they take.
struct ComparedWith {
  Variant baseline;
  const char* name;
};
inline constexpr std::array<ComparedWith, 2> kComparedWith{
    {{Variant::dense, "speedup_vs_dense"}, {Variant::dense_best, "speedup_vs_dense_best"}}};

/// The whole document. Speedups are means over the draws of masks, and with `_margin` half the width of their 95 %
/// intervals; null in a run without the baseline.
nlohmann::ordered_json results_json(const Results& results);
nlohmann::ordered_json provenance_json();

/// "cycles,...,utilization,mapping_efficiency,energy_pj,..." and the values in the same order; what has no value is
/// empty.
std::string stats_csv_header();
std::string stats_csv(const Stats& stats, std::int64_t pes, const std::optional<EnergyConfig>& energy = std::nullopt);

/// A header line, then one line for each variant, layer and phase, with "all" for a sum over layers or phases.
std::string results_csv(const Results& results);

}  // namespace skipgrid::sim
