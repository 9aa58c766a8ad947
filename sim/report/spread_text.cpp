#include "sim/report/spread_text.h"

#include <fmt/format.h>

#include <cmath>

#include "sim/report/text_table.h"

namespace skipgrid::sim {
namespace {

/// As many as show one figure of the margin.
int decimals_of(double margin) { return margin > 0 && margin < 0.01 ? 3 : 2; }

double rounded_up(double value, int decimals) {
  const double one = std::pow(10, decimals);
  return std::ceil(value * one) / one;
}

}  // namespace

std::string times(const std::optional<Spread>& factor) {
  if (!factor) return "-";
  if (!factor->margin) return times(std::optional(factor->mean));
  const int decimals = decimals_of(*factor->margin);
  return fmt::format("{:.{}f}x +-{:.{}f}", factor->mean, decimals, rounded_up(*factor->margin, decimals), decimals);
}

std::string spread_table(const Results& results) {
  const VariantResult* dense = results.find(Variant::dense);
  if (results.draws == 1 || dense == nullptr || results.variants.size() == 1) return "";
  TextTable table({"over dense", "FP", "BP", "WG", "total"}, "lrrrr");
  table.rule();
  for (const VariantResult& variant : results.variants) {
    if (&variant == dense) continue;
    std::vector<std::string> cells{std::string(to_string(variant.variant))};
    for (const traces::Phase phase : traces::kPhases) cells.push_back(times(speedup(*dense, variant, phase)));
    cells.push_back(times(speedup(*dense, variant)));
    table.row(std::move(cells));
  }
  return "Speedups with 95% intervals\n\n" + table.text();
}

std::string draws_sentence(const Results& results) {
  if (!results.seed) return "One draw of masks, as recorded.";
  if (results.draws == 1) return "One draw of masks: \"seeds\": n in the configuration gives speedups an interval.";
  return fmt::format(
      "Speedups are means over {} draws of masks (seeds {} to {}) with 95% intervals; all else is of seed {}.",
      results.draws, *results.seed, *results.seed + static_cast<std::uint64_t>(results.draws - 1), *results.seed);
}

}  // namespace skipgrid::sim
