#include "sim/report/results_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/report/machine_tables.h"
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
  const PhaseStats baseline = dense != nullptr ? dense->stats() : PhaseStats{};
  const auto faster = [&](const Stats& from, const Stats& to) { return dense ? speedup(from, to) : std::nullopt; };
  const std::string suffix = scale.suffix;
  TextTable table({"variant", "phase", "cycles" + suffix, "speedup", "utilization", "mapping", "MACs done" + suffix,
                   "MACs skipped" + suffix},
                  "llrrrrrr");
  for (const VariantResult& variant : results.variants) {
    const PhaseStats stats = variant.stats();
    table.rule();
    for (const traces::Phase phase : traces::kPhases)
      table.row(cells(phase == traces::Phase::FP ? to_string(variant.variant) : "", to_string(phase), stats[phase],
                      faster(baseline[phase], stats[phase]), results.pes, scale));
    table.row(cells("", "total", stats.total(), faster(baseline.total(), stats.total()), results.pes, scale));
  }
  return table;
}

/// "structured is 1.79x as fast as dense and 1.10x as fast as dense-fused, the best dense schedule; random at the same
/// rates is 1.00x, structured-auto 1.82x."
std::string headline(const Results& results) {
  const VariantResult* structured = results.find(Variant::structured);
  const VariantResult* dense = results.find(Variant::dense);
  if (structured == nullptr || dense == nullptr) return "";
  const Stats baseline = dense->stats().total();
  std::string sentence = "structured is " + times(speedup(baseline, structured->stats().total())) + " as fast as dense";
  if (const VariantResult* fused = results.find(Variant::dense_fused)) {
    sentence += " and " + times(speedup(fused->stats().total(), structured->stats().total())) +
                " as fast as dense-fused, the best dense schedule";
  }
  const VariantResult* random = results.find(Variant::random);
  const VariantResult* chosen = results.find(Variant::structured_auto);
  if (random != nullptr)
    sentence += "; random at the same rates is " + times(speedup(baseline, random->stats().total()));
  if (chosen != nullptr)
    sentence += std::string(random != nullptr ? ", " : "; ") + "structured-auto " +
                times(speedup(baseline, chosen->stats().total()));
  return sentence + ".\n";
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
  const std::string sentence = headline(results);
  std::string text =
      title + "\n" + wrapped(sentence, 0) + "\n" + table +
      "\nspeedup: over dense. utilization: MACs done / (PEs x cycles). mapping: PEs in use, mean of tiles.\n" +
      padding_line(results);
  for (const std::string& more : {cycles_table(results), traffic_table(results), fusion_table(results)})
    if (!more.empty()) text += "\n" + more;
  return text;
}

}  // namespace skipgrid::sim
