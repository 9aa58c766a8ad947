// The DRAM devices of one channel: which rows are open and from when on each command is allowed.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "sim/memory/dram_config.h"

namespace skipgrid::sim {

/// A point in time, in DRAM cycles since the start; bare because these classes compute with nothing else.
using DramTick = std::int64_t;

enum class DramDirection : std::uint8_t { read, write };

/// Knows every timing constraint, and nothing of queues: the caller asks for the earliest time and issues at that time
/// or later. Times of commands never decrease. Banks are flat, as address_map.h numbers them; a unit is a rank of a
/// pseudo channel.
class DramDevice {
 public:
  static constexpr std::int64_t kClosed = -1;

  explicit DramDevice(const BankedDramConfig& config);

  std::int64_t open_row(int bank) const { return banks_[index(bank)].row; }
  bool is_open(int bank) const { return open_row(bank) != kClosed; }

  /// For a closed bank.
  DramTick earliest_activate(int bank) const {
    const DramTick bank_ready = banks_[index(bank)].activate - (timing_.tact - 1);
    return std::max({bank_ready, groups_[group_of(bank)].activate, units_[unit_of(bank)].activate, row_bus_});
  }
  /// For an open bank.
  DramTick earliest_precharge(int bank) const { return std::max(banks_[index(bank)].precharge, row_bus_); }
  /// Precharge or activate, whichever the bank takes next.
  DramTick earliest_row_command(int bank) const {
    return is_open(bank) ? earliest_precharge(bank) : earliest_activate(bank);
  }
  /// For an open bank.
  DramTick earliest_column(DramDirection direction, int bank) const {
    const auto d = static_cast<std::size_t>(direction);
    return std::max(
        {banks_[index(bank)].column[d], groups_[group_of(bank)].column[d], units_[unit_of(bank)].column[d]});
  }
  /// For any bank: not earlier than this.
  DramTick earliest_column(DramDirection direction) const {
    const auto d = static_cast<std::size_t>(direction);
    DramTick earliest = units_[0].column[d];
    for (const Unit& unit : units_) earliest = std::min(earliest, unit.column[d]);
    return earliest;
  }
  /// Of all open banks of a unit at once.
  DramTick earliest_precharge_all(int unit) const;
  /// For a unit whose banks are all closed.
  DramTick earliest_refresh(int unit) const;

  void activate(int bank, std::int64_t row, DramTick now);
  void precharge(int bank, DramTick now);
  void column(DramDirection direction, int bank, DramTick now);
  /// Returns how many banks it closed.
  int precharge_all(int unit, DramTick now);
  void refresh(int unit, DramTick now);

  /// When the data of a column command issued at `now` have crossed the bus.
  DramTick data_end(DramDirection direction, DramTick now) const {
    return now + (direction == DramDirection::read ? timing_.tcl : timing_.tcwl) + timing_.tbl;
  }

  int units() const { return static_cast<int>(units_.size()); }
  int banks() const { return static_cast<int>(banks_.size()); }
  bool any_open(int unit) const;

  /// Calls visit_row(row) and visit_time(tick) on all that decides about the future, in a fixed order.
  template <class VisitRow, class VisitTime>
  void visit_state(VisitRow&& visit_row, VisitTime&& visit_time);

 private:
  struct Bank {
    std::int64_t row = kClosed;
    DramTick activate = 0, precharge = 0;
    std::array<DramTick, 2> column{};
  };
  struct Group {
    DramTick activate = 0;
    std::array<DramTick, 2> column{};
  };
  struct Unit {
    DramTick activate = 0;
    std::array<DramTick, 2> column{};
    /// When each of the last four activates no longer counts for tFAW, oldest first.
    std::array<DramTick, 4> four_activates{};
  };

  static std::size_t index(int number) { return static_cast<std::size_t>(number); }
  std::size_t group_of(int bank) const { return index(bank >> group_shift_); }
  std::size_t unit_of(int bank) const { return index(bank >> unit_shift_); }

  DramTiming timing_;
  int group_shift_ = 0, unit_shift_ = 0;
  int ranks_;  // units in a row that share a data bus
  std::vector<Bank> banks_;
  std::vector<Group> groups_;
  std::vector<Unit> units_;
  DramTick row_bus_ = 0;  // free from then on
};

template <class VisitRow, class VisitTime>
void DramDevice::visit_state(VisitRow&& visit_row, VisitTime&& visit_time) {
  for (Bank& bank : banks_) {
    visit_row(bank.row);
    visit_time(bank.activate);
    visit_time(bank.precharge);
    for (DramTick& time : bank.column) visit_time(time);
  }
  for (Group& group : groups_) {
    visit_time(group.activate);
    for (DramTick& time : group.column) visit_time(time);
  }
  for (Unit& unit : units_) {
    visit_time(unit.activate);
    for (DramTick& time : unit.column) visit_time(time);
    for (DramTick& time : unit.four_activates) visit_time(time);
  }
  visit_time(row_bus_);
}

}  // namespace skipgrid::sim
