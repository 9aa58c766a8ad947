#include "sim/memory/banked/channel/command_scheduler.h"

#include <algorithm>

namespace skipgrid::sim {

CommandScheduler::CommandScheduler(const BankedDramConfig& config, DramDevice& device, DramStatistics& statistics)
    : direction_batch_(config.controller.direction_batch),
      split_command_bus_(config.controller.split_command_bus),
      activate_to_column_(std::min(config.timing.trcd_rd, config.timing.trcd_wr)),
      device_(device),
      statistics_(statistics),
      queues_{BurstQueue(config.controller.queue_depth, config.banks_per_channel()),
              BurstQueue(config.controller.queue_depth, config.banks_per_channel())} {}

void CommandScheduler::push(DramDirection direction, int bank, std::int64_t row, int transfer, bool counted) {
  own(direction).push({next_order_++, row, bank, transfer, counted}, device_.open_row(bank));
}

void CommandScheduler::restart(Turn turn, DramDirection emptied) {
  turn_ = turn;
  own(emptied).clear();
}

void CommandScheduler::choose_direction() {
  const DramDirection other = turn_.direction == DramDirection::read ? DramDirection::write : DramDirection::read;
  if (queue(other).empty()) return;
  if (!queue(turn_.direction).empty() && turn_.served < direction_batch_) return;
  turn_ = {other, 0};
}

CommandScheduler::Choice CommandScheduler::choose_column(DramDirection direction, DramTick now) const {
  const BurstQueue& waiting = queue(direction);
  const DramTick soonest = std::max(now, device_.earliest_column(direction));
  Choice best;
  std::uint64_t unseen = waiting.banks_with_hits();
  for (int slot = waiting.first(); unseen != 0; slot = waiting.after(slot)) {
    const WaitingBurst& burst = waiting[slot];
    if (waiting.hit(burst.bank) != slot) continue;
    unseen &= ~(std::uint64_t{1} << burst.bank);
    const DramTick time = std::max(now, device_.earliest_column(direction, burst.bank));
    if (time < best.time) best = {time, burst.order, slot, burst.bank};
    if (time == soonest) break;  // none is sooner, and none that is as soon is older
  }
  return best;
}

CommandScheduler::Choice CommandScheduler::choose_row(DramDirection direction, DramTick now) const {
  const BurstQueue& waiting = queue(direction);
  if (waiting.banks_to_open() == 0) return {};
  // The least of (time, order, bank) packed into one number: a comparison of two would be a branch that is hard to
  // guess.
  constexpr int kBankBits = 6, kOrderBits = 36;
  std::uint64_t best = UINT64_MAX;
  for (std::uint64_t banks = waiting.banks_to_open(); banks != 0; banks &= banks - 1) {
    const int bank = __builtin_ctzll(banks);
    const DramTick wait = std::max<DramTick>(0, device_.earliest_row_command(bank) - now);
    const std::int64_t order = waiting[waiting.oldest(bank)].order;
    best = std::min(best, static_cast<std::uint64_t>((((wait << kOrderBits) | order) << kBankBits) | bank));
  }
  const auto bank = static_cast<int>(best & ((1U << kBankBits) - 1));
  const int slot = waiting.oldest(bank);
  return {now + static_cast<DramTick>(best >> (kOrderBits + kBankBits)), waiting[slot].order, slot, bank};
}

std::optional<CommandScheduler::Served> CommandScheduler::issue(const Choices& choices, DramTick now) {
  const auto& [column, row] = choices;
  if (!split_command_bus_ ? !column.better_than(row) : column.time != now) {
    issue_row(row, now);
    return std::nullopt;
  }
  const Served served = issue_column(column, now);
  if (!split_command_bus_ || row.time != now) return served;
  // The column command may have put off its bank's precharge; then another bank's row command may be allowed.
  const Choice beside = row.bank != column.bank ? row : choose_row(turn_.direction, now);
  if (beside.time == now) issue_row(beside, now);
  return served;
}

CommandScheduler::Served CommandScheduler::issue_column(const Choice& choice, DramTick now) {
  BurstQueue& from = own(turn_.direction);
  WaitingBurst& burst = from[choice.burst];
  count(burst, &DramStatistics::row_hits);
  ++(turn_.direction == DramDirection::read ? statistics_.read_bursts : statistics_.write_bursts);
  device_.column(turn_.direction, choice.bank, now);
  const Served served{burst.order, burst.transfer, device_.data_end(turn_.direction, now)};
  from.remove(choice.burst);
  turn_.served = std::min(turn_.served + 1, direction_batch_);
  return served;
}

void CommandScheduler::issue_row(const Choice& choice, DramTick now) {
  WaitingBurst& burst = own(turn_.direction)[choice.burst];
  if (device_.is_open(choice.bank)) {
    count(burst, &DramStatistics::row_conflicts);
    device_.precharge(choice.bank, now);
    ++statistics_.precharges;
    for (BurstQueue& each : queues_) each.row_closed(choice.bank);
  } else {
    count(burst, &DramStatistics::row_misses);
    device_.activate(choice.bank, burst.row, now);
    ++statistics_.activates;
    for (BurstQueue& each : queues_) each.row_opened(choice.bank, burst.row);
  }
}

void CommandScheduler::banks_closed() {
  for (int bank = 0; bank < device_.banks(); ++bank) {
    if (device_.is_open(bank)) continue;
    for (BurstQueue& each : queues_) each.row_closed(bank);
  }
}

void CommandScheduler::count(WaitingBurst& burst, std::int64_t DramStatistics::*outcome) {
  if (burst.counted) return;
  burst.counted = true;
  ++(statistics_.*outcome);
}

DramTick CommandScheduler::earliest_column(DramTick now) const {
  DramTick column = kNever;
  for (const DramDirection direction : {DramDirection::read, DramDirection::write}) {
    const Choices next = choose(direction, now);
    column = std::min(column, next.column.time);
    if (next.row.time != kNever) column = std::min(column, next.row.time + activate_to_column_);
  }
  return column;
}

}  // namespace skipgrid::sim
