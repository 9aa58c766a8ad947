// Results as files hold them: JSON as configs/schema/results.schema.json describes it, and the same numbers as CSV.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "sim/report/results.h"

namespace skipgrid::sim {

/// Every field of Stats, and the two ratios; a ratio without a denominator is null.
nlohmann::ordered_json stats_json(const Stats& stats, std::int64_t pes);

/// The whole document. `speedup` says how many times fewer cycles `structured` takes than each other variant.
nlohmann::ordered_json results_json(const Results& results);
nlohmann::ordered_json provenance_json();

/// "gemms,macs,...,utilization,mapping_efficiency" and the values in the same order; what has no value is empty.
std::string stats_csv_header();
std::string stats_csv(const Stats& stats, std::int64_t pes);

/// A header line, then one line for each variant, layer and phase, with "all" for a sum over layers or phases.
std::string results_csv(const Results& results);

}  // namespace skipgrid::sim
