// Does not execute what has been executed before. Weights are read over and over, so a channel soon comes back into
// states that it has been in, with the same bursts ahead; from there it goes the known way.
#pragma once

#include <vector>

#include "sim/memory/banked/channel/exploration.h"
#include "sim/memory/banked/transfer_table.h"

namespace skipgrid::sim {

/// Bursts ahead are looked at a span (kSpan of a request, or what is left of it) at a time. A known way leads from a
/// state to the one in which the span's last burst enters the queue; a way that is not known is explored, then known.
class ChannelJumps {
 public:
  /// The bursts in line: a run for a span and one burst more; something else; or they end before that.
  enum class Outlook { span, other, too_short };

  /// All must outlive this. Channels of one configuration may share what they know; without `known` there are no jumps.
  ChannelJumps(ChannelState& state, TransferTable& transfers, KnownWays* known)
      : state_(state), transfers_(transfers), known_(known) {}

  /// Goes as many known ways as there are from here: Outlook::span. When there is none, says why. Only for a line that
  /// overfills its queue.
  Outlook jump();
  /// To be called for every burst that is executed.
  void note(const CommandScheduler::Served& served) { exploration_.note(served); }
  std::int64_t jumped_bursts() const { return jumped_bursts_; }

 private:
  /// The next burst in line begins a span, and nothing of the other direction waits.
  bool at_span() const;
  Outlook look_along_line(KnownWays::Ahead& ahead);
  void note_transfers_in_queue();
  void go(const KnownWays::Way& way);

  ChannelState& state_;
  TransferTable& transfers_;
  KnownWays* known_;
  Exploration exploration_;
  std::int64_t jumped_bursts_ = 0;
  std::int64_t looked_at_ = -1;  // next_order() at the last look
  // Kept for their memory.
  KnownWays::State words_;
  KnownWays::Ahead ahead_{};
  KnownWays::Pattern pieces_;
  std::vector<int> transfers_ahead_;  // of those that wait in the queue, in order
};

}  // namespace skipgrid::sim
