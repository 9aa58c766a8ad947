#include "sim/report/headline.h"

#include <fmt/format.h>

#include "sim/report/spread_text.h"
#include "sim/report/text_table.h"

namespace skipgrid::sim {
namespace {

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

}  // namespace

std::string headline(const Results& results, std::size_t width) {
  const std::string best = comparison(results, Variant::structured_best, Variant::dense_best);
  const std::string paper = comparison(results, Variant::structured, Variant::dense);
  std::string text;
  const std::string factors = made_of(results);
  if (!best.empty())
    text += wrapped("Best against best: " + best + (factors.empty() ? "" : ": " + factors) + ".", 0, width);
  if (!paper.empty()) text += wrapped("A product a time step, as the paper compares: " + paper + ".", 0, width);
  return text;
}

}  // namespace skipgrid::sim
