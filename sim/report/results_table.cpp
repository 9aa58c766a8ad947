#include "sim/report/results_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "sim/report/machine_tables.h"
#include "sim/report/spread_text.h"
#include "sim/report/text_table.h"

namespace skipgrid::sim {
namespace {

/// What counts are divided by, and what the headings say about it.
struct Scale {
  std::int64_t divisor;
  const char* suffix;
};
constexpr std::array<Scale, 4> kScales{{{1, ""}, {1'000, " /10^3"}, {1'000'000, " /10^6"}, {1'000'000'000, " /10^9"}}};

std::vector<std::string> cells(std::string_view variant, std::string_view phase, const Stats& stats,
                               const std::optional<double>& faster, std::int64_t pes, const Scale& scale) {
  const auto count = [&](std::int64_t value) { return with_thousands(value / scale.divisor); };
  return {std::string(variant),
          std::string(phase),
          count(stats.cycles.count()),
          times(faster),
          percent(utilization(stats, pes)),
          percent(mapping_efficiency(stats, pes)),
          count(stats.macs),
          count(stats.dense_macs - stats.macs)};
}

TextTable table_at(const Results& results, const Scale& scale) {
  const VariantResult* dense = results.find(Variant::dense);
  const auto faster = [&](const VariantResult& variant, const SomePhase& phase) {
    return dense != nullptr ? mean_of(speedup(*dense, variant, phase)) : std::nullopt;
  };
  const std::string suffix = scale.suffix;
  TextTable table({"variant", "phase", "cycles" + suffix, "speedup", "utilization", "mapping", "MACs done" + suffix,
                   "MACs skipped" + suffix},
                  "llrrrrrr");
  for (const VariantResult& variant : results.variants) {
    const PhaseStats stats = variant.stats();
    table.rule();
    for (const traces::Phase phase : traces::kPhases)
      table.row(cells(phase == traces::Phase::FP ? to_string(variant.variant) : "", to_string(phase), stats[phase],
                      faster(variant, phase), results.pes, scale));
    table.row(cells("", "total", stats.total(), faster(variant, std::nullopt), results.pes, scale));
  }
  return table;
}

/// "Padding took 12.3% of the MACs done.", by variant where they differ; empty when there is no padding.
std::string padding_line(const Results& results) {
  bool any = false, differ = false;
  std::string first, all;
  for (const VariantResult& variant : results.variants) {
    const Stats total = variant.stats().total();
    const std::string share = percent(padding_share(total));
    any = any || total.padding_macs > 0;
    if (first.empty()) first = share;
    differ = differ || share != first;
    all += (all.empty() ? "" : ", ") + fmt::format("{} {}", to_string(variant.variant), share);
  }
  if (!any) return "";
  return wrapped(
      differ ? "Padding took of the MACs done: " + all + "." : "Padding took " + first + " of the MACs done.", 0);
}

std::string share_of_all(Cycles part, Cycles all) {
  if (all == Cycles(0)) return percent(std::nullopt);
  return percent(static_cast<double>(part.count()) / static_cast<double>(all.count()));
}

}  // namespace

std::string phase_table(const Results& results) {
  std::string table;
  for (const Scale& scale : kScales) {
    const TextTable candidate = table_at(results, scale);
    table = candidate.text();
    if (candidate.width() <= kTableWidth) break;
  }
  return table +
         "\nspeedup: over dense. utilization: MACs done / (PEs x cycles). mapping: PEs in use, mean of tiles.\n";
}

std::string layer_table(const Results& results) {
  TextTable table({"variant", "layer", "cycles", "of all", "utilization", "MACs done", "MACs skipped"}, "llrrrrr");
  for (const VariantResult& variant : results.variants) {
    table.rule();
    const Cycles all = variant.stats().total().cycles;
    std::string name(to_string(variant.variant));
    for (const LayerResult& layer : variant.layers) {
      const Stats total = layer.stats.total();
      table.row({std::exchange(name, ""), layer.name, with_thousands(total.cycles.count()),
                 share_of_all(total.cycles, all), percent(utilization(total, results.pes)), with_thousands(total.macs),
                 with_thousands(total.dense_macs - total.macs)});
    }
  }
  return table.text() + "\nA cycle is of the layer whose operation is the oldest that is not done.\n";
}

std::string operation_table(const Results& results) {
  TextTable table({"variant", "operation", "cycles", "of all", "MACs done", "MACs skipped"}, "llrrrr");
  for (const VariantResult& variant : results.variants) {
    table.rule();
    const Cycles all = variant.stats().total().cycles;
    std::string name(to_string(variant.variant));
    for (const LayerResult& layer : variant.layers) {
      for (const OperationResult& operation : layer.operations) {
        for (const traces::Phase phase : traces::kPhases) {
          const Stats& stats = operation.stats[phase];
          if (stats == Stats{}) continue;
          table.row({std::exchange(name, ""), fmt::format("{}.{} {}", layer.name, operation.name, to_string(phase)),
                     with_thousands(stats.cycles.count()), share_of_all(stats.cycles, all), with_thousands(stats.macs),
                     with_thousands(stats.dense_macs - stats.macs)});
        }
      }
    }
  }
  return table.text() + "\nA cycle is of the oldest operation that is not done.\n";
}

std::string details_table(const Results& results) {
  std::string text = phase_table(results) + padding_line(results);
  for (const std::string& more : {spread_table(results), cycles_table(results), bounds_table(results),
                                  traffic_table(results), schedule_table(results)})
    if (!more.empty()) text += "\n" + more;
  return text;
}

}  // namespace skipgrid::sim
