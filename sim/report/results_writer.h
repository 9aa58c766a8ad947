// Results as files hold them: JSON as configs/schema/results.schema.json describes it, and the same numbers as CSV.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "sim/experiment/results.h"

namespace skipgrid::sim {

/// Every field of Stats, the two ratios, and the energies; what has no value is null.
nlohmann::ordered_json stats_json(const Stats& stats, std::int64_t pes,
                                  const std::optional<EnergyConfig>& energy = std::nullopt);

/// A number, or null for nothing.
nlohmann::ordered_json json_of(std::optional<double> value);

/// The whole document. `speedup` says how many times fewer cycles `structured` takes than each other variant, the mean
/// over the draws of masks, and `speedup_margin` half the width of its 95 % interval.
nlohmann::ordered_json results_json(const Results& results);
nlohmann::ordered_json provenance_json();

/// "cycles,...,utilization,mapping_efficiency,energy_pj,..." and the values in the same order; what has no value is
/// empty.
std::string stats_csv_header();
std::string stats_csv(const Stats& stats, std::int64_t pes, const std::optional<EnergyConfig>& energy = std::nullopt);

/// A header line, then one line for each variant, layer and phase, with "all" for a sum over layers or phases.
std::string results_csv(const Results& results);

}  // namespace skipgrid::sim
