// How a translation is looked for.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace skipgrid::models {

/// What the log probability of a hypothesis is divided by, as in OpenNMT-py, where a sentence of n words and its end is
/// n + 2 long: nothing; ((5 + length) / 6)^alpha (Wu et al. 2016); its length.
enum class LengthPenalty : std::uint8_t { none, wu, avg };
inline constexpr std::array<std::string_view, 3> kLengthPenalties{"none", "wu", "avg"};

struct Decoding {
  int beam = 1;  ///< hypotheses that are followed at once; 1: greedy
  LengthPenalty length_penalty = LengthPenalty::none;
  double alpha = 0.0;

  /// length: as above.
  double penalty_of(int length) const;
};

}  // namespace skipgrid::models
