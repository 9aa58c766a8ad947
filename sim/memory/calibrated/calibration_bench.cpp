#include "sim/memory/calibrated/calibration_bench.h"

#include <algorithm>

#include "sim/memory/banked/banked_dram.h"

namespace skipgrid::sim {

CalibrationBench::Span& CalibrationBench::Span::operator+=(const Span& other) {
  ticks += other.ticks;
  misses += other.misses;
  conflicts += other.conflicts;
  activates += other.activates;
  precharges += other.precharges;
  return *this;
}

CalibrationBench::Span CalibrationBench::Span::beyond(double bursts, const ChannelCost& each) const {
  const auto cost = [&](std::int64_t units) { return bursts * static_cast<double>(units) / kCostUnit; };
  return {ticks - cost(each.ticks), misses - cost(each.misses), conflicts - cost(each.conflicts),
          activates - cost(each.activates), precharges - cost(each.precharges)};
}

ChannelCost CalibrationBench::Span::over(double times) const {
  return {in_cost_units(ticks / times), in_cost_units(misses / times), in_cost_units(conflicts / times),
          in_cost_units(activates / times), in_cost_units(precharges / times)};
}

CalibrationBench::CalibrationBench(const BankedDramConfig& config) : config_(config) {
  config_.organization.channels = 1;
  bursts_ = config_.capacity_bytes() / config_.organization.burst_bytes;
}

CalibrationBench CalibrationBench::without_refresh() const {
  CalibrationBench bench(*this);
  bench.config_.timing.trefi = 1 << 30;
  return bench;
}

DramSegment CalibrationBench::segment(int half, std::int64_t first, std::int64_t bursts) const {
  const std::int64_t room = std::max<std::int64_t>(1, bursts_ / 2 - bursts);
  const std::int64_t bytes = config_.organization.burst_bytes;
  return {(half * (bursts_ / 2) + first % room) * bytes, Bytes(bursts * bytes)};
}

DramSegment CalibrationBench::other_row() const { return segment(0, AddressMap(config_).period(), 1); }

CalibrationBench::Span CalibrationBench::saturated(const std::vector<Request>& requests, std::size_t few) const {
  BankedDram dram(config_, config_.clock_ps);
  for (const auto& [direction, segments] : requests) dram.enqueue(Cycles(0), direction, segments);
  const std::vector<DramCompletion> done = dram.advance(Cycles(std::int64_t{1} << 40));
  const Cycles begin = few == 0 ? Cycles(0) : done[few - 1].time, end = done[done.size() - 1 - few].time;
  const DramStatistics all = dram.statistics();
  const double share = static_cast<double>(requests.size() - 2 * few) / static_cast<double>(requests.size());
  const auto part = [&](std::int64_t count) { return static_cast<double>(count) * share; };
  return {static_cast<double>((end - begin).count()), part(all.row_misses), part(all.row_conflicts),
          part(all.activates), part(all.precharges)};
}

double CalibrationBench::alone(DramDirection direction, const std::vector<DramSegment>& before,
                               DramSegment segment) const {
  BankedDram dram(config_, config_.clock_ps);
  constexpr Cycles kLater(std::int64_t{1} << 20), kEnd(std::int64_t{1} << 40);
  if (!before.empty()) dram.enqueue(Cycles(0), direction, before);
  dram.advance(kLater);
  dram.enqueue(kLater, direction, {segment});
  return static_cast<double>((dram.advance(kEnd).at(0).time - kLater).count());
}

}  // namespace skipgrid::sim
