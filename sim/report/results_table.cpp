#include "sim/report/results_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

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

/// "structured-best is 1.18x as fast as dense-best."; empty unless a run has both.
std::string comparison(const Results& results, Variant faster, Variant baseline) {
  const VariantResult *to = results.find(faster), *from = results.find(baseline);
  if (to == nullptr || from == nullptr) return "";
  return fmt::format("{} is {} as fast as {}", to_string(faster), times(speedup(*from, *to)), to_string(baseline));
}

/// "skipping 1.58x, spans and orientation 0.75x, order of issue 1.00x": the factors of best over best. Skipping alone
/// is what it gives a product a time step; the others, what the schedule of structured-best gains on top over what that
/// of dense-best gains.
std::string made_of(const Results& results) {
  const auto cycles = [&](Variant variant) {
    const VariantResult* found = results.find(variant);
    return found == nullptr ? 0.0 : static_cast<double>(found->stats().total().cycles.count());
  };
  const auto in_trace_order = [&](Variant variant) {
    const VariantResult* found = results.find(variant);
    return found == nullptr || !found->in_trace_order ? 0.0 : static_cast<double>(found->in_trace_order->count());
  };
  const double dense = cycles(Variant::dense), structured = cycles(Variant::structured);
  const double dense_spans = in_trace_order(Variant::dense_best), spans = in_trace_order(Variant::structured_best);
  const double dense_best = cycles(Variant::dense_best), best = cycles(Variant::structured_best);
  if (dense * structured * dense_spans * spans * dense_best * best == 0) return "";
  return fmt::format("skipping {:.2f}x, spans and orientation {:.2f}x, order of issue {:.2f}x", dense / structured,
                     structured / spans / (dense / dense_spans), spans / best / (dense_spans / dense_best));
}

/// Best against best, then as the paper compares, then what ordinary dropout gives.
std::string headline(const Results& results) {
  const std::string best = comparison(results, Variant::structured_best, Variant::dense_best);
  std::string paper = comparison(results, Variant::structured, Variant::dense);
  const std::string random = comparison(results, Variant::random, Variant::dense);
  if (!paper.empty() && !random.empty()) paper += "; " + random;
  std::string text;
  const std::string factors = made_of(results);
  if (!best.empty()) text += wrapped("Best against best: " + best + (factors.empty() ? "" : ": " + factors) + ".", 0);
  if (!paper.empty()) text += wrapped("A product a time step, as the paper compares: " + paper + ".", 0);
  return text;
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

}  // namespace

std::string results_table(const Results& results, const std::string& title) {
  std::string table;
  for (const Scale& scale : kScales) {
    const TextTable candidate = table_at(results, scale);
    table = candidate.text();
    if (candidate.width() <= kTableWidth) break;
  }
  std::string text =
      title + "\n" + headline(results) + "\n" + table +
      "\nspeedup: over dense. utilization: MACs done / (PEs x cycles). mapping: PEs in use, mean of tiles.\n" +
      wrapped(draws_sentence(results), 0) + padding_line(results);
  for (const std::string& more : {spread_table(results), cycles_table(results), bounds_table(results),
                                  traffic_table(results), schedule_table(results)})
    if (!more.empty()) text += "\n" + more;
  return text;
}

}  // namespace skipgrid::sim
