#include "sim/memory/banked/dram_channel.h"

namespace skipgrid::sim {

DramChannel::DramChannel(const BankedDramConfig& config, const AddressMap& map, TransferTable& transfers,
                         KnownWays* known)
    : config_(config),
      map_(map),
      transfers_(transfers),
      device_(config),
      queues_{BurstQueue(config.controller.queue_depth, config.banks_per_channel()),
              BurstQueue(config.controller.queue_depth, config.banks_per_channel())},
      refresh_due_(config.timing.trefi),
      known_(known) {}

void DramChannel::enqueue(DramDirection direction, BurstRange bursts, int transfer, DramTick arrival) {
  if (bursts.count == 0) return;
  if (transfer != last_transfer_ || line_.empty()) next_position_ = 0;
  last_transfer_ = transfer;
  line_.push_back({bursts, direction, transfer, arrival + config_.controller.frontend_cycles, next_position_});
  next_position_ += bursts.count;
  bursts_in_line_[static_cast<std::size_t>(direction)] += bursts.count;
}

void DramChannel::run_until(DramTick end) {
  while (now_ < end) {
    skip_idle_refreshes(end);
    step(end);
  }
}

void DramChannel::skip_idle_refreshes(DramTick end) {
  if (anything_queued() || refreshing()) return;
  const DramTick wake = line_.empty() ? end : std::min(end, line_.front().arrival);
  const std::int64_t intervals = (wake - refresh_due_) / config_.timing.trefi - 1;
  if (intervals <= 0) return;
  for (int unit = 0; unit < device_.units(); ++unit)
    if (device_.any_open(unit)) return;
  // With all banks closed each interval leaves the devices as it found them, so only the last one matters.
  statistics_.refreshes += intervals * device_.units();
  refresh_due_ += intervals * config_.timing.trefi;
  now_ = refresh_due_ - 1;
}

void DramChannel::look_ahead() {
  // A line with more bursts of a direction than the queue can take does not empty, so a later request cannot get in.
  while (bursts_in_line_[0] > queues_[0].free() || bursts_in_line_[1] > queues_[1].free()) {
    if (known_ != nullptr) {
      const Outlook outlook = jump();
      if (outlook == Outlook::span) continue;
      if (outlook == Outlook::too_short) return;  // the rest can wait for what comes after it
    }
    step(kNever);
  }
}

void DramChannel::step(DramTick end) {
  admit();
  if (now_ >= refresh_due_) {
    refresh_unit_ = 0;
    refresh_due_ += config_.timing.trefi;
  }
  DramTick wake = std::min(end, refresh_due_);
  if (!line_.empty() && line_.front().arrival > now_) wake = std::min(wake, line_.front().arrival);
  if (refreshing()) return step_refresh(wake);

  choose_direction();
  const Choices choices = choose(direction_, now_);
  const DramTick next = std::min(choices.column.time, choices.row.time);
  if (next >= wake) return pass_to(wake);
  pass_to(next + 1);
  issue(choices, next);
}

void DramChannel::pass_to(DramTick time) {
  if (anything_queued()) statistics_.busy_cycles += DramCycles(time - now_);
  now_ = time;
}

void DramChannel::admit() {
  while (!line_.empty()) {
    InLine& head = line_.front();
    BurstQueue& into = queue(head.direction);
    if (head.arrival > now_ || into.full()) return;
    const BurstPlace place = map_.place(head.bursts.first);
    into.push({next_order_++, place.row, place.bank, head.transfer}, device_.open_row(place.bank));
    --bursts_in_line_[static_cast<std::size_t>(head.direction)];
    take_from_head(1);
  }
}

void DramChannel::take_from_head(std::int64_t bursts) {
  InLine& head = line_.front();
  head.bursts.first += bursts;
  head.bursts.count -= bursts;
  head.position += bursts;
  if (head.bursts.count == 0) line_.pop_front();
}

void DramChannel::step_refresh(DramTick wake) {
  const bool close = device_.any_open(refresh_unit_);
  const DramTick ready =
      close ? device_.earliest_precharge_all(refresh_unit_) : device_.earliest_refresh(refresh_unit_);
  const DramTick next = std::max(now_, ready);
  if (next >= wake) return pass_to(wake);
  pass_to(next + 1);
  if (close) {
    statistics_.precharges += device_.precharge_all(refresh_unit_, next);
    for (int bank = 0; bank < device_.banks(); ++bank)
      if (!device_.is_open(bank)) row_closed(bank);
  } else {
    device_.refresh(refresh_unit_, next);
    ++statistics_.refreshes;
    if (++refresh_unit_ == device_.units()) refresh_unit_ = -1;
  }
}

void DramChannel::choose_direction() {
  const DramDirection other = direction_ == DramDirection::read ? DramDirection::write : DramDirection::read;
  if (queue(other).empty()) return;
  if (!queue(direction_).empty() && served_in_direction_ < config_.controller.direction_batch) return;
  direction_ = other;
  served_in_direction_ = 0;
}

DramChannel::Choice DramChannel::choose_column(DramDirection direction, DramTick now) const {
  const BurstQueue& waiting = queue(direction);
  const DramTick soonest = std::max(now, device_.earliest_column(direction));
  Choice best;
  std::uint64_t unseen = waiting.banks_with_hits();
  for (int i = 0; unseen != 0; ++i) {
    const WaitingBurst& burst = waiting[waiting.slot_at(i)];
    const std::uint64_t bit = std::uint64_t{1} << burst.bank;
    if ((unseen & bit) == 0 || burst.row != device_.open_row(burst.bank)) continue;
    unseen &= ~bit;
    const DramTick time = std::max(now, device_.earliest_column(direction, burst.bank));
    if (time < best.time) best = {time, burst.order, i, burst.bank};
    if (time == soonest) break;  // none is sooner, and none that is as soon is older
  }
  return best;
}

DramChannel::Choice DramChannel::choose_row(DramDirection direction, DramTick now) const {
  const BurstQueue& waiting = queue(direction);
  if (waiting.banks_to_open() == 0) return {};
  // The least of (time, order, bank) packed into one number: a comparison of two would be a branch that is hard to
  // guess.
  constexpr int kBankBits = 6, kOrderBits = 36;
  const std::int64_t first_order = waiting[waiting.slot_at(0)].order;
  std::uint64_t best = UINT64_MAX;
  for (std::uint64_t banks = waiting.banks_to_open(); banks != 0; banks &= banks - 1) {
    const int bank = __builtin_ctzll(banks);
    const DramTick wait = std::max<DramTick>(0, device_.earliest_row_command(bank) - now);
    const std::int64_t age = waiting[waiting.oldest(bank)].order - first_order;
    const auto candidate = static_cast<std::uint64_t>((((wait << kOrderBits) | age) << kBankBits) | bank);
    best = std::min(best, candidate);
  }
  const int bank = static_cast<int>(best & ((1U << kBankBits) - 1));
  const int slot = waiting.oldest(bank);
  return {now + static_cast<DramTick>(best >> (kOrderBits + kBankBits)), waiting[slot].order, slot, bank};
}

void DramChannel::issue(const Choices& choices, DramTick now) {
  const auto& [column, row] = choices;
  if (!config_.controller.split_command_bus) {
    return column.better_than(row) ? issue_column(column, now) : issue_row(row, now);
  }
  if (column.time != now) return issue_row(row, now);
  issue_column(column, now);
  if (row.time != now) return;
  if (row.bank != column.bank) return issue_row(row, now);
  // The column command has put off this bank's precharge; another bank's row command may be allowed.
  const Choice other = choose_row(direction_, now);
  if (other.time == now) issue_row(other, now);
}

void DramChannel::issue_column(const Choice& choice, DramTick now) {
  BurstQueue& from = queue(direction_);
  WaitingBurst& burst = from[from.slot_at(choice.burst)];
  count(burst, &DramStatistics::row_hits);
  ++(direction_ == DramDirection::read ? statistics_.read_bursts : statistics_.write_bursts);
  device_.column(direction_, choice.bank, now);
  const DramTick data_end = device_.data_end(direction_, now);
  transfers_.served(burst.transfer, 1, data_end);
  if (way_.active) way_.served.emplace_back(burst.order, data_end);
  from.remove_at(choice.burst, burst.row);
  served_in_direction_ = std::min(served_in_direction_ + 1, config_.controller.direction_batch);
}

void DramChannel::issue_row(const Choice& choice, DramTick now) {
  WaitingBurst& burst = queue(direction_)[choice.burst];
  if (device_.is_open(choice.bank)) {
    count(burst, &DramStatistics::row_conflicts);
    device_.precharge(choice.bank, now);
    ++statistics_.precharges;
    row_closed(choice.bank);
  } else {
    count(burst, &DramStatistics::row_misses);
    device_.activate(choice.bank, burst.row, now);
    ++statistics_.activates;
    for (BurstQueue& each : queues_) each.row_opened(choice.bank, burst.row);
  }
}

void DramChannel::row_closed(int bank) {
  for (BurstQueue& each : queues_) each.row_closed(bank);
}

void DramChannel::count(WaitingBurst& burst, std::int64_t DramStatistics::*outcome) {
  if (burst.counted) return;
  burst.counted = true;
  ++(statistics_.*outcome);
}

DramTick DramChannel::earliest_data_end() const {
  const DramTiming& t = config_.timing;
  DramTick column = kNever;
  if (!line_.empty() && !queue(line_.front().direction).full()) column = std::max(now_, line_.front().arrival);
  if (refreshing() && anything_queued()) {
    column = std::max(now_, device_.earliest_refresh(refresh_unit_));
  } else {
    for (const DramDirection direction : {DramDirection::read, DramDirection::write}) {
      const Choices next = choose(direction, now_);
      column = std::min(column, next.column.time);
      if (next.row.time != kNever) column = std::min(column, next.row.time + std::min(t.trcd_rd, t.trcd_wr));
    }
  }
  return column == kNever ? kNever : column + std::min(t.tcl, t.tcwl) + t.tbl;
}

}  // namespace skipgrid::sim
