#include "traces/json/nearest.h"

#include <algorithm>
#include <limits>

namespace skipgrid {
namespace {

/// Edits that turn `from` into `to`, by the rows of the usual table; a swap of two neighbours is one edit.
std::size_t edits(const std::string& from, const std::string& to) {
  std::vector<std::size_t> before_last, last(to.size() + 1), row(to.size() + 1);
  for (std::size_t j = 0; j <= to.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last = last;
    last = row;
  }
  return last[to.size()];
}

}  // namespace

std::string nearest(const std::string& name, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t fewest = std::numeric_limits<std::size_t>::max();
  const std::string start = name.substr(0, 100);  // a longer name is nobody's misspelling, and the table is a product
  for (const std::string& candidate : candidates) {
    const std::size_t count = edits(start, candidate);
    if (count < fewest) {
      fewest = count;
      best = candidate;
    }
  }
  return best;
}

}  // namespace skipgrid
