// Strips of results through many steps, for products that add into the same sums and whose sums stream.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/schedule/span_demands.h"

namespace skipgrid::sim {

/// Partitions of a group into spans that are done in strips; none where strips spare no bytes: memory is ideal, results
/// are pinned or no other member adds to them. Of all ways to cut results that leave a strip room in buffer C, the one
/// in which operands are read the least, laid either way; spans of all steps, half and a third of them. A strip may
/// take one part in `share` of what is not pinned of buffer C.
std::vector<std::vector<Span>> strip_partitions(const SpanDemands& demands, std::size_t group, bool skips,
                                                int share = 1);

}  // namespace skipgrid::sim
