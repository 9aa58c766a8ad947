#include "tests/sim/memory/banked/slow_channel.h"

#include <algorithm>

namespace skipgrid::sim {
namespace {

constexpr std::int64_t kNoRow = -1;

bool is_column(SlowChannel::Kind kind) { return kind == SlowChannel::Kind::read || kind == SlowChannel::Kind::write; }

}  // namespace

SlowChannel::SlowChannel(const BankedDramConfig& config)
    : config_(config),
      open_rows_(static_cast<std::size_t>(config.banks_per_channel()), kNoRow),
      refresh_due_(config.timing.trefi) {}

DramTick SlowChannel::column_gap(const Command& earlier, Kind kind, int bank) const {
  const DramTiming& t = config_.timing;
  if (bus(earlier.bank) != bus(bank)) return 0;
  const bool same_unit = unit(earlier.bank) == unit(bank);
  const bool same_group = group(earlier.bank) == group(bank);
  if (earlier.kind == Kind::read && kind == Kind::read)
    return same_group ? t.tccd_l : same_unit ? t.tccd_s : t.tbl + t.tcs;
  if (earlier.kind == Kind::write && kind == Kind::write)
    return same_group ? t.tccd_l : same_unit ? t.tccd_s : t.tbl + t.tcs;
  if (earlier.kind == Kind::read) return t.tcl + t.tbl + (same_unit ? t.trtw : t.tcs) - t.tcwl;
  if (same_group) return t.tcwl + t.tbl + t.twtr_l;
  return same_unit ? t.tcwl + t.tbl + t.twtr_s : t.tcwl + t.tbl + t.tcs - t.tcl;
}

DramTick SlowChannel::gap(const Command& earlier, Kind kind, int bank) const {
  const DramTiming& t = config_.timing;
  const bool same_bank = earlier.bank == bank;
  const bool same_unit = unit(earlier.bank) == unit(bank);
  const int last_cycle = t.tact - 1;  // of an activate
  if (is_column(earlier.kind) && is_column(kind)) return column_gap(earlier, kind, bank);

  DramTick least = 0;
  if (earlier.kind == Kind::activate && !is_column(kind)) least = t.tact;  // on the row bus
  switch (earlier.kind) {
    case Kind::activate:
      if (kind == Kind::activate && same_unit)
        least = std::max<DramTick>(least, group(earlier.bank) == group(bank) ? t.trrd_l : t.trrd_s);
      if (kind == Kind::read && same_bank) least = last_cycle + t.trcd_rd;
      if (kind == Kind::write && same_bank) least = last_cycle + t.trcd_wr;
      if (kind == Kind::precharge && same_bank) least = std::max<DramTick>(least, last_cycle + t.tras);
      return least;
    case Kind::precharge:
      if (kind == Kind::activate && same_bank) return t.trp - last_cycle;
      if (kind == Kind::refresh && same_unit) return t.trp;
      return 0;
    case Kind::read: return kind == Kind::precharge && same_bank ? t.trtp : 0;
    case Kind::write: return kind == Kind::precharge && same_bank ? t.tcwl + t.tbl + t.twr : 0;
    case Kind::refresh:
      if (kind == Kind::activate && same_unit) return t.trfc - last_cycle;
      return kind == Kind::refresh && same_unit ? t.trfc : 0;
  }
  return 0;
}

bool SlowChannel::allowed(Kind kind, int bank, DramTick time) const {
  int activates = 0;
  for (auto earlier = past_.rbegin(); earlier != past_.rend(); ++earlier) {
    if (time < earlier->time + gap(*earlier, kind, bank)) return false;
    if (kind != Kind::activate || earlier->kind != Kind::activate || unit(earlier->bank) != unit(bank)) continue;
    if (++activates == 4 && time < earlier->time + config_.timing.tfaw) return false;
  }
  return true;
}

void SlowChannel::issue(Kind kind, int bank, std::int64_t row, DramTick time) {
  past_.push_back({kind, bank, time});
  if (kind == Kind::activate) open_rows_[static_cast<std::size_t>(bank)] = row;
  if (kind == Kind::precharge) open_rows_[static_cast<std::size_t>(bank)] = kNoRow;
  // No constraint reaches back further than this.
  const DramTiming& t = config_.timing;
  const DramTick reach =
      t.trfc + t.tfaw + t.tras + t.trcd_rd + t.trcd_wr + t.tcl + t.tcwl + t.tbl + t.twr + t.twtr_l + 8;
  past_.erase(past_.begin(), std::find_if(past_.begin(), past_.end(),
                                          [&](const Command& command) { return command.time + reach >= time; }));
}

int SlowChannel::waiting(DramDirection direction) const {
  return static_cast<int>(
      std::count_if(queue_.begin(), queue_.end(), [&](const Burst& burst) { return burst.direction == direction; }));
}

bool SlowChannel::oldest_of_bank(std::size_t i) const {
  for (std::size_t older = 0; older < i; ++older)
    if (queue_[older].direction == queue_[i].direction && queue_[older].bank == queue_[i].bank) return false;
  return true;
}

SlowChannel::Kind SlowChannel::next_command(const Burst& burst) const {
  const std::int64_t open = open_rows_[static_cast<std::size_t>(burst.bank)];
  if (open == kNoRow) return Kind::activate;
  if (open != burst.row) return Kind::precharge;
  return burst.direction == DramDirection::read ? Kind::read : Kind::write;
}

void SlowChannel::count(Burst& burst, std::int64_t DramStatistics::*outcome) {
  if (!burst.counted) ++(statistics_.*outcome);
  burst.counted = true;
}

void SlowChannel::tick() {
  while (!line_.empty() && line_.front().arrival + config_.controller.frontend_cycles <= now_ &&
         waiting(line_.front().direction) < config_.controller.queue_depth) {
    queue_.push_back(line_.front());
    line_.pop_front();
  }
  if (!queue_.empty()) statistics_.busy_cycles += DramCycles(1);

  if (now_ == refresh_due_) {
    refresh_unit_ = 0;
    refresh_due_ += config_.timing.trefi;
  }
  if (refresh_unit_ >= 0) {
    refresh_cycle();
    ++now_;
    return;
  }

  const DramDirection other = direction_ == DramDirection::read ? DramDirection::write : DramDirection::read;
  const bool had_its_batch = served_in_direction_ >= config_.controller.direction_batch;
  if (waiting(other) > 0 && (waiting(direction_) == 0 || had_its_batch)) {
    direction_ = other;
    served_in_direction_ = 0;
  }
  if (config_.controller.split_command_bus) {
    issue_oldest(true, false);
    issue_oldest(false, true);
  } else {
    issue_oldest(true, true);
  }
  ++now_;
}

bool SlowChannel::refresh_cycle() {
  const int first = refresh_unit_ * config_.banks_per_rank();
  std::vector<int> open;
  for (int bank = first; bank < first + config_.banks_per_rank(); ++bank)
    if (open_rows_[static_cast<std::size_t>(bank)] != kNoRow) open.push_back(bank);
  if (!open.empty()) {
    for (const int bank : open)
      if (!allowed(Kind::precharge, bank, now_)) return false;
    for (const int bank : open) issue(Kind::precharge, bank, kNoRow, now_);
    statistics_.precharges += static_cast<std::int64_t>(open.size());
    return true;
  }
  if (!allowed(Kind::refresh, first, now_)) return false;
  issue(Kind::refresh, first, kNoRow, now_);
  ++statistics_.refreshes;
  if (++refresh_unit_ == config_.ranks_per_channel()) refresh_unit_ = -1;
  return true;
}

bool SlowChannel::issue_oldest(bool columns, bool rows) {
  for (std::size_t i = 0; i < queue_.size(); ++i) {
    Burst& burst = queue_[i];
    if (burst.direction != direction_) continue;
    const Kind kind = next_command(burst);
    if (is_column(kind) ? !columns : !rows || !oldest_of_bank(i)) continue;
    if (!allowed(kind, burst.bank, now_)) continue;

    issue(kind, burst.bank, burst.row, now_);
    const bool is_read = burst.direction == DramDirection::read;
    if (kind == Kind::activate) {
      count(burst, &DramStatistics::row_misses);
      ++statistics_.activates;
    } else if (kind == Kind::precharge) {
      count(burst, &DramStatistics::row_conflicts);
      ++statistics_.precharges;
    } else {
      count(burst, &DramStatistics::row_hits);
      ++(is_read ? statistics_.read_bursts : statistics_.write_bursts);
      const DramTick latency = is_read ? config_.timing.tcl : config_.timing.tcwl;
      served_.push_back({burst.request, now_ + latency + config_.timing.tbl});
      queue_.erase(queue_.begin() + static_cast<std::ptrdiff_t>(i));
      ++served_in_direction_;
    }
    return true;
  }
  return false;
}

}  // namespace skipgrid::sim
