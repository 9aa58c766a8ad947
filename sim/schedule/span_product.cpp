#include "sim/schedule/span_product.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace skipgrid::sim {

using traces::GemmOp;
using traces::Mask;
using traces::MaskPtr;

namespace {

using Members = std::vector<const GemmOp*>;

bool same_mask(const MaskPtr& x, const MaskPtr& y) {
  if (x == y) return true;
  return x != nullptr && y != nullptr && x->mask == y->mask;
}

/// Keeps what at least one member keeps; null when that is everything. Masks that schedules make have ids of their own.
MaskPtr union_mask(const Members& members, const MaskPtr GemmOp::*dimension) {
  std::vector<const Mask*> masks;
  bool all_the_same = true;
  for (const GemmOp* op : members) {
    const MaskPtr& mask = op->*dimension;
    if (mask == nullptr) return nullptr;
    all_the_same = all_the_same && same_mask(mask, members.front()->*dimension);
    masks.push_back(&mask->mask);
  }
  if (all_the_same) return members.front()->*dimension;
  Mask all = Mask::structural_union(masks);
  if (all.kept_count() == all.neurons()) return nullptr;
  constexpr std::uint64_t kMadeByASchedule = std::uint64_t{1} << 63;
  return std::make_shared<const traces::TraceMask>(
      traces::TraceMask{kMadeByASchedule + (members.front()->*dimension)->id, std::move(all)});
}

traces::TensorReference all_slices(const Members& members, const traces::TensorReference GemmOp::*operand) {
  std::vector<const traces::TensorReference*> parts;
  for (const GemmOp* op : members) parts.push_back(&(op->*operand));
  return traces::span_of(parts);
}

}  // namespace

namespace {

/// As traces have it, but for what only people and the window of operations look at.
GemmOp unnamed(const GemmOp& op) {
  GemmOp product;
  product.phase = op.phase;
  product.m = op.m, product.k = op.k, product.n = op.n;
  product.a = op.a, product.b = op.b, product.c = op.c;
  product.transposed = op.transposed;
  product.piece_m = op.piece_m, product.piece_n = op.piece_n;
  product.accumulate = op.accumulate;
  product.skip_m = op.skip_m, product.skip_k = op.skip_k, product.skip_n = op.skip_n;
  return product;
}

/// Makes a span's product of its first member's.
void join(GemmOp& product, const Iteration& iteration, const ProductGroup& group, std::size_t first, const Span& span) {
  if (!span.skips) product.skip_m = product.skip_k = product.skip_n = nullptr;
  if (span.steps == 1) return;
  Members members;
  members.reserve(static_cast<std::size_t>(span.steps));
  for (std::size_t i = first; i < first + static_cast<std::size_t>(span.steps); ++i) {
    members.push_back(&iteration.product(group.members[i]));
  }
  product.padding = product.m = product.k = 0;
  for (const GemmOp* op : members) {
    product.padding += op->padding;
    product.m += op->m;
    product.k += op->k;
  }
  product.a = all_slices(members, &GemmOp::a);
  product.skip_n = span.skips ? union_mask(members, &GemmOp::skip_n) : nullptr;
  if (group.axis == FusedAxis::m) {
    product.k = members.front()->k;
    product.c = all_slices(members, &GemmOp::c);
    product.skip_m = nullptr;
    product.skip_k = span.skips ? union_mask(members, &GemmOp::skip_k) : nullptr;
  } else {
    product.m = members.front()->m;
    product.b = all_slices(members, &GemmOp::b);
    product.skip_k = nullptr;
    product.skip_m = span.skips ? union_mask(members, &GemmOp::skip_m) : nullptr;
  }
}

std::vector<GemmOp> cut(GemmOp&& whole, const Span& span, int pieces, const MachineConfig& config) {
  std::vector<GemmOp> products;
  if (!traces::valid_shape(whole.m, whole.k, whole.n)) return products;
  const std::vector<IndexRange> ranges = pieces_of(whole, config.array, span.transposed, pieces_on(config, pieces));
  products.reserve(ranges.size());
  if (ranges.size() == 1) products.push_back(std::move(whole));
  if (ranges.size() > 1) {
    for (const IndexRange& range : ranges) products.push_back(piece_of(whole, range));
  }
  if (span.transposed) std::for_each(products.begin(), products.end(), transpose);
  return products;
}

}  // namespace

GemmOp span_product(const Iteration& iteration, const ProductGroup& group, std::size_t first, const Span& span) {
  GemmOp product = iteration.product(group.members[first]);
  join(product, iteration, group, first, span);
  return product;
}

void transpose(GemmOp& product) {
  product.transposed = !product.transposed;
  std::swap(product.a, product.b);
  std::swap(product.m, product.n);
  std::swap(product.skip_m, product.skip_n);
  std::swap(product.piece_m, product.piece_n);
}

std::vector<IndexRange> pieces_of(const GemmOp& product, const ArrayConfig& array, bool transposed, int pieces) {
  const Dimension n = transposed ? Dimension::m : Dimension::n;
  const Mapping& mapping = mapping_of(array.dataflow);
  const std::int64_t unit = mapping.rows == n ? array.rows : mapping.cols == n ? array.cols : 1;
  const std::int64_t tiles = divide_up(product.n, unit);
  const std::int64_t count = product.skip_n != nullptr ? 1 : std::min<std::int64_t>(pieces, tiles);
  std::vector<IndexRange> ranges;
  for (std::int64_t i = 0; i < count; ++i) {
    ranges.push_back({i * tiles / count * unit, std::min(product.n, (i + 1) * tiles / count * unit)});
  }
  return ranges;
}

int pieces_on(const MachineConfig& config, int pieces) { return config.dram.kind == DramKind::ideal ? pieces : 1; }

GemmOp piece_of(const GemmOp& product, IndexRange piece) {
  if (piece.size() == product.n) return product;
  GemmOp part = product;
  part.n = piece.size();
  part.piece_n = {piece.begin, product.n};
  part.padding = product.padding / product.n * part.n;
  return part;
}

std::vector<GemmOp> issued_products(const Iteration& iteration, const ProductGroup& group, std::size_t first,
                                    const Span& span, int pieces, const MachineConfig& config) {
  return cut(span_product(iteration, group, first, span), span, pieces, config);
}

std::vector<GemmOp> unnamed_products(const Iteration& iteration, const ProductGroup& group, std::size_t first,
                                     const Span& span, int pieces, const MachineConfig& config) {
  GemmOp product = unnamed(iteration.product(group.members[first]));
  join(product, iteration, group, first, span);
  return cut(std::move(product), span, pieces, config);
}

}  // namespace skipgrid::sim
