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

/// Where n is cut: begin and end of each piece, whole tiles of an array that takes the product this way. At most
/// `pieces`; one when a mask thins n.
std::vector<IndexRange> pieces_of(const traces::GemmOp& product, const ArrayConfig& array, bool transposed, int pieces);
/// As many as a schedule says, but where memory takes time: there a tensor is moved and pinned whole.
int pieces_on(const MachineConfig& config, int pieces);
/// What the array is asked for in place of a span: its pieces, in order. None when it is too large for one product.
std::vector<traces::GemmOp> issued_products(const Iteration& iteration, const ProductGroup& group, std::size_t first,
                                            const Span& span, int pieces, const MachineConfig& config);
/// The same, but for labels, padding and whom they wait for: what the machine's units take of time. Copying text is
/// most of what issued_products() takes.
std::vector<traces::GemmOp> unnamed_products(const Iteration& iteration, const ProductGroup& group, std::size_t first,
                                             const Span& span, int pieces, const MachineConfig& config);
/// Columns [piece.begin, piece.end) of a product's results.
traces::GemmOp piece_of(const traces::GemmOp& product, IndexRange piece);

}  // namespace skipgrid::sim
