// A span of a group as one product, and a product as the array is asked for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/engine/machine_config.h"
#include "sim/schedule/iteration/iteration.h"
#include "sim/schedule/schedule.h"

namespace skipgrid::sim {

/// Members [first, first + span.steps) as one: step and labels of the first; of sequences, all slices
/// ("lstm0.x[0..34]"). If the span skips, a dimension that all share skips what every member drops on it; on the fused
/// one nothing is. Padding is that of all. id and deps are those of the first member.
traces::GemmOp span_product(const Iteration& iteration, const ProductGroup& group, std::size_t first, const Span& span);

/// C^T = B^T A^T in place of C = A B.
void transpose(traces::GemmOp& product);

/// Indices of a dimension, of the product as the iteration has it, that share a tile of an array that takes it this
/// way.
std::int64_t tile_size(const ArrayConfig& array, bool transposed, Dimension dimension);
/// Where n is cut, whatever a mask keeps of it: begin and end of each piece, whole tiles of an array that takes the
/// product this way and skips nothing. At most `pieces`.
std::vector<IndexRange> pieces_of(const traces::GemmOp& product, const ArrayConfig& array, bool transposed, int pieces);
/// As many as a schedule says, but where memory takes time: there a tensor is moved and pinned whole.
int pieces_on(const MachineConfig& config, int pieces);
/// Products that are issued one right after another.
using ProductChain = std::vector<traces::GemmOp>;
/// What the array is asked for in place of a span, in order: its pieces, or its strips, each product after product.
/// None when a product is too large.
std::vector<ProductChain> issued_products(const Iteration& iteration, const ProductGroup& group, std::size_t first,
                                          const Span& span, int pieces, const MachineConfig& config);
/// The same, but for labels, padding and whom they wait for: what the machine's units take of time. Copying text is
/// most of what issued_products() takes.
std::vector<ProductChain> unnamed_products(const Iteration& iteration, const ProductGroup& group, std::size_t first,
                                           const Span& span, int pieces, const MachineConfig& config);
/// Rows and columns of a product's results. What a mask drops on them is cut with them.
traces::GemmOp piece_of(const traces::GemmOp& product, IndexRange rows, IndexRange cols);

}  // namespace skipgrid::sim
