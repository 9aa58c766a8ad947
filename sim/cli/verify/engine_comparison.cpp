#include "sim/cli/verify/engine_comparison.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/array/array_gemm.h"
#include "sim/array/tile/wave_timing.h"

namespace skipgrid::cli {
namespace {

std::string describe(const sim::ArrayConfig& array, const Product& p) {
  return fmt::format("{} x {} x {} (kept {}, {}, {}) on {} x {}, {}, {}, {}, {} multiplier stages", p.m, p.k, p.n,
                     p.keep_m, p.keep_k, p.keep_n, array.rows, array.cols, to_string(array.dataflow),
                     to_string(array.schedule), to_string(array.precision), array.multiplier_stages);
}

/// "pe 12, tile 13"; empty when they are the same.
std::string difference(const char* one, std::int64_t first, const char* other, std::int64_t second) {
  return first == second ? "" : fmt::format("{} {}, {} {}", one, first, other, second);
}

sim::Cycles closed_form(const sim::ArrayConfig& array, const Product& p) {
  if (p.keep_m == 0 || p.keep_k == 0 || p.keep_n == 0) return sim::Cycles(0);
  const sim::Tiling tiling(array, p.keep_m, p.keep_k, p.keep_n);
  return sim::isolated_cycles(array, tiling.count(), tiling.stream());
}

}  // namespace

void EngineComparison::note(Check& check, const std::string& difference, const std::string& where) {
  ++(difference.empty() ? check.agreed : check.disagreed);
  if (check.first.empty() && !difference.empty()) check.first = difference + " for " + where;
}

void EngineComparison::compare(const sim::ArrayConfig& array, const Product& product, const ProductValues& values) {
  judge(array, product, run_with_values(sim::Engine::pe, array, product, values),
        run_with_values(sim::Engine::tile, array, product, values), reference(array, product, values));
}

void EngineComparison::judge(const sim::ArrayConfig& array, const Product& product, const ProductRun& pe,
                             const ProductRun& tile, const std::vector<float>& expected) {
  const std::string where = describe(array, product);
  const sim::ArrayCounters &x = pe.timing.counters, &y = tile.timing.counters;

  auto& [cycles, closed, busy, macs, tiles, pe_bits, tile_bits] = checks_;
  note(cycles, difference("pe", pe.timing.cycles.count(), "tile", tile.timing.cycles.count()), where);
  note(closed, difference("pe", pe.timing.cycles.count(), "closed form", closed_form(array, product).count()), where);
  note(busy, difference("pe", x.macs, "tile", y.macs), where);
  note(macs, difference("pe", x.macs, "kept", product.keep_m * product.keep_k * product.keep_n), where);
  const std::string other_tiles = difference("pe tiles", x.tiles, "tile's", y.tiles);
  note(tiles, other_tiles.empty() ? difference("pe used PEs", x.used_pes, "tile's", y.used_pes) : other_tiles, where);
  note(pe_bits, first_difference(product, expected, pe.c).value_or(""), where);
  note(tile_bits, first_difference(product, expected, tile.c).value_or(""), where);
}

std::string EngineComparison::findings() const {
  nlohmann::json json = nlohmann::json::array();
  for (const Check& check : checks_) json.push_back({check.agreed, check.disagreed, check.first});
  return json.dump();
}

void EngineComparison::add(const std::string& findings) {
  const nlohmann::json json = nlohmann::json::parse(findings);
  for (std::size_t i = 0; i < checks_.size(); ++i) {
    checks_[i].agreed += json.at(i).at(0).get<int>();
    checks_[i].disagreed += json.at(i).at(1).get<int>();
    if (checks_[i].first.empty()) checks_[i].first = json.at(i).at(2).get<std::string>();
  }
}

bool EngineComparison::agreed() const {
  for (const Check& check : checks_)
    if (check.disagreed > 0) return false;
  return true;
}

std::string EngineComparison::report() const {
  std::string report;
  for (const Check& check : checks_) {
    const int products = check.agreed + check.disagreed;
    report += check.disagreed == 0
                  ? fmt::format("ok       {}: the same for {} of {} products\n", check.what, check.agreed, products)
                  : fmt::format("DIFFERS  {}: different for {} of {} products, first: {}\n", check.what,
                                check.disagreed, products, check.first);
  }
  return report;
}

}  // namespace skipgrid::cli
