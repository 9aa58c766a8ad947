#include "sim/memory/calibrated/calibration.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "sim/memory/calibrated/calibration_bench.h"

namespace skipgrid::sim {
namespace {

constexpr auto kRead = DramDirection::read, kWrite = DramDirection::write;

/// Bursts of a run, or until the next stream goes on.
const MeasuredCounts& runs_measured() {
  static const MeasuredCounts runs({1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 128});
  return runs;
}
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
std::vector<std::int64_t> streams() { return {1, 8, 16, 32, 64, 128}; }

/// From costs measured for some counts to those for 1, 2, 3, ... bursts.
std::vector<ChannelCost> for_each_count(const std::vector<ChannelCost>& measured) {
  std::vector<ChannelCost> costs;
  for (std::int64_t bursts = 1; bursts <= runs_measured().longest(); ++bursts) {
    const auto [below, weight] = runs_measured().place(bursts);
    costs.push_back(between(measured[below], measured[below + 1], weight));
  }
  return costs;
}

/// Streams in step meet in the same banks all the time, or never: the mean is over where they lie to each other.
int phases_of(std::int64_t first_bursts, std::int64_t second_bursts) {
  return first_bursts == second_bursts ? kPhasesInStep : kPhases;
}

}  // namespace

Calibration::Calibration(const BankedDramConfig& config)
    : bench_(CalibrationBench(config).without_refresh()),
      other_stream_{two_streams(kRead, kRead, MeasuredCounts(streams())),
                    two_streams(kWrite, kWrite, MeasuredCounts(streams()))},
      change_(two_streams(kRead, kWrite, MeasuredCounts(turns_of(config.controller)))) {
  for (const DramDirection direction : {kRead, kWrite}) {
    measure_stream(direction);
    measure_alone(direction);
  }
  measure_refresh(CalibrationBench(config), config.timing.trefi);
}

void Calibration::measure_all() const {
  for (const DramDirection direction : {kRead, kWrite})
    if (gap_[index(direction)].empty()) measure_gaps(direction);
  for (const MeasuredTable* table : {&other_stream_[0], &other_stream_[1], &change_}) table->measure_all();
}

void Calibration::measure_stream(DramDirection direction) {
  std::vector<CalibrationBench::Request> requests;
  for (std::int64_t at = 0; at < kLongStream + 2 * kWarmUp; at += kWarmUp)
    requests.push_back({direction, {bench_.segment(0, at, kWarmUp)}});
  burst_[index(direction)] = bench_.saturated(requests, 1).over(static_cast<double>(kLongStream));
}

void Calibration::measure_alone(DramDirection direction) {
  const DramSegment burst = bench_.segment(0, 0, 1);
  const double open = bench_.alone(direction, {burst}, burst);
  latency_[index(direction)] = in_cost_units(open) - burst_[index(direction)].ticks;
  to_open_[index(direction)] = in_cost_units(bench_.alone(direction, {}, burst) - open);
  to_close_and_open_[index(direction)] = in_cost_units(bench_.alone(direction, {bench_.other_row()}, burst) - open);

  std::vector<ChannelCost> measured;
  for (const std::int64_t bursts : runs_measured().counts()) {
    const DramSegment run = bench_.segment(0, 0, bursts);
    measured.push_back({in_cost_units(bench_.alone(direction, {run}, run))});
  }
  alone_[index(direction)] = for_each_count(measured);
}

void Calibration::measure_refresh(const CalibrationBench& refreshed, int interval) {
  const auto between = static_cast<double>(interval);
  const double bursts = kRefreshes * between * kCostUnit / static_cast<double>(burst_[0].ticks);
  const std::vector<CalibrationBench::Request> stream{
      {kRead, {bench_.segment(0, 0, static_cast<std::int64_t>(bursts))}}};
  const double with = refreshed.saturated(stream, 0).ticks, without = bench_.saturated(stream, 0).ticks;
  const double each = (with - without) / std::floor(with / between);
  refresh_share_ = std::llround(each / (between - each) * static_cast<double>(kRefreshUnit));
}

void Calibration::measure_gaps(DramDirection direction) const {
  std::vector<ChannelCost> measured;
  for (const std::int64_t run : runs_measured().counts()) {
    const std::int64_t few = divide_up(kWarmUp, run), runs = divide_up(kGatherBursts, run);
    // Gaps of one to three times a run: equal ones would leave out some banks altogether.
    std::minstd_rand gaps;
    std::vector<CalibrationBench::Request> requests(3, {direction, {}});
    for (std::int64_t i = 0, at = 0; i < few + runs + few; ++i) {
      requests[i < few ? 0 : i < few + runs ? 1 : 2].segments.push_back(bench_.segment(0, at, run));
      at += run + 1 + static_cast<std::int64_t>(gaps() % static_cast<unsigned>(2 * run));
    }
    const auto bursts = static_cast<double>(runs * run);
    measured.push_back(
        bench_.saturated(requests, 1).beyond(bursts, burst_[index(direction)]).over(static_cast<double>(runs)));
  }
  gap_[index(direction)] = for_each_count(measured);
}

MeasuredTable Calibration::two_streams(DramDirection first, DramDirection second, MeasuredCounts counts) {
  // Each pair draws from where it would if all were measured in order: when it is asked for changes nothing.
  const bool same = first == second;
  const std::vector<std::int64_t> bursts = counts.counts();
  std::vector<std::minstd_rand> places;
  for (std::size_t row = 0; row < bursts.size(); ++row) {
    for (std::size_t column = 0; column < bursts.size(); ++column) {
      places.push_back(places_);
      if (same && column < row) continue;  // that is column, row
      places_.discard(2 * static_cast<unsigned>(phases_of(bursts[row], bursts[column])));
    }
  }
  return MeasuredTable(std::move(counts), [=](std::size_t row, std::size_t column) {
    if (same && column < row) std::swap(row, column);
    return taking_turns(first, bursts[row], second, bursts[column], places[row * bursts.size() + column]);
  });
}

ChannelCost Calibration::taking_turns(DramDirection first, std::int64_t first_bursts, DramDirection second,
                                      std::int64_t second_bursts, std::minstd_rand places) const {
  const std::int64_t both = first_bursts + second_bursts, few = 2 + kWarmUp / both;
  const int phases = phases_of(first_bursts, second_bursts);
  const std::int64_t rounds = std::max(kFewestRounds, kFewestBursts / both / (first_bursts == second_bursts ? 2 : 1));
  CalibrationBench::Span sum;
  for (int phase = 0; phase < phases; ++phase) {
    const auto at = static_cast<std::int64_t>(places() % 4096);
    const auto other_at = static_cast<std::int64_t>(places() % 4096);
    std::vector<CalibrationBench::Request> requests;
    for (std::int64_t i = 0; i < few + rounds + few; ++i) {
      requests.push_back({first, {bench_.segment(0, at + i * first_bursts, first_bursts)}});
      requests.push_back({second, {bench_.segment(1, other_at + i * second_bursts, second_bursts)}});
    }
    sum += bench_.saturated(requests, static_cast<std::size_t>(2 * few));
  }
  const auto times = static_cast<double>(rounds * phases);
  return sum.beyond(times * static_cast<double>(first_bursts), burst_[index(first)])
      .beyond(times * static_cast<double>(second_bursts), burst_[index(second)])
      .over(2 * times);
}

}  // namespace skipgrid::sim
