#include "sim/schedule/id_map.h"

#include <algorithm>

namespace skipgrid::sim {

void IdMap::append(const std::vector<std::uint32_t>& places, std::uint64_t count) {
  if (places.empty()) return;
  const std::vector<std::uint32_t>* table = &*tables_.insert(places).first;
  // The same table means the same number of new operations.
  if (spans_.empty() || spans_.back().places != table) spans_.push_back({next_old_, next_new_, count, table});
  next_old_ += places.size();
  next_new_ += count;
}

std::uint64_t IdMap::new_id(std::uint64_t old_id) const {
  const auto after = std::upper_bound(spans_.begin(), spans_.end(), old_id,
                                      [](std::uint64_t id, const Span& span) { return id < span.first_old; });
  const Span& span = *(after - 1);
  const std::uint64_t offset = old_id - span.first_old;
  const std::uint64_t size = span.places->size();
  return span.first_new + offset / size * span.count + (*span.places)[static_cast<std::size_t>(offset % size)];
}

}  // namespace skipgrid::sim
