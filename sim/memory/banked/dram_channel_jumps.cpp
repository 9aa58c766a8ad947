// The part of DramChannel that does not execute what it has executed before. Weights are read over and over, so a
// channel soon comes back into states that it has been in, with the same bursts ahead; from there it goes the known
// way.
#include "sim/memory/banked/dram_channel.h"

namespace skipgrid::sim {
namespace {

constexpr int kShortestSpan = 16;  // less is not worth the looking up
constexpr std::int16_t kClosedCode = INT16_MIN;
constexpr std::int16_t kFarCode = INT16_MAX;
/// Rows are written down relative to the next burst's. Open rows further away than this are all the same, since bursts
/// ahead are at most kAheadRows away, and jumps in a row move by at most kJumpRows.
constexpr std::int64_t kFarRows = 30000, kAheadRows = 10000, kJumpRows = 10000;
static_assert(kAheadRows + kJumpRows < kFarRows);
/// Later than any distance between commands.
constexpr DramTick kMaxTime = 30000;

}  // namespace

std::int64_t DramChannel::base_row() const {
  return line_.front().bursts.first / map_.period() * map_.rows_per_period();
}

bool DramChannel::at_span() const {
  if (line_.empty() || refreshing() || line_.front().position % kSpan != 0) return false;
  const DramDirection ahead = line_.front().direction;
  return queue(ahead).size() == queues_[0].size() + queues_[1].size();
}

bool DramChannel::write_down(KnownWays::State& state) {
  const InLine& head = line_.front();
  const std::int64_t base = base_row();
  state.clear();
  bool fits = true;
  const auto write = [&](std::int64_t value) { state.push_back(static_cast<std::int16_t>(value)); };
  write(static_cast<int>(head.direction));
  write(static_cast<int>(direction_));
  write(served_in_direction_);
  device_.visit_state(
      [&](std::int64_t row) {
        const std::int64_t distance = row - base;
        const bool far = distance < -kFarRows || distance > kFarRows;
        write(row == DramDevice::kClosed ? kClosedCode : far ? kFarCode : distance);
      },
      [&](DramTick time) {
        fits = fits && time - now_ < kMaxTime;
        write(std::max<DramTick>(0, time - now_));
      });
  const BurstQueue& waiting = queue(head.direction);
  for (int i = 0; i < waiting.size(); ++i) {
    const WaitingBurst& burst = waiting[waiting.slot_at(i)];
    const std::int64_t distance = burst.row - base;
    fits = fits && distance >= -kFarRows && distance <= kFarRows;
    write(burst.bank * 2 + (burst.counted ? 1 : 0));
    write(distance);
  }
  return fits;
}

void DramChannel::read_back(const KnownWays::State& state, const std::vector<int>& transfers) {
  const std::int64_t base = base_row();
  std::size_t at = 1;
  const auto read = [&] { return state[at++]; };
  direction_ = static_cast<DramDirection>(read());
  served_in_direction_ = read();
  device_.visit_state(
      [&](std::int64_t& row) {
        const std::int16_t code = read();
        // A far row is still the one that was open: rows opened on the way are near.
        if (code != kFarCode) row = code == kClosedCode ? DramDevice::kClosed : base + code;
      },
      [&](DramTick& time) { time = now_ + read(); });
  BurstQueue& waiting = queue(line_.front().direction);
  waiting.clear();
  for (const int transfer : transfers) {
    const int packed = read();
    const std::int64_t row = base + read();
    waiting.push({next_order_++, row, packed / 2, transfer, packed % 2 == 1}, device_.open_row(packed / 2));
  }
}

DramChannel::Outlook DramChannel::look_along_line(KnownWays::Ahead& ahead) const {
  const InLine& head = line_.front();
  const std::int64_t first = head.bursts.first;
  const std::int64_t farthest = kAheadRows / map_.rows_per_period() * map_.period();
  std::int64_t bursts = 0;
  for (const InLine& piece : line_) {
    if (piece.direction != head.direction || piece.arrival > now_) return Outlook::other;
    // Where the span ends, the burst after it is the base of the next state. It must be in line: then the queue is full
    // when the span is in it, and nothing that comes later makes a difference.
    const std::int64_t next = piece.bursts.first - first;
    const bool ended = bursts == kSpan || (bursts > 0 && piece.transfer != head.transfer);
    // A gather of kept rows is seldom the same twice: only runs are worth remembering.
    if (!ended && next != bursts) return Outlook::other;
    const std::int64_t taken = ended ? 0 : std::min(piece.bursts.count, kSpan - bursts);
    bursts += taken;
    if (taken == piece.bursts.count) continue;
    if (bursts < kShortestSpan || next < -farthest || next > farthest) return Outlook::other;
    ahead = {0, first % map_.period(), bursts, next + taken};
    return Outlook::span;
  }
  return Outlook::too_short;
}

DramChannel::Outlook DramChannel::jump() {
  if (next_order_ == looked_at_) return Outlook::other;
  const bool arrived = way_.active && way_.refresh_due == refresh_due_ && next_order_ == way_.first_order + way_.bursts;
  const bool on_the_way = way_.active && next_order_ < way_.first_order + way_.bursts;
  if (!at_span() || (on_the_way && !arrived)) return Outlook::other;
  looked_at_ = next_order_;
  way_.active = false;
  Outlook outlook = look_along_line(ahead_);
  if (!arrived && outlook != Outlook::span) return outlook;
  if (!write_down(state_)) return Outlook::other;
  const KnownWays::Node* node = &known_->node(state_);
  if (arrived) learn(*node);

  note_transfers_in_queue();
  const std::int64_t start_row = base_row();
  bool jumped = false;
  const KnownWays::Way* way = nullptr;
  for (; outlook == Outlook::span; outlook = look_along_line(ahead_)) {
    ahead_[0] = node->number;
    way = known_->find(ahead_);
    if (way == nullptr || now_ + way->duration > refresh_due_ || std::abs(base_row() - start_row) > kJumpRows) break;
    go(*way);
    node = way->to;
    jumped = true;
  }
  if (jumped) read_back(*node->state, transfers_ahead_);
  looked_at_ = next_order_;
  if (outlook == Outlook::span && way == nullptr) set_out();
  if (jumped) return Outlook::span;
  return outlook == Outlook::span ? Outlook::other : outlook;
}

void DramChannel::note_transfers_in_queue() {
  const BurstQueue& waiting = queue(line_.front().direction);
  transfers_ahead_.clear();
  for (int i = 0; i < waiting.size(); ++i) transfers_ahead_.push_back(waiting[waiting.slot_at(i)].transfer);
}

void DramChannel::go(const KnownWays::Way& way) {
  const DramTick start = now_;
  now_ += way.duration;
  statistics_ += way.statistics;
  jumped_bursts_ += way.bursts;
  bursts_in_line_[static_cast<std::size_t>(line_.front().direction)] -= way.bursts;
  const InLine& first = line_.front();
  const int transfer = first.transfer;
  const auto same = [&](int other) { return other == transfer; };
  if (first.bursts.count >= way.bursts && std::all_of(transfers_ahead_.begin(), transfers_ahead_.end(), same)) {
    // One request alone: it does not matter which of its bursts were served.
    take_from_head(way.bursts);
    const auto served = static_cast<std::int64_t>(way.served.size());
    if (served > 0) transfers_.served(transfer, served, start + way.last_data_end);
    transfers_ahead_.resize(transfers_ahead_.size() + static_cast<std::size_t>(way.bursts - served), transfer);
    return;
  }
  for (int left = way.bursts; left > 0;) {
    const InLine& head = line_.front();
    const int taken = static_cast<int>(std::min<std::int64_t>(left, head.bursts.count));
    transfers_ahead_.insert(transfers_ahead_.end(), static_cast<std::size_t>(taken), head.transfer);
    take_from_head(taken);
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

void DramChannel::set_out() {
  const BurstQueue& waiting = queue(line_.front().direction);
  way_.active = true;
  way_.ahead = ahead_;
  way_.generation = known_->generation();
  way_.first_order = next_order_;
  way_.bursts = static_cast<int>(ahead_[2]);
  way_.start = now_;
  way_.refresh_due = refresh_due_;
  way_.statistics = statistics_;
  way_.served.clear();
  way_.orders.clear();
  for (int i = 0; i < waiting.size(); ++i) way_.orders.push_back(waiting[waiting.slot_at(i)].order);
  way_.far_rows.clear();
  const std::int64_t base = base_row();
  device_.visit_state(
      [&](std::int64_t row) { way_.far_rows.push_back(std::abs(row - base) > kFarRows ? row : DramDevice::kClosed); },
      [](DramTick) {});
}

void DramChannel::learn(const KnownWays::Node& here) {
  if (way_.generation != known_->generation()) return;
  // A far row that has come near is another one each time.
  const std::int64_t base = base_row();
  std::size_t bank = 0;
  bool holds = now_ - way_.start < kMaxTime;
  device_.visit_state(
      [&](std::int64_t row) {
        const std::int64_t before = way_.far_rows[bank++];
        if (row == before && row != DramDevice::kClosed && std::abs(row - base) <= kFarRows) holds = false;
      },
      [](DramTick) {});
  if (!holds) return;

  KnownWays::Way way;
  way.to = &here;
  way.duration = now_ - way_.start;
  way.bursts = way_.bursts;
  way.statistics = statistics_ - way_.statistics;
  for (const auto& [order, data_end] : way_.served) {
    const auto in_queue = std::lower_bound(way_.orders.begin(), way_.orders.end(), order);
    const std::int64_t place = order >= way_.first_order
                                   ? static_cast<std::int64_t>(way_.orders.size()) + order - way_.first_order
                                   : in_queue - way_.orders.begin();
    way.served.push_back({static_cast<std::int16_t>(place), static_cast<std::int16_t>(data_end - way_.start)});
    way.last_data_end = std::max(way.last_data_end, data_end - way_.start);
  }
  known_->add(way_.ahead, std::move(way));
}

}  // namespace skipgrid::sim
