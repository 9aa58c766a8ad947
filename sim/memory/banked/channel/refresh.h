// When a refresh is due, the units of a channel are refreshed in turn, each after its open banks have been closed.
// Until the last unit's refresh command nothing else is issued.
#pragma once

#include "sim/memory/banked/dram_device.h"
#include "sim/memory/dram_statistics.h"

namespace skipgrid::sim {

class Refresh {
 public:
  /// The devices and what is counted of them must outlive this.
  Refresh(const DramTiming& timing, DramDevice& device, DramStatistics& statistics)
      : interval_(timing.trefi), device_(device), statistics_(statistics), due_(interval_) {}

  /// Of the next refresh that has not begun.
  DramTick due() const { return due_; }
  bool under_way() const { return unit_ >= 0; }
  void begin_if_due(DramTick now);

  /// While one is under way: when its next command is allowed.
  DramTick next_command() const;
  /// While one is under way: issues that command; true when it has closed banks.
  bool issue(DramTick now);
  /// While one is under way: the refresh command of the unit that is next does not come before this.
  DramTick earliest_refresh() const { return device_.earliest_refresh(unit_); }

  /// Nothing waits before `wake` and none is under way: counts the refreshes until then at once and returns the cycle
  /// before the last of them, where the channel goes on; `now` when that would not be the same or not save anything.
  DramTick skip_idle(DramTick now, DramTick wake);

 private:
  const DramTick interval_;
  DramDevice& device_;
  DramStatistics& statistics_;
  DramTick due_;
  int unit_ = -1;  // the next to be refreshed
};

}  // namespace skipgrid::sim
