#include "sim/experiment/progress/work_estimate.h"

#include <algorithm>
#include <exception>
#include <map>
#include <string>
#include <utility>

#include "sim/array/array_gemm.h"
#include "sim/experiment/run_config.h"
#include "sim/experiment/trace_source.h"
#include "traces/ops.h"

namespace skipgrid::sim {
namespace {

// Engine `pe`, time only, on the machine of docs/performance.md: 346 ns a cycle with 1,024 PEs, 1,980 ns with 16,384.
constexpr double kPeTick = 237e-9;
constexpr double kPeTickEach = 0.106e-9;

// Engine `tile`: a product on a machine without DRAM; on one with, a wave, of which fast-forward leaves so many a
// product; and how many times as long a search takes as one run of what it has found (1.5 to 20). All differ by a
// factor of a few from machine to machine.
constexpr double kIdealProduct = 20e-6;
constexpr double kWave = 2e-6;
constexpr double kWavesLeft = 1000;
constexpr double kSearched = 8;

double tile_seconds(const MachineConfig& config, std::int64_t m, std::int64_t k, std::int64_t n) {
  const auto waves = static_cast<double>(Tiling(config.array, m, k, n).count());
  return kIdealProduct + kWave * (config.fast_forward == FastForward::on ? std::min(waves, kWavesLeft) : waves);
}

bool ideal(const MachineConfig& config) { return config.dram.kind == DramKind::ideal; }

double whole_trace(const RunConfig& config, Variant variant) {
  const auto* model = std::get_if<TracedModel>(&config.work);
  const TraceSource source = trace_source(config);
  const auto push = [&](traces::TraceSink& sink) { source(variant, sink); };
  try {
    return cost_of(push, product_cost(config.engine, config.hardware.machine, traits_of(variant).skipping),
                   model != nullptr ? model->iterations : 0)
        .seconds;
  } catch (const std::exception&) {
    return 0;
  }
}

}  // namespace

double pe_seconds(const ArrayConfig& array, std::int64_t m, std::int64_t k, std::int64_t n) {
  const Tiling tiling(array, m, k, n);
  // A tile is in the array as long as it streams; loading or draining it hides behind the next one at best.
  const auto stream = static_cast<double>(tiling.stream());
  const double cycles = array.schedule == Schedule::serial ? stream + 2.0 * array.rows + array.cols
                                                           : std::max(stream, static_cast<double>(array.rows));
  return static_cast<double>(tiling.count()) * cycles * (kPeTick + kPeTickEach * static_cast<double>(array.pes()));
}

ProductCost product_cost(Engine engine, const MachineConfig& config, Skipping skipping) {
  if (engine == Engine::tile && ideal(config)) return [](const auto&) { return kIdealProduct; };
  const auto seconds = [engine, config](std::int64_t m, std::int64_t k, std::int64_t n) {
    return engine == Engine::tile ? tile_seconds(config, m, k, n) : pe_seconds(config.array, m, k, n);
  };
  if (skipping == Skipping::off) return [seconds](const traces::GemmOp& op) { return seconds(op.m, op.k, op.n); };
  return [seconds](const traces::GemmOp& op) { return seconds(op.kept_m(), op.kept_k(), op.kept_n()); };
}

std::vector<double> estimated_seconds(const RunConfig& config, const std::vector<DrawnVariant>& what) {
  const bool tiles = config.engine == Engine::tile;
  std::map<std::pair<std::string, Skipping>, double> known;  // by trace
  std::vector<double> seconds;
  for (const DrawnVariant& one : what) {
    const VariantTraits& traits = traits_of(one.variant);
    const auto [whole, is_new] = known.try_emplace({trace_key(config, one.variant), traits.skipping}, 0);
    if (is_new) whole->second = whole_trace(config, one.variant);
    seconds.push_back(whole->second * (tiles && traits.scheduled_by == ScheduledBy::search ? kSearched : 1));
  }
  return seconds;
}

}  // namespace skipgrid::sim
