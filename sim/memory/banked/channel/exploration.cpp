#include "sim/memory/banked/channel/exploration.h"

#include <algorithm>
#include <cstdlib>

namespace skipgrid::sim {

void Exploration::set_out(ChannelState& state, const KnownWays::Ahead& ahead, const KnownWays& known) {
  active_ = true;
  ahead_ = ahead;
  generation_ = known.generation();
  first_order_ = state.scheduler.next_order();
  bursts_ = static_cast<int>(ahead[2]);
  start_ = state.now;
  refresh_due_ = state.refresh.due();
  statistics_ = state.statistics;
  served_.clear();
  orders_.clear();
  const BurstQueue& waiting = state.scheduler.queue(state.line.front().direction);
  for (int slot = waiting.first(); slot != BurstQueue::kNone; slot = waiting.after(slot))
    orders_.push_back(waiting[slot].order);
  far_rows_.clear();
  const std::int64_t base = state.base_row();
  state.device.visit_state(
      [&](std::int64_t row) { far_rows_.push_back(std::abs(row - base) > kFarRows ? row : DramDevice::kClosed); },
      [](DramTick) {});
}

void Exploration::learn(ChannelState& state, const KnownWays::Node& here, KnownWays& known) const {
  if (generation_ != known.generation()) return;
  // A far row that has come near is another one each time.
  const std::int64_t base = state.base_row();
  std::size_t bank = 0;
  bool holds = state.now - start_ < kMaxTime;
  state.device.visit_state(
      [&](std::int64_t row) {
        const std::int64_t before = far_rows_[bank++];
        if (row == before && row != DramDevice::kClosed && std::abs(row - base) <= kFarRows) holds = false;
      },
      [](DramTick) {});
  if (!holds) return;

  KnownWays::Way way;
  way.to = &here;
  way.duration = state.now - start_;
  way.bursts = bursts_;
  way.statistics = state.statistics - statistics_;
  for (const auto& [order, data_end] : served_) {
    const auto in_queue = std::lower_bound(orders_.begin(), orders_.end(), order);
    const std::int64_t place = order >= first_order_ ? static_cast<std::int64_t>(orders_.size()) + order - first_order_
                                                     : in_queue - orders_.begin();
    way.served.push_back({static_cast<std::int16_t>(place), static_cast<std::int16_t>(data_end - start_)});
    way.last_data_end = std::max(way.last_data_end, data_end - start_);
  }
  known.add(ahead_, std::move(way));
}

}  // namespace skipgrid::sim
