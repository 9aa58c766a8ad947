#include "sim/memory/banked/banked_dram.h"

namespace skipgrid::sim {

BankedDram::BankedDram(const BankedDramConfig& config, ClockPeriod array_clock, bool remember)
    : config_(config),
      clocks_(array_clock, config.clock_ps),
      map_(config),
      ranges_(static_cast<std::size_t>(config.organization.channels)) {
  for (int channel = 0; channel < config.organization.channels; ++channel)
    channels_.emplace_back(config_, map_, transfers_, remember ? &known_ : nullptr);
}

void BankedDram::start(Cycles now, std::int64_t id, DramDirection direction, const std::vector<DramSegment>& segments) {
  check_inside(segments, config_.capacity_bytes());

  const DramTick arrival = clocks_.to_dram(now);
  std::int64_t bursts = 0;
  for (const auto& [address, bytes] : segments) {
    if (bytes == Bytes(0)) continue;
    map_.for_each_channel(address, bytes.count(), [&](int channel, BurstRange range) {
      ranges_[static_cast<std::size_t>(channel)].push_back(range);
      bursts += range.count;
    });
  }
  const int transfer = transfers_.open(id, bursts, arrival);
  for (std::size_t channel = 0; channel < channels_.size(); ++channel) {
    for (const BurstRange& range : ranges_[channel]) channels_[channel].enqueue(direction, range, transfer, arrival);
    ranges_[channel].clear();
    channels_[channel].look_ahead();
  }
  collect_done();
}

void BankedDram::collect_done() {
  if (!transfers_.any_done()) return;
  for (const Transfer& transfer : transfers_.take_done())
    done_.push({transfer.id, clocks_.to_array(transfer.data_end)});
}

void BankedDram::advance_into(std::vector<DramCompletion>& done, Cycles now) {
  // Whatever is enqueued from now on arrives at this tick at the earliest.
  const DramTick end = clocks_.to_dram(now);
  for (DramChannel& channel : channels_) channel.run_until(end);
  collect_done();
  done_.take_until(now, done);
}

Cycles BankedDram::next_time() const {
  const Cycles next = done_.first_time();
  if (!transfers_.any_open()) return next;
  // The request with the fewest bursts left needs at least its share of all data buses.
  DramTick first = kNever;
  for (const DramChannel& channel : channels_) first = std::min(first, channel.earliest_data_end());
  const std::int64_t buses = std::int64_t{config_.organization.channels} * config_.organization.pseudo_channels;
  const std::int64_t rounds = (transfers_.fewest_bursts_left() + buses - 1) / buses;
  const Cycles bound = clocks_.to_array(first + (rounds - 1) * config_.timing.tbl);
  return std::min(next, bound);
}

DramStatistics BankedDram::statistics() const {
  DramStatistics sum = requests_;
  for (const DramChannel& channel : channels_) sum += channel.statistics();
  return sum;
}

std::int64_t BankedDram::jumped_bursts() const {
  std::int64_t bursts = 0;
  for (const DramChannel& channel : channels_) bursts += channel.jumped_bursts();
  return bursts;
}

}  // namespace skipgrid::sim
