// Where in DRAM lies what a wave covers of a matrix.
#include "sim/engine/array_unit/gemm_plan.h"

namespace skipgrid::sim {

namespace {

/// Rows of a panel, `row_bytes` each: kept rows next to each other are one segment.
void add_rows(std::vector<DramSegment>& segments, std::int64_t panel_address, std::int64_t row_bytes,
              const std::vector<std::uint32_t>& kept_rows, IndexRange rows) {
  if (kept_rows.empty()) {
    segments.push_back({panel_address + rows.begin * row_bytes, Bytes(rows.size() * row_bytes)});
    return;
  }
  for (std::int64_t i = rows.begin; i < rows.end;) {
    const std::int64_t begin = kept_rows[static_cast<std::size_t>(i)];
    std::int64_t end = begin;
    while (i < rows.end && kept_rows[static_cast<std::size_t>(i)] == end) ++i, ++end;
    segments.push_back({panel_address + begin * row_bytes, Bytes((end - begin) * row_bytes)});
  }
}

}  // namespace

void GemmPlan::locate(Matrix matrix, const PlannedWave& wave, std::vector<DramSegment>& segments) const {
  segments.clear();
  const auto& [m, k, n] = wave.kept;
  switch (matrix) {
    case Matrix::a:
      if (transposed_) return add_gathered(segments, homes_.a, m, kept_indices_.m, dense_.m, k);
      return add_compacted(segments, homes_.a, m, kept_.m, k);
    case Matrix::b:
      if (transposed_) return add_compacted(segments, homes_.b, n, kept_.n, k);
      return add_gathered(segments, homes_.b, n, kept_indices_.n, dense_.n, k);
    case Matrix::c: break;
  }
  if (sums_stay_) return segments.push_back({homes_.c.address, homes_.c.bytes(dense_.m * dense_.n)});
  // Results that a mask thins along N are written compacted.
  const std::int64_t panel = homes_.c.address + homes_.c.bytes(n.begin * dense_.m).count();
  add_rows(segments, panel, homes_.c.bytes(n.size()).count(), kept_indices_.m, m);
}

void GemmPlan::add_compacted(std::vector<DramSegment>& segments, const Home& home, IndexRange lanes,
                             std::int64_t kept_lanes, IndexRange k) {
  // Activations are written compacted, panel after panel along K: one segment.
  const std::int64_t offset = k.begin * kept_lanes + lanes.begin * k.size();
  segments.push_back({home.address + home.bytes(offset).count(), home.bytes(lanes.size() * k.size())});
}

void GemmPlan::add_gathered(std::vector<DramSegment>& segments, const Home& home, IndexRange lanes,
                            const std::vector<std::uint32_t>& kept_lanes, std::int64_t dense_lanes,
                            IndexRange k) const {
  // A matrix that masks pick rows (or, transposed, columns) from lies in panels as wide as the tile that reads it: what
  // is dropped is a gap between segments.
  if (!kept_lanes.empty()) {
    const std::int64_t panel = home.address + home.bytes(k.begin * dense_lanes).count();
    add_rows(segments, panel, home.bytes(k.size()).count(), kept_lanes, lanes);
  } else {
    const std::int64_t panel = home.address + home.bytes(lanes.begin * dense_.k).count();
    add_rows(segments, panel, home.bytes(lanes.size()).count(), kept_indices_.k, k);
  }
}

}  // namespace skipgrid::sim
