// The part of DramChannel that does not execute what it has executed before. A long run of consecutive bursts soon
// brings a channel back into states it has been in; from there it goes the known way, without looking at a single
// burst.
#include "sim/memory/dram_channel.h"

namespace skipgrid::sim {
namespace {

constexpr std::int16_t kClosedCode = INT16_MIN;
constexpr std::int16_t kFarCode = INT16_MAX;
/// Rows further than this from the run are all the same: none of its bursts wants them.
constexpr std::int64_t kFar = 30000;
/// Later than any distance between commands.
constexpr DramTick kMaxTime = 30000;

}  // namespace

bool DramChannel::in_run() const {
  if (line_.empty() || refreshing()) return false;
  const InLine& head = line_.front();
  const int depth = config_.controller.queue_depth;
  return head.bursts.first % kRunSpan == 0 && head.arrival <= now_ && head.bursts.count > kRunSpan + depth;
}

bool DramChannel::write_down(StateGraph::State& state) {
  const InLine& head = line_.front();
  const BurstQueue& waiting = queue(head.direction);
  if (waiting.size() != queues_[0].size() + queues_[1].size()) return false;
  const std::int64_t period = map_.period();
  const std::int64_t base_row = head.bursts.first / period * map_.rows_per_period();

  state.clear();
  bool fits = true;
  const auto write = [&](std::int64_t value) { state.push_back(static_cast<std::int16_t>(value)); };
  const auto write_time = [&](DramTick time) {
    fits = fits && time - now_ < kMaxTime;
    write(std::max<DramTick>(0, time - now_));
  };
  const std::int64_t phase = head.bursts.first % period / kRunSpan;
  write(phase & 0x7FFF);
  write(phase >> 15);
  write(static_cast<int>(head.direction));
  write(static_cast<int>(direction_));
  write(served_in_direction_);
  device_.visit_state(
      [&](std::int64_t row) {
        const std::int64_t distance = row - base_row;
        write(row == DramDevice::kClosed ? kClosedCode : distance < -kFar || distance > kFar ? kFarCode : distance);
      },
      write_time);
  for (int i = 0; i < waiting.size(); ++i) {
    const WaitingBurst& burst = waiting[waiting.slot_at(i)];
    const std::int64_t distance = burst.row - base_row;
    fits = fits && burst.transfer == head.transfer && distance >= -kFar && distance <= kFar;
    write(burst.bank * 2 + (burst.counted ? 1 : 0));
    write(distance);
  }
  return fits;
}

void DramChannel::read_back(const StateGraph::State& state) {
  const InLine& head = line_.front();
  const std::int64_t base_row = head.bursts.first / map_.period() * map_.rows_per_period();
  std::size_t at = 3;  // the phase and the direction are the run's
  const auto read = [&] { return state[at++]; };
  direction_ = static_cast<DramDirection>(read());
  served_in_direction_ = read();
  device_.visit_state(
      [&](std::int64_t& row) {
        const std::int16_t code = read();
        // A far row is still the one that was open: whatever the run opens is near.
        if (code != kFarCode) row = code == kClosedCode ? DramDevice::kClosed : base_row + code;
      },
      [&](DramTick& time) { time = now_ + read(); });
  BurstQueue& waiting = queue(head.direction);
  waiting.clear();
  while (at < state.size()) {
    const int packed = read();
    const std::int64_t row = base_row + read();
    const int bank = packed / 2;
    waiting.push({next_order_++, row, bank, head.transfer, packed % 2 == 1}, device_.open_row(bank));
  }
}

bool DramChannel::follow_known_way() {
  if (!in_run() || line_.front().bursts.first == last_looked_at_) return false;
  InLine& head = line_.front();
  last_looked_at_ = head.bursts.first;
  StateGraph::State& state = scratch_;
  if (!write_down(state)) {
    way_ = {};
    return false;
  }
  StateGraph::Node* here = &known_->node(state);
  learn(*here);

  const StateGraph::Node* node = here;
  const int depth = config_.controller.queue_depth;
  std::int64_t spans = 0;
  while (node->next != nullptr && now_ + node->duration <= refresh_due_ && head.bursts.count > kRunSpan + depth) {
    now_ += node->duration;
    statistics_ += node->statistics;
    head.bursts.first += kRunSpan;
    head.bursts.count -= kRunSpan;
    ++spans;
    node = node->next;
  }
  jumped_spans_ += spans;
  if (spans > 0) {
    const std::int64_t in_queue = queue(head.direction).size();
    bursts_in_line_[static_cast<std::size_t>(head.direction)] -= spans * kRunSpan;
    last_looked_at_ = head.bursts.first;
    read_back(*node->state);
    transfers_.served(head.transfer, spans * kRunSpan + in_queue - queue(head.direction).size(), now_);
  }
  way_ = {};
  if (node->next == nullptr)
    way_ = {
        const_cast<StateGraph::Node*>(node), known_->generation(), head.bursts.first, now_, refresh_due_, statistics_};
  return spans > 0;
}

void DramChannel::learn(const StateGraph::Node& here) {
  const bool holds = way_.from != nullptr && way_.generation == known_->generation() &&
                     way_.refresh_due == refresh_due_ && way_.first + kRunSpan == line_.front().bursts.first;
  if (!holds) return;
  way_.from->duration = now_ - way_.start;
  way_.from->statistics = statistics_ - way_.statistics;
  way_.from->next = &here;
}

}  // namespace skipgrid::sim
