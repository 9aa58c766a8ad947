#include "sim/memory/banked/channel/refresh.h"

namespace skipgrid::sim {

void Refresh::begin_if_due(DramTick now) {
  if (now < due_) return;
  unit_ = 0;
  due_ += interval_;
}

DramTick Refresh::next_command() const {
  return device_.any_open(unit_) ? device_.earliest_precharge_all(unit_) : device_.earliest_refresh(unit_);
}

bool Refresh::issue(DramTick now) {
  if (device_.any_open(unit_)) {
    statistics_.precharges += device_.precharge_all(unit_, now);
    return true;
  }
  device_.refresh(unit_, now);
  ++statistics_.refreshes;
  if (++unit_ == device_.units()) unit_ = -1;
  return false;
}

DramTick Refresh::skip_idle(DramTick now, DramTick wake) {
  const std::int64_t intervals = (wake - due_) / interval_ - 1;
  if (intervals <= 0) return now;
  for (int unit = 0; unit < device_.units(); ++unit)
    if (device_.any_open(unit)) return now;
  // With all banks closed each interval leaves the devices as it found them, so only the last one matters.
  statistics_.refreshes += intervals * device_.units();
  due_ += intervals * interval_;
  return due_ - 1;
}

}  // namespace skipgrid::sim
