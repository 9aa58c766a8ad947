// The part of a run that a timeline shows.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include "sim/units.h"

namespace skipgrid::sim {

/// Cycles that are shown: what overlaps [from, to).
struct Window {
  Cycles from = Cycles(0), to = Cycles(std::numeric_limits<std::int64_t>::max());

  bool overlaps(Cycles begin, Cycles end) const { return end > from && begin < to; }
};

/// "1000:2000", "1000:" and ":2000". Throws std::invalid_argument.
Window window_from_string(std::string_view text);

}  // namespace skipgrid::sim
