#include "sim/report/paper_table.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "sim/report/results_writer.h"
#include "sim/report/text_table.h"

namespace skipgrid::sim {
namespace {

struct Comparison {
  const char* name;     ///< in JSON and CSV
  const char* heading;  ///< of a column
  Variant faster, baseline;
};
constexpr std::array<Comparison, 4> kComparisons{
    {{"over_dense", "over dense", Variant::structured, Variant::dense},
     {"over_dense_fused", "over fused", Variant::structured, Variant::dense_fused},
     {"over_random", "over random", Variant::structured, Variant::random},
     {"auto_over_dense_fused", "auto over fused", Variant::structured_auto, Variant::dense_fused}}};

/// Null: the total of all phases.
using SomePhase = std::optional<traces::Phase>;
constexpr std::array<SomePhase, 4> kLines{traces::Phase::FP, traces::Phase::BP, traces::Phase::WG, std::nullopt};

std::string name_of(const SomePhase& phase) { return phase ? std::string(to_string(*phase)) : "total"; }

std::optional<double> speedup_in(const Results& results, const Comparison& comparison, const SomePhase& phase) {
  const VariantResult *faster = results.find(comparison.faster), *baseline = results.find(comparison.baseline);
  if (faster == nullptr || baseline == nullptr) return std::nullopt;
  const PhaseStats to = faster->stats(), from = baseline->stats();
  return phase ? speedup(from[*phase], to[*phase]) : speedup(from.total(), to.total());
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
      "Cycles of a simulated array: how many times fewer structured takes (a product a time step, dropped neurons "
      "skipped) than dense, than dense-fused and than random; and structured-auto, which fuses steps where that is "
      "cheaper, than dense-fused. Sarma et al. report training " +
      paper_range() + " shorter over their tasks, wall time on a GPU.";
  return table.text() + "\n" + wrapped(note, 0);
}

nlohmann::ordered_json paper_json(const std::vector<PaperRow>& rows) {
  nlohmann::ordered_json json{{"schema", "skipgrid-paper/1"},
                              {"provenance", provenance_json()},
                              {"paper", {{"least", kPaperLeastSpeedup}, {"most", kPaperMostSpeedup}, {"on", "GPU"}}},
                              {"rows", nlohmann::ordered_json::array()}};
  for (const PaperRow& row : rows) {
    nlohmann::ordered_json phases;
    for (const SomePhase& phase : kLines) {
      nlohmann::ordered_json& line = phases[name_of(phase)];
      for (const Comparison& comparison : kComparisons) {
        const std::optional<double> value = speedup_in(row.results, comparison, phase);
        line[comparison.name] = value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
      }
    }
    json["rows"].push_back({{"task", row.results.name}, {"hardware", row.hardware}, {"speedup", phases}});
  }
  return json;
}

std::string paper_csv(const std::vector<PaperRow>& rows) {
  std::string csv = "task,hardware,phase";
  for (const Comparison& comparison : kComparisons) csv += fmt::format(",{}", comparison.name);
  csv += "\n";
  for (const PaperRow& row : rows) {
    for (const SomePhase& phase : kLines) {
      csv += row.results.name + "," + row.hardware + "," + name_of(phase);
      for (const Comparison& comparison : kComparisons) {
        const std::optional<double> value = speedup_in(row.results, comparison, phase);
        csv += value ? fmt::format(",{}", *value) : ",";
      }
      csv += "\n";
    }
  }
  return csv;
}

}  // namespace skipgrid::sim
