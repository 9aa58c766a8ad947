#include "sim/schedule/id_map.h"

#include <algorithm>

namespace skipgrid::sim {

void IdMap::append(const Places& places, std::uint64_t count) {
  if (places.empty()) return;
  const Places* table = &*tables_.insert(places).first;
  // The same table means the same number of new operations.
  if (spans_.empty() || spans_.back().places != table) spans_.push_back({next_old_, next_new_, count, table});
  next_old_ += places.size();
  next_new_ += count;
}

void IdMap::add_new_ids(std::uint64_t old_id, std::vector<std::uint64_t>& ids) const {
  const auto after = std::upper_bound(spans_.begin(), spans_.end(), old_id,
                                      [](std::uint64_t id, const Stretch& span) { return id < span.first_old; });
  const Stretch& span = *(after - 1);
  const std::uint64_t offset = old_id - span.first_old;
  const std::uint64_t size = span.places->size();
  const std::uint64_t first = span.first_new + offset / size * span.count;
  for (const std::uint32_t place : (*span.places)[static_cast<std::size_t>(offset % size)])
    ids.push_back(first + place);
}

}  // namespace skipgrid::sim
