#include "sim/memory/banked/dram_device.h"

namespace skipgrid::sim {
namespace {

void raise(DramTick& earliest, DramTick to) { earliest = std::max(earliest, to); }

int log2_of(int value) {
  int bits = 0;
  while ((1 << bits) < value) ++bits;
  return bits;
}

}  // namespace

DramDevice::DramDevice(const BankedDramConfig& config)
    : timing_(config.timing),
      group_shift_(log2_of(config.organization.banks)),
      unit_shift_(log2_of(config.banks_per_rank())),
      ranks_(config.organization.ranks),
      banks_(index(config.banks_per_channel())),
      groups_(index(config.banks_per_channel() / config.organization.banks)),
      units_(index(config.ranks_per_channel())) {}

bool DramDevice::any_open(int unit) const {
  const auto first = banks_.begin() + (static_cast<std::ptrdiff_t>(unit) << unit_shift_);
  return std::any_of(first, first + (1 << unit_shift_), [](const Bank& bank) { return bank.row != kClosed; });
}

DramTick DramDevice::earliest_precharge_all(int unit) const {
  DramTick earliest = row_bus_;
  for (int bank = unit << unit_shift_; bank < (unit + 1) << unit_shift_; ++bank)
    if (is_open(bank)) raise(earliest, banks_[index(bank)].precharge);
  return earliest;
}

DramTick DramDevice::earliest_refresh(int unit) const {
  DramTick earliest = row_bus_;
  for (int bank = unit << unit_shift_; bank < (unit + 1) << unit_shift_; ++bank)
    raise(earliest, banks_[index(bank)].activate);
  return earliest;
}

void DramDevice::activate(int bank, std::int64_t row, DramTick now) {
  // Distances count from the command's last cycle, and the bank takes the next activate at its last cycle too.
  const DramTick end = now + timing_.tact - 1;
  Bank& opened = banks_[index(bank)];
  opened.row = row;
  raise(opened.precharge, end + timing_.tras);
  raise(opened.column[0], end + timing_.trcd_rd);
  raise(opened.column[1], end + timing_.trcd_wr);

  raise(groups_[group_of(bank)].activate, now + timing_.trrd_l);
  Unit& unit = units_[unit_of(bank)];
  auto& four = unit.four_activates;
  four = {four[1], four[2], four[3], now + timing_.tfaw};
  raise(unit.activate, std::max(now + timing_.trrd_s, four[0]));
  row_bus_ = now + timing_.tact;
}

void DramDevice::precharge(int bank, DramTick now) {
  Bank& closed = banks_[index(bank)];
  closed.row = kClosed;
  raise(closed.activate, now + timing_.trp);
}

int DramDevice::precharge_all(int unit, DramTick now) {
  int closed = 0;
  for (int bank = unit << unit_shift_; bank < (unit + 1) << unit_shift_; ++bank) {
    if (!is_open(bank)) continue;
    precharge(bank, now);
    ++closed;
  }
  return closed;
}

void DramDevice::refresh(int unit, DramTick now) {
  for (int bank = unit << unit_shift_; bank < (unit + 1) << unit_shift_; ++bank)
    raise(banks_[index(bank)].activate, now + timing_.trfc);
}

void DramDevice::column(DramDirection direction, int bank, DramTick now) {
  const DramTiming& t = timing_;
  const auto same = static_cast<std::size_t>(direction);
  const bool is_read = direction == DramDirection::read;
  const DramTick end = data_end(direction, now);
  Group& group = groups_[group_of(bank)];
  Unit& unit = units_[unit_of(bank)];

  raise(banks_[index(bank)].precharge, is_read ? now + t.trtp : end + t.twr);
  raise(group.column[same], now + t.tccd_l);
  raise(unit.column[same], now + t.tccd_s);
  if (is_read) {
    raise(unit.column[1], end + t.trtw - t.tcwl);
  } else {
    raise(unit.column[0], end + t.twtr_s);
    raise(group.column[0], end + t.twtr_l);
  }
  if (ranks_ == 1) return;

  // Another rank on the same data bus: its data start tCS after these end.
  const int own = static_cast<int>(unit_of(bank));
  const int first = own / ranks_ * ranks_;
  for (int other = first; other < first + ranks_; ++other) {
    if (other == own) continue;
    raise(units_[index(other)].column[0], end + t.tcs - t.tcl);
    raise(units_[index(other)].column[1], end + t.tcs - t.tcwl);
  }
}

}  // namespace skipgrid::sim
