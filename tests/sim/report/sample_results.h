// Results with a different number in every place.
#pragma once

#include <string>
#include <vector>

#include "sim/experiment/results.h"

namespace skipgrid::sim::testing {

/// Every field holds another multiple of `scale`.
inline Stats sample_stats(std::int64_t scale) {
  Stats stats;
  std::int64_t next = 1;
  for_each_field([&](const auto& field) {
    auto& value = stats.*(field.member);
    value = std::decay_t<decltype(value)>(scale * next++);
  });
  return stats;
}

/// Of two operations, of which one has no weight gradient.
inline LayerResult sample_layer(const std::string& name, std::int64_t scale) {
  const PhaseStats stats{{sample_stats(scale), sample_stats(scale + 1), sample_stats(scale + 2)}};
  const OperationResult work{"gates", PhaseStats{{sample_stats(1), sample_stats(2), Stats{}}}};
  const OperationResult product{"x2h",
                                PhaseStats{{sample_stats(scale - 1), sample_stats(scale - 1), stats.by_phase[2]}}};
  return {name, stats, {}, {product, work}};
}

/// Two layers in each of `variants`.
inline Results sample_results(const std::vector<Variant>& variants, std::int64_t scale = 10) {
  Results results;
  results.name = "sample";
  results.config = R"({"name":"sample"})";
  results.pes = 64;
  results.clock_mhz = 1000;
  for (const Variant variant : variants) {
    results.variants.push_back({variant, {sample_layer("lstm0", scale), sample_layer("projection", 3 * scale)}});
    scale *= 7;
  }
  return results;
}

}  // namespace skipgrid::sim::testing
