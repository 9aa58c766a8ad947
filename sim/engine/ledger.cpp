#include "sim/engine/ledger.h"

#include <algorithm>

namespace skipgrid::sim {

namespace {

std::int64_t overlap(std::int64_t a0, std::int64_t a1, std::int64_t b0, std::int64_t b1) {
  return std::max<std::int64_t>(0, std::min(a1, b1) - std::max(a0, b0));
}

/// Cycles before `time` in which waves that begin at 0, distance, 2 distance, ... (`count` of them) stream.
std::int64_t streamed_before(std::int64_t time, std::int64_t count, std::int64_t length, std::int64_t distance) {
  if (time <= 0 || count <= 0) return 0;
  const std::int64_t begun = std::min(count, (time - 1) / distance + 1);
  return (begun - 1) * length + std::min(length, time - (begun - 1) * distance);
}

}  // namespace

std::int64_t streaming_cycles(const StreamRun& run, std::int64_t begin, std::int64_t end) {
  const std::int64_t first = run.first.count(), length = run.length.count();
  std::int64_t cycles = overlap(begin, end, first, first + length);
  if (run.count > 1) {
    const std::int64_t distance = run.distance.count();
    const std::int64_t second = run.last.count() - (run.count - 2) * distance;
    cycles += streamed_before(end - second, run.count - 1, length, distance) -
              streamed_before(begin - second, run.count - 1, length, distance);
  }
  return cycles;
}

void Ledger::change(Cycles now, const State& state) {
  if (!changes_.empty() && changes_.back().time == now) {
    changes_.back().state = state;
  } else {
    changes_.push_back({now, state});
  }
  // Of the last cycle the streams may not be known yet.
  settle(now - Cycles(1));
}

void Ledger::close(Cycles end) {
  settle(end);
  changes_.clear();
}

bool Ledger::only_for(std::size_t account, std::size_t other) const {
  return std::all_of(changes_.begin(), changes_.end(), [&](const Change& change) {
    return change.state.account == account || change.state.account == other;
  });
}

void Ledger::describe(Situation& situation, Cycles now) {
  settle(now - Cycles(1));
  drop_streams_before(settled_);
  situation.add(settled_, now);
  situation.add(changes_.size());
  for (const Change& change : changes_) {
    situation.add(std::max(change.time, settled_), now);
    const State& state = change.state;
    situation.add(state.account);
    const auto spent = std::find(kSpentKinds.begin(), kSpentKinds.end(), state.blocked_by);
    situation.add(spent - kSpentKinds.begin());
    for (const bool flag : {state.array_in_flight, state.vector_busy, state.traffic}) situation.add(flag);
  }
  situation.add(runs_.size());
  for (const StreamRun& run : runs_) run.describe(situation, now);
}

void Ledger::restore(SituationReader& situation) {
  settled_ = situation.time();
  changes_.resize(situation.count());
  for (Change& change : changes_) {
    change.time = situation.time();
    State& state = change.state;
    state.account = situation.count();
    const std::size_t spent = situation.count();
    state.blocked_by = spent < kSpentKinds.size() ? kSpentKinds[spent] : nullptr;
    for (bool* flag : {&state.array_in_flight, &state.vector_busy, &state.traffic}) *flag = situation.flag();
  }
  runs_.resize(situation.count());
  for (StreamRun& run : runs_) run = StreamRun::restored(situation);
}

void Ledger::postpone(Cycles by) {
  settled_ += by;
  for (Change& change : changes_) change.time += by;
  for (StreamRun& run : runs_) run.postpone(by);
}

void Ledger::settle(Cycles limit) {
  limit = std::min(limit, known_until_);
  while (!changes_.empty() && settled_ < limit) {
    const Cycles end = changes_.size() > 1 ? std::min(limit, changes_[1].time) : limit;
    if (settled_ < changes_.front().time) settled_ = std::min(end, changes_.front().time);
    if (settled_ < end) account_for(settled_, end, changes_.front().state);
    settled_ = std::max(settled_, end);
    if (changes_.size() > 1 && changes_[1].time <= settled_) {
      changes_.pop_front();
    } else {
      break;
    }
  }
}

void Ledger::drop_streams_before(Cycles time) {
  while (!runs_.empty() && runs_.front().last + runs_.front().length <= time) runs_.pop_front();
}

std::int64_t Ledger::streaming(std::int64_t begin, std::int64_t end) {
  drop_streams_before(Cycles(begin));
  std::int64_t cycles = 0;
  for (const StreamRun& run : runs_) {
    if (run.first.count() >= end) break;
    cycles += streaming_cycles(run, begin, end);
  }
  return cycles;
}

void Ledger::account_for(Cycles begin, Cycles end, const State& state) {
  Stats& stats = accounts_[state.account];
  const Cycles all = end - begin;
  const Cycles compute(streaming(begin.count(), end.count()));
  Spent rest = state.blocked_by;
  if (rest == nullptr && state.array_in_flight) rest = &Stats::fill_cycles;
  if (rest == nullptr && state.vector_busy) rest = &Stats::vector_wait_cycles;
  if (rest == nullptr && state.traffic) rest = &Stats::dram_stall_cycles;
  spend(stats, &Stats::compute_cycles, compute);
  spend(stats, rest, all - compute);
  if (state.array_in_flight) stats.array_cycles += all;
  if (state.vector_busy) stats.vector_cycles += all;
  if (observer_ != nullptr) tell(begin, end, rest);
}

void Ledger::tell(Cycles begin, Cycles end, Spent otherwise) const {
  Cycles told = begin;
  const auto wave = [&](Cycles start, Cycles length) {
    const Cycles from = std::max(start, told), to = std::min(start + length, end);
    if (from >= to) return;
    if (from > told) observer_->spent(otherwise, told, from);
    observer_->spent(&Stats::compute_cycles, from, to);
    told = to;
  };
  for (const StreamRun& run : runs_) {
    if (run.first >= end) break;
    wave(run.first, run.length);
    for (std::int64_t i = run.count - 2; i >= 0; --i) wave(run.last - run.distance * i, run.length);
  }
  if (told < end) observer_->spent(otherwise, told, end);
}

}  // namespace skipgrid::sim
