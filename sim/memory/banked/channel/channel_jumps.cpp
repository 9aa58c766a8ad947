#include "sim/memory/banked/channel/channel_jumps.h"

#include <algorithm>
#include <cstdlib>

namespace skipgrid::sim {
namespace {

constexpr int kShortestSpan = 16;  // less is not worth the looking up

}  // namespace

bool ChannelJumps::at_span() const {
  const BurstLine& line = state_.line;
  if (line.empty() || state_.refresh.under_way() || line.front().position % kSpan != 0) return false;
  const bool reads = line.front().direction == DramDirection::read;
  return state_.scheduler.queue(reads ? DramDirection::write : DramDirection::read).empty();
}

ChannelJumps::Outlook ChannelJumps::look_along_line(KnownWays::Ahead& ahead) {
  const AddressMap& map = state_.map;
  const BurstLine::Run& head = state_.line.front();
  const std::int64_t first = head.bursts.first;
  const std::int64_t farthest = kAheadRows / map.rows_per_period() * map.period();
  std::int64_t bursts = 0;
  bool gathers = false;
  pieces_.clear();
  for (const BurstLine::Run& piece : state_.line.runs()) {
    if (piece.direction != head.direction || piece.arrival > state_.now) return Outlook::other;
    // Where the span ends, the burst after it is the base of the next state. It must be in line: then the queue is full
    // when the span is in it, and nothing that comes later makes a difference.
    const std::int64_t next = piece.bursts.first - first;
    if (next < -farthest || next > farthest) return Outlook::other;
    const bool ended = bursts == kSpan || (bursts > 0 && piece.transfer != head.transfer);
    const std::int64_t taken = ended ? 0 : std::min(piece.bursts.count, kSpan - bursts);
    if (taken > 0) {
      gathers = gathers || next != bursts;
      pieces_.push_back(next);
      pieces_.push_back(taken);
    }
    bursts += taken;
    if (taken == piece.bursts.count) continue;
    if (bursts < kShortestSpan) return Outlook::other;
    ahead = {0, first % map.period(), bursts, next + taken, gathers ? known_->pattern(pieces_) : 0};
    return gathers && ahead[4] == 0 ? Outlook::other : Outlook::span;
  }
  return Outlook::too_short;
}

ChannelJumps::Outlook ChannelJumps::jump() {
  if (known_ == nullptr || state_.scheduler.next_order() == looked_at_) return Outlook::other;
  // 1. A way that is being explored is gone to its end, unless something has come between.
  const bool arrived = exploration_.arrived(state_);
  if (!at_span() || (exploration_.on_the_way(state_) && !arrived)) return Outlook::other;
  exploration_.end();

  // 2. Where the channel is now: a state that is known, or new. A way that has just been explored ends here.
  Outlook outlook = look_along_line(ahead_);
  if (outlook == Outlook::other) looked_at_ = state_.scheduler.next_order();
  if (!arrived && outlook != Outlook::span) return outlook;
  if (!state_.write_down(words_)) return Outlook::other;
  const KnownWays::Node* node = &known_->node(words_);
  if (arrived) exploration_.learn(state_, *node, *known_);

  // 3. Known ways, one after the other, as far as they lead.
  note_transfers_in_queue();
  const std::int64_t start_row = state_.base_row();
  bool jumped = false;
  const KnownWays::Way* way = nullptr;
  for (; outlook == Outlook::span; outlook = look_along_line(ahead_)) {
    ahead_[0] = node->number;
    way = known_->find(ahead_);
    if (way == nullptr || state_.now + way->duration > state_.refresh.due() ||
        std::abs(state_.base_row() - start_row) > kJumpRows)
      break;
    go(*way);
    node = way->to;
    jumped = true;
  }
  if (jumped) state_.read_back(*node->state, transfers_ahead_);
  // 4. The next way is explored when there was none. What follows a line that is too short can still make it known.
  if (outlook == Outlook::too_short) return outlook;
  looked_at_ = state_.scheduler.next_order();
  if (outlook == Outlook::span && way == nullptr) exploration_.set_out(state_, ahead_, *known_);
  return jumped ? Outlook::span : Outlook::other;
}

void ChannelJumps::note_transfers_in_queue() {
  const BurstQueue& waiting = state_.scheduler.queue(state_.line.front().direction);
  transfers_ahead_.clear();
  for (int slot = waiting.first(); slot != BurstQueue::kNone; slot = waiting.after(slot))
    transfers_ahead_.push_back(waiting[slot].transfer);
}

void ChannelJumps::go(const KnownWays::Way& way) {
  const DramTick start = state_.now;
  state_.now += way.duration;
  state_.statistics += way.statistics;
  jumped_bursts_ += way.bursts;
  BurstLine& line = state_.line;
  const int transfer = line.front().transfer;
  const auto same = [&](int other) { return other == transfer; };
  if (line.front().bursts.count >= way.bursts && std::all_of(transfers_ahead_.begin(), transfers_ahead_.end(), same)) {
    // One request alone: it does not matter which of its bursts were served.
    line.take(way.bursts);
    const auto served = static_cast<std::int64_t>(way.served.size());
    if (served > 0) transfers_.served(transfer, served, start + way.last_data_end);
    transfers_ahead_.resize(transfers_ahead_.size() + static_cast<std::size_t>(way.bursts - served), transfer);
    return;
  }
  for (std::int64_t left = way.bursts; left > 0;) {
    const std::int64_t taken = std::min(left, line.front().bursts.count);
    transfers_ahead_.insert(transfers_ahead_.end(), static_cast<std::size_t>(taken), line.front().transfer);
    line.take(taken);
    left -= taken;
  }
  constexpr int kGone = -1;
  for (const auto& [place, data_end] : way.served) {
    int& owner = transfers_ahead_[static_cast<std::size_t>(place)];
    transfers_.served(owner, 1, start + data_end);
    owner = kGone;
  }
  transfers_ahead_.erase(std::remove(transfers_ahead_.begin(), transfers_ahead_.end(), kGone), transfers_ahead_.end());
}

}  // namespace skipgrid::sim
