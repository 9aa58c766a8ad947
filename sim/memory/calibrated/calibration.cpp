#include "sim/memory/calibrated/calibration.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "sim/memory/calibrated/calibration_bench.h"

namespace skipgrid::sim {
namespace {

constexpr auto kRead = DramDirection::read, kWrite = DramDirection::write;

/// Bursts of a run, or until the next stream goes on.
const std::vector<std::int64_t> kRuns{1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 128};
/// Bursts until the direction changes: closest where a batch of a direction ends, since then it changes once more.
std::vector<std::int64_t> turns_of(const DramController& controller) {
  std::vector<std::int64_t> turns{1, 8, 16};
  for (const std::int64_t batch : {controller.direction_batch, controller.queue_depth})
    turns.insert(turns.end(), {batch, batch + 1, 2 * batch, 2 * batch + 1, 8 * batch});
  std::sort(turns.begin(), turns.end());
  turns.erase(std::unique(turns.begin(), turns.end()), turns.end());
  return turns;
}

constexpr std::int64_t kWarmUp = 64;        // bursts before a measurement begins
constexpr std::int64_t kLongStream = 4096;  // over the end of many rows
constexpr std::int64_t kGatherBursts = 1536;
constexpr std::int64_t kFewestBursts = 768;  // of a measurement with several streams,
constexpr std::int64_t kFewestRounds = 6;
// How many times it is made, with streams that lie differently to each other.
constexpr int kPhases = 2, kPhasesInStep = 8;
constexpr std::int64_t kRefreshes = 8;

/// Bursts until another stream of the same direction goes on.
const std::vector<std::int64_t> kStreams{1, 8, 16, 32, 64, 128};

/// Between the counts that were measured: on a straight line over the logarithm. Outside: as at the nearest.
struct Place {
  std::size_t below = 0;    // of two neighbours
  std::int64_t weight = 0;  // of the upper one, in kCostUnit
};

Place place(const std::vector<std::int64_t>& counts, std::int64_t bursts) {
  if (bursts <= counts.front()) return {0, 0};
  if (bursts >= counts.back()) return {counts.size() - 2, kCostUnit};
  const auto above = std::upper_bound(counts.begin(), counts.end(), bursts);
  const auto low = static_cast<double>(above[-1]), high = static_cast<double>(*above);
  return {static_cast<std::size_t>(above - counts.begin()) - 1,
          in_cost_units(std::log(static_cast<double>(bursts) / low) / std::log(high / low))};
}

ChannelCost between(const ChannelCost& below, const ChannelCost& above, std::int64_t weight) {
  const auto mix = [&](std::int64_t a, std::int64_t b) { return a + (b - a) * weight / kCostUnit; };
  return {mix(below.ticks, above.ticks), mix(below.misses, above.misses), mix(below.conflicts, above.conflicts),
          mix(below.activates, above.activates), mix(below.precharges, above.precharges)};
}

/// Of a table of costs for each pair of counts.
ChannelCost in_table(const std::vector<ChannelCost>& costs, const std::vector<std::int64_t>& counts, std::int64_t row,
                     std::int64_t column) {
  const Place down = place(counts, row), across = place(counts, column);
  const auto at_row = [&](std::size_t number) {
    const ChannelCost* line = &costs[number * counts.size() + across.below];
    return between(line[0], line[1], across.weight);
  };
  return between(at_row(down.below), at_row(down.below + 1), down.weight);
}

/// From costs measured for kRuns to those for 1, 2, 3, ... bursts.
std::vector<ChannelCost> for_each_count(const std::vector<ChannelCost>& measured) {
  std::vector<ChannelCost> costs;
  for (std::int64_t bursts = 1; bursts <= kRuns.back(); ++bursts) {
    const auto [below, weight] = place(kRuns, bursts);
    costs.push_back(between(measured[below], measured[below + 1], weight));
  }
  return costs;
}

}  // namespace

Calibration::Calibration(const BankedDramConfig& config) : turns_(turns_of(config.controller)) {
  const CalibrationBench refreshed(config);
  const CalibrationBench bench = refreshed.without_refresh();
  for (const DramDirection direction : {kRead, kWrite}) {
    measure_stream(bench, direction);
    measure_alone(bench, direction);
    measure_gaps(bench, direction);
  }
  measure_refresh(bench, refreshed, config.timing.trefi);
  measure_two_streams(bench);
}

void Calibration::measure_stream(const CalibrationBench& bench, DramDirection direction) {
  std::vector<CalibrationBench::Request> requests;
  for (std::int64_t at = 0; at < kLongStream + 2 * kWarmUp; at += kWarmUp)
    requests.push_back({direction, {bench.segment(0, at, kWarmUp)}});
  burst_[index(direction)] = bench.saturated(requests, 1).over(static_cast<double>(kLongStream));
}

void Calibration::measure_alone(const CalibrationBench& bench, DramDirection direction) {
  const DramSegment burst = bench.segment(0, 0, 1);
  const double open = bench.alone(direction, {burst}, burst);
  latency_[index(direction)] = in_cost_units(open) - burst_[index(direction)].ticks;
  to_open_[index(direction)] = in_cost_units(bench.alone(direction, {}, burst) - open);
  to_close_and_open_[index(direction)] = in_cost_units(bench.alone(direction, {bench.other_row()}, burst) - open);

  std::vector<ChannelCost> measured;
  for (const std::int64_t bursts : kRuns) {
    const DramSegment run = bench.segment(0, 0, bursts);
    measured.push_back({in_cost_units(bench.alone(direction, {run}, run))});
  }
  alone_[index(direction)] = for_each_count(measured);
}

void Calibration::measure_refresh(const CalibrationBench& bench, const CalibrationBench& refreshed, int interval) {
  const auto between = static_cast<double>(interval);
  const double bursts = kRefreshes * between * kCostUnit / static_cast<double>(burst_[0].ticks);
  const std::vector<CalibrationBench::Request> stream{
      {kRead, {bench.segment(0, 0, static_cast<std::int64_t>(bursts))}}};
  const double with = refreshed.saturated(stream, 0).ticks, without = bench.saturated(stream, 0).ticks;
  const double each = (with - without) / std::floor(with / between);
  refresh_share_ = std::llround(each / (between - each) * static_cast<double>(kRefreshUnit));
}

void Calibration::measure_gaps(const CalibrationBench& bench, DramDirection direction) {
  std::vector<ChannelCost> measured;
  for (const std::int64_t run : kRuns) {
    const std::int64_t few = divide_up(kWarmUp, run), runs = divide_up(kGatherBursts, run);
    // Gaps of one to three times a run: equal ones would leave out some banks altogether.
    std::minstd_rand gaps;
    std::vector<CalibrationBench::Request> requests(3, {direction, {}});
    for (std::int64_t i = 0, at = 0; i < few + runs + few; ++i) {
      requests[i < few ? 0 : i < few + runs ? 1 : 2].segments.push_back(bench.segment(0, at, run));
      at += run + 1 + static_cast<std::int64_t>(gaps() % static_cast<unsigned>(2 * run));
    }
    const auto bursts = static_cast<double>(runs * run);
    measured.push_back(
        bench.saturated(requests, 1).beyond(bursts, burst_[index(direction)]).over(static_cast<double>(runs)));
  }
  gap_[index(direction)] = for_each_count(measured);
}

void Calibration::measure_two_streams(const CalibrationBench& bench) {
  std::minstd_rand places;
  const auto taking_turns = [&](DramDirection first, std::int64_t first_bursts, DramDirection second,
                                std::int64_t second_bursts) {
    const std::int64_t both = first_bursts + second_bursts, few = 2 + kWarmUp / both;
    // Streams in step meet in the same banks all the time, or never: the mean is over where they lie to each other.
    const bool in_step = first_bursts == second_bursts;
    const int phases = in_step ? kPhasesInStep : kPhases;
    const std::int64_t rounds = std::max(kFewestRounds, kFewestBursts / both / (in_step ? 2 : 1));
    CalibrationBench::Span sum;
    for (int phase = 0; phase < phases; ++phase) {
      const auto at = static_cast<std::int64_t>(places() % 4096);
      const auto other_at = static_cast<std::int64_t>(places() % 4096);
      std::vector<CalibrationBench::Request> requests;
      for (std::int64_t i = 0; i < few + rounds + few; ++i) {
        requests.push_back({first, {bench.segment(0, at + i * first_bursts, first_bursts)}});
        requests.push_back({second, {bench.segment(1, other_at + i * second_bursts, second_bursts)}});
      }
      sum += bench.saturated(requests, static_cast<std::size_t>(2 * few));
    }
    const auto times = static_cast<double>(rounds * phases);
    return sum.beyond(times * static_cast<double>(first_bursts), burst_[index(first)])
        .beyond(times * static_cast<double>(second_bursts), burst_[index(second)])
        .over(2 * times);
  };
  const std::size_t streams = kStreams.size();
  for (const DramDirection direction : {kRead, kWrite}) {
    std::vector<ChannelCost>& costs = other_stream_[index(direction)];
    costs.resize(streams * streams);
    for (std::size_t one = 0; one < streams; ++one)
      for (std::size_t other = one; other < streams; ++other)
        costs[one * streams + other] = costs[other * streams + one] =
            taking_turns(direction, kStreams[one], direction, kStreams[other]);
  }
  for (const std::int64_t reads : turns_)
    for (const std::int64_t writes : turns_) change_.push_back(taking_turns(kRead, reads, kWrite, writes));
}

ChannelCost Calibration::other_stream(DramDirection direction, std::int64_t bursts, std::int64_t before) const {
  return in_table(other_stream_[index(direction)], kStreams, bursts, before);
}

ChannelCost Calibration::change_of_direction(std::int64_t read_bursts, std::int64_t write_bursts) const {
  return in_table(change_, turns_, read_bursts, write_bursts);
}

}  // namespace skipgrid::sim
