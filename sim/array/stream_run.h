// When operands stream past PE(0, 0).
#pragma once

#include <cstdint>

#include "sim/situation.h"
#include "sim/units.h"

namespace skipgrid::sim {

/// The streams of `count` equal waves, `length` cycles each. The first begins in cycle `first`; the others follow at
/// `distance` from one another (0 for a single wave), so that the last one begins in cycle `last`.
struct StreamRun {
  Cycles first, last;
  std::int64_t count = 0;
  Cycles length, distance;

  void describe(Situation& situation, Cycles now) const {
    for (const Cycles time : {first, last}) situation.add(time, now);
    for (const std::int64_t number : {count, length.count(), distance.count()}) situation.add(number);
  }
  static StreamRun restored(SituationReader& situation) {
    StreamRun run;
    for (Cycles* time : {&run.first, &run.last}) *time = situation.time();
    run.count = situation.number();
    for (Cycles* cycles : {&run.length, &run.distance}) *cycles = Cycles(situation.number());
    return run;
  }
  void postpone(Cycles by) { first += by, last += by; }

  friend bool operator==(const StreamRun& a, const StreamRun& b) {
    return a.first == b.first && a.last == b.last && a.count == b.count && a.length == b.length &&
           a.distance == b.distance;
  }
};

}  // namespace skipgrid::sim
