#include "sim/engine/array_unit/gathers.h"

namespace skipgrid::sim {

const DramGatherPtr& Gathers::of(const std::vector<std::uint32_t>& kept, IndexRange rows, std::int64_t row_bytes) {
  Piece& piece = pieces_[rows.begin];
  if (piece.gather != nullptr && piece.rows.end == rows.end && piece.row_bytes == row_bytes) return piece.gather;
  std::vector<DramSegment> segments;
  for (std::int64_t i = rows.begin; i < rows.end;) {
    const std::int64_t begin = kept[static_cast<std::size_t>(i)];
    std::int64_t end = begin;
    while (i < rows.end && kept[static_cast<std::size_t>(i)] == end) ++i, ++end;
    segments.push_back({begin * row_bytes, Bytes((end - begin) * row_bytes)});
  }
  piece = {rows, row_bytes, std::make_shared<DramGather>(std::move(segments))};
  return piece.gather;
}

}  // namespace skipgrid::sim
