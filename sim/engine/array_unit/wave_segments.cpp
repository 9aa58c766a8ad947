// Where in DRAM lies what a wave covers of a matrix.
#include "sim/engine/array_unit/gemm_plan.h"

namespace skipgrid::sim {

void GemmPlan::locate(Matrix matrix, const PlannedWave& wave, DramPlace& place) const {
  place.clear();
  const auto& [m, k, n] = wave.kept;
  switch (matrix) {
    case Matrix::a:
      if (transposed_) return place_gathered(place, matrix, Dimension::m, m, k);
      return place_compacted(place, homes_.a, m, kept_.m, k);
    case Matrix::b:
      if (transposed_) return place_compacted(place, homes_.b, n, kept_.n, k);
      return place_gathered(place, matrix, Dimension::n, n, k);
    case Matrix::c: break;
  }
  if (sums_stay_) return place.segments.push_back({homes_.c.address, homes_.c.bytes(dense_.m * dense_.n)});
  // Results that a mask thins along N are written compacted.
  const std::int64_t panel = homes_.c.address + homes_.c.bytes(n.begin * dense_.m).count();
  place_rows(place, matrix, panel, homes_.c.bytes(n.size()).count(), Dimension::m, m);
}

void GemmPlan::place_compacted(DramPlace& place, const Home& home, IndexRange lanes, std::int64_t kept_lanes,
                               IndexRange k) {
  // Activations are written compacted, panel after panel along K: one segment.
  const std::int64_t offset = k.begin * kept_lanes + lanes.begin * k.size();
  place.segments.push_back({home.address + home.bytes(offset).count(), home.bytes(lanes.size() * k.size())});
}

void GemmPlan::place_gathered(DramPlace& place, Matrix matrix, Dimension across, IndexRange lanes, IndexRange k) const {
  // A matrix that masks pick rows (or, transposed, columns) from lies in panels as wide as the tile that reads it: what
  // is dropped is a gap between segments.
  const Home& home = homes_[matrix];
  if (!kept_indices_[across].empty()) {
    const std::int64_t panel = home.address + home.bytes(k.begin * dense_[across]).count();
    place_rows(place, matrix, panel, home.bytes(k.size()).count(), across, lanes);
  } else {
    const std::int64_t panel = home.address + home.bytes(lanes.begin * dense_.k).count();
    place_rows(place, matrix, panel, home.bytes(lanes.size()).count(), Dimension::k, k);
  }
}

void GemmPlan::place_rows(DramPlace& place, Matrix matrix, std::int64_t panel_address, std::int64_t row_bytes,
                          Dimension dimension, IndexRange rows) const {
  const std::vector<std::uint32_t>& kept = kept_indices_[dimension];
  if (kept.empty()) {
    place.segments.push_back({panel_address + rows.begin * row_bytes, Bytes(rows.size() * row_bytes)});
  } else {
    place.gather = gathers_[matrix].of(kept, rows, row_bytes);
    place.address = panel_address;
  }
}

}  // namespace skipgrid::sim
