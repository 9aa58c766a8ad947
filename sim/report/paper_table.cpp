#include "sim/report/paper_table.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "sim/experiment/draws/spread.h"
#include "sim/report/csv.h"
#include "sim/report/results_writer.h"
#include "sim/report/spread_text.h"
#include "sim/report/text_table.h"

namespace skipgrid::sim {
namespace {

struct Comparison {
  const char* name;     ///< in JSON and CSV
  const char* heading;  ///< of a column
  Variant faster, baseline;
};
constexpr std::array<Comparison, 4> kComparisons{
    {{"best_over_best", "best/best", Variant::structured_best, Variant::dense_best},
     {"over_dense", "over dense", Variant::structured, Variant::dense},
     {"over_dense_fused", "over fused", Variant::structured, Variant::dense_fused},
     {"over_random", "over random", Variant::structured, Variant::random}}};

constexpr std::array<SomePhase, 4> kLines{traces::Phase::FP, traces::Phase::BP, traces::Phase::WG, std::nullopt};

std::string name_of(const SomePhase& phase) { return phase ? std::string(to_string(*phase)) : "total"; }

std::optional<Spread> speedup_in(const Results& results, const Comparison& comparison, const SomePhase& phase) {
  const VariantResult *faster = results.find(comparison.faster), *baseline = results.find(comparison.baseline);
  return faster != nullptr && baseline != nullptr ? speedup(*baseline, *faster, phase) : std::nullopt;
}

/// What the rows' speedups are means of, when that is the same for all.
std::string draws_of(const std::vector<PaperRow>& rows) {
  for (const PaperRow& row : rows)
    if (row.results.draws != rows.front().results.draws || row.results.seed != rows.front().results.seed) return "";
  return rows.empty() ? "" : " " + draws_sentence(rows.front().results);
}

std::string paper_range() { return fmt::format("{:.2f}x to {:.2f}x", kPaperLeastSpeedup, kPaperMostSpeedup); }

}  // namespace

std::string paper_table(const std::vector<PaperRow>& rows) {
  std::vector<std::string> header{"task", "hardware", "phase"};
  for (const Comparison& comparison : kComparisons) header.emplace_back(comparison.heading);
  TextTable table(header, "lllrrrr");
  for (const PaperRow& row : rows) {
    table.rule();
    for (const SomePhase& phase : kLines) {
      const bool first = &phase == kLines.data();
      std::vector<std::string> cells{first ? row.results.name : "", first ? row.hardware : "", name_of(phase)};
      for (const Comparison& comparison : kComparisons)
        cells.push_back(times(speedup_in(row.results, comparison, phase)));
      table.row(std::move(cells));
    }
  }
  const std::string note =
      "Cycles of a simulated array, how many times fewer: structured-best than dense-best, each under the fastest "
      "schedule found; structured (a product a time step, dropped neurons skipped) than dense, than dense-fused and "
      "than random. Sarma et al. report training " +
      paper_range() + " shorter over their tasks on general-purpose SIMD hardware." + draws_of(rows);
  return table.text() + "\n" + wrapped(note, 0);
}

nlohmann::ordered_json paper_json(const std::vector<PaperRow>& rows) {
  nlohmann::ordered_json json{
      {"schema", "skipgrid-paper/1"},
      {"provenance", provenance_json()},
      {"paper", {{"least", kPaperLeastSpeedup}, {"most", kPaperMostSpeedup}, {"on", "general-purpose SIMD hardware"}}},
      {"rows", nlohmann::ordered_json::array()}};
  for (const PaperRow& row : rows) {
    nlohmann::ordered_json phases, margins;
    for (const SomePhase& phase : kLines) {
      for (const Comparison& comparison : kComparisons) {
        const std::optional<Spread> factor = speedup_in(row.results, comparison, phase);
        phases[name_of(phase)][comparison.name] = json_of(mean_of(factor));
        margins[name_of(phase)][comparison.name] = json_of(margin_of(factor));
      }
    }
    json["rows"].push_back({{"task", row.results.name},
                            {"hardware", row.hardware},
                            {"draws", row.results.draws},
                            {"speedup", phases},
                            {"speedup_margin", margins}});
  }
  return json;
}

std::string paper_csv(const std::vector<PaperRow>& rows) {
  std::string csv = "task,hardware,phase";
  for (const Comparison& comparison : kComparisons) csv += fmt::format(",{}", comparison.name);
  csv += ",draws";
  for (const Comparison& comparison : kComparisons) csv += fmt::format(",{}_margin", comparison.name);
  csv += "\n";
  for (const PaperRow& row : rows) {
    for (const SomePhase& phase : kLines) {
      csv += csv_text(row.results.name) + "," + csv_text(row.hardware) + "," + name_of(phase);
      std::string factors, margins;
      for (const Comparison& comparison : kComparisons) {
        const std::optional<Spread> factor = speedup_in(row.results, comparison, phase);
        factors += "," + csv_number(mean_of(factor));
        margins += "," + csv_number(margin_of(factor));
      }
      csv += fmt::format("{},{}{}\n", factors, row.results.draws, margins);
    }
  }
  return csv;
}

}  // namespace skipgrid::sim
