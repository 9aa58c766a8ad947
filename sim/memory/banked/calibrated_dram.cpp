#include "sim/memory/banked/calibrated_dram.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "sim/memory/banked/banked_dram.h"

namespace skipgrid::sim {

namespace {

using Segments = std::vector<DramSegment>;

constexpr std::int64_t kSequentialBytes = 64 * 1024;
/// Refreshes that a measurement has to have seen.
constexpr std::int64_t kRefreshes = 4;
constexpr std::int64_t kTurnaroundPiece = 64 * 1024;
constexpr int kTurnarounds = 16;

std::size_t index(DramDirection direction) { return static_cast<std::size_t>(direction); }

}  // namespace

CalibratedDram::CalibratedDram(const BankedDramConfig& config, ClockPeriod array_clock)
    : config_(config), array_clock_(array_clock) {
  for (const DramDirection direction : {DramDirection::read, DramDirection::write}) {
    latency_[index(direction)] = time_of({{direction, Segments{{0, Bytes(config.organization.burst_bytes)}}}});
  }
}

std::int64_t CalibratedDram::calibration_bytes() const {
  const double refresh_seconds = 1e-12 * config_.timing.trefi * config_.clock_ps;
  const auto bytes = static_cast<std::int64_t>(config_.peak_bytes_per_second() * refresh_seconds * kRefreshes);
  return std::min(std::max<std::int64_t>(bytes, 512 * 1024), config_.capacity_bytes() / 8);
}

std::size_t CalibratedDram::length_class(std::int64_t bursts) const {
  std::size_t length = 0;
  while (length + 1 < kClasses && (std::int64_t{2} << length) <= bursts) ++length;
  return length;
}

double CalibratedDram::time_of(const std::vector<std::pair<DramDirection, Segments>>& requests,
                               DramStatistics* statistics) const {
  BankedDram dram(config_, array_clock_);
  for (const auto& [direction, segments] : requests) dram.enqueue(Cycles(0), direction, segments);
  Cycles last;
  while (const std::optional<Cycles> next = dram.next_event()) {
    for (const DramCompletion& completion : dram.advance(*next)) last = std::max(last, completion.time);
  }
  if (statistics != nullptr) *statistics = dram.statistics();
  return static_cast<double>(last.count());
}

CalibratedDram::Rate CalibratedDram::measure(DramDirection direction, std::size_t length) const {
  const std::int64_t bytes = config_.organization.burst_bytes << length;
  // Gaps of one to three segments: equal ones would leave out some channels or banks altogether.
  std::minstd_rand gaps;
  Segments segments;
  for (std::int64_t at = 0, left = calibration_bytes(); left > 0; left -= bytes) {
    segments.push_back({at, Bytes(bytes)});
    at += bytes >= kSequentialBytes ? bytes : bytes * static_cast<std::int64_t>(2 + gaps() % 3);
  }
  DramStatistics statistics;
  const double time = time_of({{direction, segments}}, &statistics) - latency_[index(direction)];
  const auto bursts = static_cast<double>(statistics.read_bursts + statistics.write_bursts);
  const auto per_burst = [&](std::int64_t count) { return static_cast<double>(count) / bursts; };
  return {time / bursts,
          per_burst(statistics.row_misses),
          per_burst(statistics.row_conflicts),
          per_burst(statistics.activates),
          per_burst(statistics.precharges),
          per_burst(statistics.refreshes),
          per_burst(statistics.busy_cycles.count())};
}

const CalibratedDram::Rate& CalibratedDram::rate(DramDirection direction, std::size_t length) {
  std::optional<Rate>& known = rates_[index(direction)][length];
  if (!known) known = measure(direction, length);
  return *known;
}

double CalibratedDram::measure_turnaround() {
  std::vector<std::pair<DramDirection, Segments>> alternating;
  double apart = 0;
  const std::int64_t bursts = kTurnaroundPiece / config_.organization.burst_bytes;
  for (int i = 0; i < kTurnarounds; ++i) {
    const DramDirection direction = i % 2 == 0 ? DramDirection::read : DramDirection::write;
    // Far apart, as operands and results are.
    const std::int64_t base = i % 2 == 0 ? 0 : config_.capacity_bytes() / 2;
    alternating.push_back({direction, {{base + i / 2 * kTurnaroundPiece, Bytes(kTurnaroundPiece)}}});
    apart += static_cast<double>(bursts) * rate(direction, length_class(bursts)).cycles;
  }
  return std::max(0.0, (time_of(alternating) - latency_[0] - apart) / kTurnarounds);
}

void CalibratedDram::start(Cycles now, std::int64_t id, DramDirection direction, const Segments& segments) {
  check_inside(segments, config_.capacity_bytes());
  const std::int64_t burst_bytes = config_.organization.burst_bytes;
  double duration = 0;
  for (const DramSegment& segment : segments) {
    if (segment.bytes == Bytes(0)) continue;
    const std::int64_t last = (segment.address + segment.bytes.count() - 1) / burst_bytes;
    const std::int64_t bursts = last - segment.address / burst_bytes + 1;
    const auto count = static_cast<double>(bursts);
    const Rate& each = rate(direction, length_class(bursts));
    duration += count * each.cycles;
    counted_.misses += count * each.misses;
    counted_.conflicts += count * each.conflicts;
    counted_.activates += count * each.activates;
    counted_.precharges += count * each.precharges;
    counted_.refreshes += count * each.refreshes;
    counted_.busy_cycles += count * each.busy_cycles;
    (direction == DramDirection::read ? requests_.read_bursts : requests_.write_bursts) += bursts;
  }
  if (last_direction_ && *last_direction_ != direction) {
    if (!turnaround_) turnaround_ = measure_turnaround();
    duration += *turnaround_;
  }
  last_direction_ = direction;
  free_at_ = std::max(free_at_, static_cast<double>(now.count())) + duration;
  // One burst alone takes the latency; the pipe's own part of it is in the duration already.
  const double own = rate(direction, 0).cycles;
  const double end = free_at_ + std::max(0.0, latency_[index(direction)] - own);
  done_.push({id, segments.empty() ? now : Cycles(static_cast<std::int64_t>(std::ceil(end)))});
}

DramStatistics CalibratedDram::statistics() const {
  DramStatistics statistics = requests_;
  const auto whole = [](double expected) { return static_cast<std::int64_t>(std::llround(expected)); };
  statistics.row_misses = whole(counted_.misses);
  statistics.row_conflicts = whole(counted_.conflicts);
  statistics.row_hits =
      statistics.read_bursts + statistics.write_bursts - statistics.row_misses - statistics.row_conflicts;
  statistics.activates = whole(counted_.activates);
  statistics.precharges = whole(counted_.precharges);
  statistics.refreshes = whole(counted_.refreshes);
  statistics.busy_cycles = DramCycles(whole(counted_.busy_cycles));
  return statistics;
}

}  // namespace skipgrid::sim
