#include "sim/memory/banked/channel/dram_channel.h"

#include <algorithm>

namespace skipgrid::sim {

DramChannel::DramChannel(const BankedDramConfig& config, const AddressMap& map, TransferTable& transfers,
                         KnownWays* known)
    : frontend_cycles_(config.controller.frontend_cycles),
      column_to_data_end_(std::min(config.timing.tcl, config.timing.tcwl) + config.timing.tbl),
      transfers_(transfers),
      state_(config, map),
      jumps_(state_, transfers, known) {}

void DramChannel::enqueue(DramDirection direction, BurstRange bursts, int transfer, DramTick arrival) {
  if (bursts.count > 0) state_.line.push(direction, bursts, transfer, arrival + frontend_cycles_);
}

void DramChannel::run_until(DramTick end) {
  while (state_.now < end) {
    skip_idle_refreshes(end);
    step(end);
  }
}

void DramChannel::skip_idle_refreshes(DramTick end) {
  const BurstLine& line = state_.line;
  if (state_.scheduler.anything_queued() || state_.refresh.under_way()) return;
  state_.now = state_.refresh.skip_idle(state_.now, line.empty() ? end : std::min(end, line.front().arrival));
}

void DramChannel::look_ahead() {
  // A line with more bursts of a direction than the queue can take does not empty, so a later request cannot get in.
  while (line_overfills(DramDirection::read) || line_overfills(DramDirection::write)) {
    const ChannelJumps::Outlook outlook = jumps_.jump();
    if (outlook == ChannelJumps::Outlook::too_short) return;  // the rest can wait for what comes after it
    if (outlook == ChannelJumps::Outlook::other) step(kNever);
  }
}

void DramChannel::step(DramTick end) {
  const DramTick now = state_.now;
  const BurstLine& line = state_.line;
  // 1. Bursts of the requests enter the queue of their direction, in order, as long as it has room.
  admit();
  DramTick wake = end;
  if (!line.empty() && line.front().arrival > now) wake = std::min(wake, line.front().arrival);

  // 2. When a refresh is due, nothing else is issued until it is over.
  state_.refresh.begin_if_due(now);
  wake = std::min(wake, state_.refresh.due());
  if (state_.refresh.under_way()) return refresh(wake);

  // 3. Else the direction changes when it has nothing left, or has had its batch, and the other has bursts.
  state_.scheduler.choose_direction();

  // 4. Of the commands that are allowed first, the one of the oldest burst is issued.
  const CommandScheduler::Choices choices = state_.scheduler.choose(now);
  const DramTick next = choices.time();
  if (next >= wake) return pass_to(wake);
  pass_to(next + 1);
  if (const auto served = state_.scheduler.issue(choices, next)) {
    transfers_.served(served->transfer, 1, served->data_end);
    jumps_.note(*served);
  }
}

void DramChannel::admit() {
  BurstLine& line = state_.line;
  while (!line.empty()) {
    const BurstLine::Run& head = line.front();
    if (head.arrival > state_.now || state_.scheduler.queue(head.direction).full()) return;
    const BurstPlace place = state_.map.place(head.bursts.first);
    state_.scheduler.push(head.direction, place.bank, place.row, head.transfer);
    line.take(1);
  }
}

void DramChannel::refresh(DramTick wake) {
  const DramTick next = std::max(state_.now, state_.refresh.next_command());
  if (next >= wake) return pass_to(wake);
  pass_to(next + 1);
  if (state_.refresh.issue(next)) state_.scheduler.banks_closed();
}

void DramChannel::pass_to(DramTick time) {
  if (state_.scheduler.anything_queued()) state_.statistics.busy_cycles += DramCycles(time - state_.now);
  state_.now = time;
}

DramTick DramChannel::earliest_data_end() const {
  const BurstLine& line = state_.line;
  const CommandScheduler& scheduler = state_.scheduler;
  DramTick column = kNever;
  if (!line.empty() && !scheduler.queue(line.front().direction).full())
    column = std::max(state_.now, line.front().arrival);
  if (state_.refresh.under_way() && scheduler.anything_queued()) {
    column = std::max(state_.now, state_.refresh.earliest_refresh());
  } else {
    column = std::min(column, scheduler.earliest_column(state_.now));
  }
  return column == kNever ? kNever : column + column_to_data_end_;
}

}  // namespace skipgrid::sim
