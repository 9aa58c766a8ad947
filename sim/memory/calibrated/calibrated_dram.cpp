#include "sim/memory/calibrated/calibrated_dram.h"

#include <algorithm>
#include <numeric>

namespace skipgrid::sim {

namespace {

std::int64_t rounded(std::int64_t numerator, std::int64_t denominator) {
  return (numerator + denominator / 2) / denominator;
}

/// Two streams rarely lie at the same place of so many bursts.
constexpr std::int64_t kLeastPeriod = 32;

std::int64_t period_of(const BankedDramConfig& config) {
  const DramOrganization& organization = config.organization;
  const std::int64_t least = kLeastPeriod * organization.burst_bytes;
  if (organization.channels == 1) return least;
  const std::int64_t turn = organization.channels * config.controller.channel_interleave_bytes;
  return turn * std::max<std::int64_t>(1, least / turn);
}

std::int64_t gather_period_of(const BankedDramConfig& config) {
  const DramOrganization& organization = config.organization;
  return organization.channels == 1 ? organization.burst_bytes
                                    : organization.channels * config.controller.channel_interleave_bytes;
}

}  // namespace

CalibratedDram::CalibratedDram(const BankedDramConfig& config, ClockPeriod array_clock)
    : config_(config),
      map_(config),
      calibration_(calibration_of(config)),
      address_period_(period_of(config)),
      gather_period_(gather_period_of(config)),
      times_numerator_(config.clock_ps * array_clock.over * kCycle),
      times_denominator_(array_clock.picoseconds * kCostUnit),
      pipes_(static_cast<std::size_t>(config.organization.channels)),
      shares_(pipes_.size()),
      known_gathers_(kKnownGathers) {
  const std::int64_t common = std::gcd(times_numerator_, times_denominator_);
  times_numerator_ /= common;
  times_denominator_ /= common;
  for (const DramDirection direction : {DramDirection::read, DramDirection::write}) note_known(direction);
}

void CalibratedDram::note_known(DramDirection direction) {
  const auto wait = [&](std::int64_t ticks) { return Wait{ticks, time_of(ticks)}; };
  const std::int64_t burst = calibration_->burst(direction).ticks;
  Known& known = known_[static_cast<std::size_t>(direction)];
  known.to_open = wait(calibration_->to_open(direction));
  known.to_close_and_open = wait(calibration_->to_close_and_open(direction));
  known.latency = time_of(calibration_->latency(direction));
  known.two_batches = time_of(2 * config_.controller.direction_batch * burst);
  known.crowd = time_of(config_.controller.queue_depth / 2 * burst);
  known.crowded = calibration_->alone(direction, 1) - burst;
  for (std::int64_t bursts = 0; bursts <= calibration_->longest_run(); ++bursts)
    known.through.push_back(time_of(refreshed(bursts * burst)));
}

CalibratedDram::Time CalibratedDram::time_of(std::int64_t ticks) const {
  return rounded(ticks * times_numerator_, times_denominator_);
}

CalibratedDram::Time CalibratedDram::time_of(std::int64_t ticks, Latest& latest) const {
  if (ticks != latest.ticks) latest = {ticks, time_of(ticks)};
  return latest.time;
}

std::int64_t CalibratedDram::refreshed(std::int64_t ticks) const {
  return ticks + rounded(ticks * calibration_->refresh_share(), Calibration::kRefreshUnit);
}

CalibratedDram::Time CalibratedDram::through(const Known& known, std::int64_t bursts, std::int64_t ticks) const {
  const auto number = static_cast<std::size_t>(bursts);
  return number < known.through.size() ? known.through[number] : time_of(refreshed(ticks));
}

bool CalibratedDram::goes_on(DramDirection direction, std::size_t segments, std::int64_t address, Bytes bytes) const {
  if (!before_ || direction != before_->direction) return false;
  // A gather begins some rows further on; it has more than one segment, or all its rows were kept.
  if (before_->gathered && (segments > 1 || bytes == before_->bytes)) return true;
  return address % address_period_ == before_->end;
}

void CalibratedDram::close_run(DramDirection direction, Share& share) {
  // What comes before the first run is for take_in() to say.
  if (share.first_run_closed) share.gaps += calibration_->gap(direction, share.run);
  share.first_run_closed = true;
  share.run = 0;
}

void CalibratedDram::add_run(DramDirection direction, Share& share, BurstRange run) {
  // Segments that share a burst, or lie next to each other in the channel, are one run.
  const bool joined = share.run > 0 && run.first <= share.run_end && run.first + 1 >= share.run_end;
  if (share.run > 0 && !joined) close_run(direction, share);
  share.run += run.count;
  share.bursts += run.count;
  share.run_end = run.first + run.count;
}

void CalibratedDram::add_segment(DramDirection direction, const DramSegment& segment) {
  map_.for_each_channel(segment.address, segment.bytes.count(), [&](int channel, BurstRange run) {
    add_run(direction, shares_[static_cast<std::size_t>(channel)], run);
  });
}

ChannelCost CalibratedDram::turn(Pipe& pipe, const Share& share, DramDirection direction, Time now) {
  // What it costs between the last runs of both directions: how long this one will be is not known yet.
  std::int64_t& own = pipe.in_a_row[static_cast<std::size_t>(direction)];
  if (own == 0) own = share.bursts;
  ChannelCost cost = calibration_->change_of_direction(pipe.in_a_row[0], pipe.in_a_row[1]);
  own = 0;
  // Batches share a change only among bursts that wait.
  const std::int64_t unshared = unshared_turn() - cost.ticks;
  if (unshared > 0)
    cost.ticks += unshared * missing(pipe, now, known_[static_cast<std::size_t>(direction)].two_batches) / kCostUnit;
  return cost;
}

std::int64_t CalibratedDram::unshared_turn() {
  const std::int64_t batch = config_.controller.direction_batch;
  if (!unshared_turn_) unshared_turn_ = calibration_->change_of_direction(batch, batch).ticks;
  return *unshared_turn_;
}

std::int64_t CalibratedDram::missing(const Pipe& pipe, Time now, Time enough) {
  const Time waiting = std::clamp<Time>(pipe.free - now, 0, enough);
  if (waiting == enough) return 0;
  return waiting == 0 ? kCostUnit : (enough - waiting) * kCostUnit / enough;
}

CalibratedDram::TakenIn CalibratedDram::take_in(Pipe& pipe, const Share& share, Time now, DramDirection direction,
                                                bool goes_on) {
  const auto own = static_cast<std::size_t>(direction);
  const Known& known = known_[own];
  const bool turns = pipe.used && pipe.direction != direction;
  const ChannelCost bursts = calibration_->burst(direction) * share.bursts;
  ChannelCost cost = bursts;
  cost += share.gaps;
  // 1. What comes before the first burst.
  Wait prepare;
  if (turns) {
    cost += turn(pipe, share, direction, now);
    prepare = known.to_close_and_open;
  } else if (!pipe.used) {
    prepare = known.to_open;
  } else if (!goes_on) {
    cost += calibration_->other_stream(direction, pipe.stream, pipe.stream_before);
    prepare = known.to_close_and_open;
  }
  // 2. With little else to choose from, the bursts of a bank group wait for each other.
  const std::int64_t alone = calibration_->alone(direction, share.bursts);
  const std::int64_t waits = alone - (bursts.ticks + known.crowded);
  if (waits > 0) cost.ticks += waits * missing(pipe, now, known.crowd) / kCostUnit;
  // 3. The pipe, from now on, or behind what is in it.
  const Time idle = now + prepare.time + through(known, share.bursts, bursts.ticks);
  pipe.free = pipe.free > now
                  ? std::max(idle, pipe.free + time_of(refreshed(std::max<std::int64_t>(0, cost.ticks)), latest_taken_))
                  : idle;
  const Time done = std::max(pipe.free + known.latency, now + time_of(prepare.ticks + alone, latest_alone_));

  const std::int64_t longest = calibration_->longest_run();
  pipe.in_a_row[own] = std::min(pipe.in_a_row[own] + share.bursts, longest);
  if (pipe.used && !turns && goes_on) {
    pipe.stream = std::min(pipe.stream + share.bursts, longest);
  } else {
    pipe.stream_before = pipe.used ? pipe.stream : share.bursts;
    pipe.stream = std::min(share.bursts, longest);
  }
  pipe.used = true;
  pipe.direction = direction;
  return {done, cost};
}

void CalibratedDram::add_segments(DramDirection direction, const std::vector<DramSegment>& segments) {
  std::fill(shares_.begin(), shares_.end(), Share{});
  for (const DramSegment& segment : segments)
    if (segment.bytes > Bytes(0)) add_segment(direction, segment);
  for (Share& share : shares_)
    if (share.bursts > 0) close_run(direction, share);
}

void CalibratedDram::add_gather(DramDirection direction, const DramGatherPtr& gather, std::int64_t address) {
  const std::int64_t phase = address % gather_period_;
  const std::size_t hash =
      (std::hash<DramGatherPtr>()(gather) + static_cast<std::size_t>(phase) * 2 + static_cast<std::size_t>(direction)) *
      0x9e3779b97f4a7c15u;
  KnownGather& known = known_gathers_[(hash >> 32) % kKnownGathers];
  if (known.gather == gather && known.phase == phase && known.direction == direction) {
    shares_ = known.shares;
    return;
  }
  std::vector<DramSegment> segments;
  gather->add_to(segments, phase);
  add_segments(direction, segments);
  known = {gather, phase, direction, shares_};
}

void CalibratedDram::start(Cycles now, std::int64_t id, DramDirection direction,
                           const std::vector<DramSegment>& segments) {
  check_inside(segments, config_.capacity_bytes());
  Bytes bytes;
  for (const DramSegment& segment : segments) bytes += segment.bytes;
  if (bytes > Bytes(0)) add_segments(direction, segments);
  start_added(now, id, direction, segments.size(), bytes > Bytes(0) ? segments.front().address : 0,
              bytes > Bytes(0) ? segments.back() : DramSegment{}, bytes);
}

void CalibratedDram::start(Cycles now, std::int64_t id, DramDirection direction, const DramGatherPtr& gather,
                           std::int64_t address) {
  const std::vector<DramSegment>& segments = gather->segments;
  const DramSegment first{address + segments.front().address, segments.front().bytes};
  const DramSegment last{address + segments.back().address, segments.back().bytes};
  check_inside(first, config_.capacity_bytes());
  check_inside(last, config_.capacity_bytes());
  add_gather(direction, gather, address);
  start_added(now, id, direction, segments.size(), first.address, last, gather->bytes);
}

void CalibratedDram::start_added(Cycles now, std::int64_t id, DramDirection direction, std::size_t segments,
                                 std::int64_t address, const DramSegment& last, Bytes bytes) {
  const Time begin = now.count() * kCycle;
  Time end = begin;
  if (bytes > Bytes(0)) {
    const bool same_stream = goes_on(direction, segments, address, bytes);
    const Pipe* before = nullptr;  // the pipe before as it is now
    const Share* share_before = nullptr;
    Pipe as_it_was;
    TakenIn taken;
    std::int64_t& bursts = direction == DramDirection::read ? requests_.read_bursts : requests_.write_bursts;
    for (std::size_t channel = 0; channel < pipes_.size(); ++channel) {
      Pipe& pipe = pipes_[channel];
      const Share& share = shares_[channel];
      if (share.bursts == 0) continue;
      bursts += share.bursts;
      // A long request takes all channels alike.
      if (before != nullptr && pipe == as_it_was && share == *share_before) {
        pipe = *before;
      } else {
        as_it_was = pipe;
        taken = take_in(pipe, share, begin, direction, same_stream);
      }
      before = &pipe;
      share_before = &share;
      end = std::max(end, taken.done);
      counted_ += taken.cost;
    }
    before_ = {direction, bytes, segments > 1 || (same_stream && before_->gathered),
               (last.address + last.bytes.count()) % address_period_};
  }
  done_.push({id, Cycles((end + kCycle - 1) / kCycle)});
}

bool CalibratedDram::describe(Situation& situation, Cycles now) const {
  for (const Pipe& pipe : pipes_) {
    situation.add(pipe.used);
    situation.add(std::max<Time>(0, pipe.free - now.count() * kCycle));
    situation.add(static_cast<int>(pipe.direction));
    for (const std::int64_t bursts : pipe.in_a_row) situation.add(bursts);
    situation.add(pipe.stream);
    situation.add(pipe.stream_before);
  }
  situation.add(before_.has_value());
  if (before_) {
    situation.add(static_cast<int>(before_->direction));
    situation.add(before_->bytes);
    situation.add(before_->gathered);
    situation.add(before_->end);
  }
  done_.describe(situation, now, next_id());
  return true;
}

void CalibratedDram::restore(SituationReader& situation) {
  for (Pipe& pipe : pipes_) {
    pipe.used = situation.flag();
    pipe.free = situation.now().count() * kCycle + situation.number();
    pipe.direction = static_cast<DramDirection>(situation.number());
    for (std::int64_t& bursts : pipe.in_a_row) bursts = situation.number();
    pipe.stream = situation.number();
    pipe.stream_before = situation.number();
  }
  before_.reset();
  if (situation.flag()) {
    const auto direction = static_cast<DramDirection>(situation.number());
    const Bytes bytes = situation.bytes();
    const bool gathered = situation.flag();
    before_ = {direction, bytes, gathered, situation.number()};
  }
  done_.restore(situation, next_id());
}

void CalibratedDram::postpone(Cycles by) {
  for (Pipe& pipe : pipes_) pipe.free += by.count() * kCycle;
  done_.postpone(by);
}

void CalibratedDram::visit_counts(Totals& totals) {
  DramModel::visit_counts(totals);
  for (std::int64_t* count :
       {&counted_.ticks, &counted_.misses, &counted_.conflicts, &counted_.activates, &counted_.precharges})
    totals.visit(*count);
}

DramStatistics CalibratedDram::statistics() const {
  DramStatistics statistics = requests_;
  const auto whole = [](std::int64_t expected) { return std::max<std::int64_t>(0, expected / kCostUnit); };
  const std::int64_t bursts = statistics.read_bursts + statistics.write_bursts;
  statistics.row_misses = std::min(whole(counted_.misses), bursts);
  statistics.row_conflicts = std::min(whole(counted_.conflicts), bursts - statistics.row_misses);
  statistics.row_hits = bursts - statistics.row_misses - statistics.row_conflicts;
  statistics.activates = whole(counted_.activates);
  statistics.precharges = whole(counted_.precharges);
  const std::int64_t busy =
      whole(counted_.ticks) + whole(counted_.ticks) * calibration_->refresh_share() / Calibration::kRefreshUnit;
  statistics.busy_cycles = DramCycles(busy);
  statistics.refreshes = busy / config_.timing.trefi * config_.ranks_per_channel();
  return statistics;
}

}  // namespace skipgrid::sim
