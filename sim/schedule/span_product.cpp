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

/// In the ids of masks that are unions of others.
constexpr std::uint64_t kMadeByASchedule = std::uint64_t{1} << 63;

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

/// As many ranges as there are, of whole units but for the last.
std::vector<IndexRange> cut(std::int64_t size, std::int64_t unit, std::int64_t count) {
  const std::int64_t units = divide_up(size, unit);
  const std::int64_t ranges = std::min(count, units);
  std::vector<IndexRange> cuts;
  for (std::int64_t i = 0; i < ranges; ++i) {
    cuts.push_back({i * units / ranges * unit, std::min(size, (i + 1) * units / ranges * unit)});
  }
  return cuts;
}

bool valid_shape(const GemmOp& product) { return traces::valid_shape(product.m, product.k, product.n); }

std::vector<ProductChain> in_pieces(GemmOp&& whole, const Span& span, int pieces, const MachineConfig& config) {
  std::vector<ProductChain> chains;
  if (!valid_shape(whole)) return chains;
  const std::vector<IndexRange> ranges = pieces_of(whole, config.array, span.transposed, pieces_on(config, pieces));
  chains.resize(ranges.size());
  if (chains.size() == 1) {
    chains.front().push_back(std::move(whole));
    return chains;
  }
  for (std::size_t i = 0; i < ranges.size(); ++i) chains[i].push_back(piece_of(whole, {0, whole.m}, ranges[i]));
  return chains;
}

/// One strip through the products of all steps. Those that compute nothing go first, so that with the last the strip is
/// done; the first of the others begins its sums.
ProductChain strip_of(const std::vector<GemmOp>& products, IndexRange rows, IndexRange cols) {
  ProductChain strip;
  strip.reserve(products.size());
  for (const GemmOp& product : products) strip.push_back(piece_of(product, rows, cols));
  const bool accumulates = strip.front().accumulate;
  const auto first =
      std::stable_partition(strip.begin(), strip.end(), [](const GemmOp& product) { return product.kept_macs() == 0; });
  for (auto product = first; product != strip.end(); ++product) {
    product->finds_sums = product != first;
    product->leaves_sums = product + 1 != strip.end();
    product->accumulate = product != first || accumulates;
  }
  return strip;
}

std::vector<ProductChain> in_strips(const std::vector<GemmOp>& products, const Span& span,
                                    const MachineConfig& config) {
  std::vector<ProductChain> strips;
  if (!std::all_of(products.begin(), products.end(), valid_shape)) return strips;
  const GemmOp& any = products.front();
  const auto ranges = [&](Dimension dimension, std::int64_t size, int count) {
    return cut(size, tile_size(config.array, span.transposed, dimension), count);
  };
  for (const IndexRange& cols : ranges(Dimension::n, any.n, span.strips.n)) {
    for (const IndexRange& rows : ranges(Dimension::m, any.m, span.strips.m)) {
      strips.push_back(strip_of(products, rows, cols));
    }
  }
  return strips;
}

/// `begin` makes the first member of a span its product, as far as it takes part.
template <class Begin>
std::vector<ProductChain> products_of(const Iteration& iteration, const ProductGroup& group, std::size_t first,
                                      const Span& span, int pieces, const MachineConfig& config, const Begin& begin) {
  const auto joined = [&](std::size_t from, int steps) {
    GemmOp product = begin(iteration.product(group.members[from]));
    join(product, iteration, group, from, {steps, span.skips});
    return product;
  };
  std::vector<ProductChain> chains;
  if (span.strips.any()) {
    std::vector<GemmOp> products;
    for (int step = 0; step < span.steps; step += span.strips.steps) {
      products.push_back(
          joined(first + static_cast<std::size_t>(step), std::min(span.strips.steps, span.steps - step)));
    }
    chains = in_strips(products, span, config);
  } else {
    chains = in_pieces(joined(first, span.steps), span, pieces, config);
  }
  if (!span.transposed) return chains;
  for (ProductChain& chain : chains) std::for_each(chain.begin(), chain.end(), transpose);
  return chains;
}

}  // namespace

std::int64_t tile_size(const ArrayConfig& array, bool transposed, Dimension dimension) {
  const Dimension on_array = !transposed || dimension == Dimension::k ? dimension
                             : dimension == Dimension::m              ? Dimension::n
                                                                      : Dimension::m;
  const Mapping& mapping = mapping_of(array.dataflow);
  return mapping.rows == on_array ? array.rows : mapping.cols == on_array ? array.cols : 1;
}

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
  return cut(product.n, tile_size(array, transposed, Dimension::n), pieces);
}

int pieces_on(const MachineConfig& config, int pieces) { return config.dram.kind == DramKind::ideal ? pieces : 1; }

namespace {

/// A mask's part has an id of its own.
MaskPtr stretch_of(const MaskPtr& mask, IndexRange range) {
  if (mask == nullptr) return nullptr;
  const auto first = static_cast<std::uint64_t>(range.begin), count = static_cast<std::uint64_t>(range.size());
  constexpr std::uint64_t kPartOfAMask = std::uint64_t{1} << 62;
  const std::uint64_t of_a_schedule = (mask->id & kMadeByASchedule) >> 2;
  return std::make_shared<const traces::TraceMask>(
      traces::TraceMask{kPartOfAMask + of_a_schedule + (mask->id << 31) + first, mask->mask.stretch(first, count)});
}

}  // namespace

GemmOp piece_of(const GemmOp& product, IndexRange rows, IndexRange cols) {
  GemmOp part = product;
  const auto take = [](IndexRange range, std::int64_t& size, traces::Piece& piece, MaskPtr& mask) {
    if (range.size() == size) return;
    piece = {range.begin, size};
    mask = stretch_of(mask, range);
    size = range.size();
  };
  take(rows, part.m, part.piece_m, part.skip_m);
  take(cols, part.n, part.piece_n, part.skip_n);
  __extension__ using Wide = __int128;  // both factors may have 50 bits
  part.padding = static_cast<std::int64_t>(Wide{product.padding} * (part.m * part.n) / (product.m * product.n));
  return part;
}

std::vector<ProductChain> issued_products(const Iteration& iteration, const ProductGroup& group, std::size_t first,
                                          const Span& span, int pieces, const MachineConfig& config) {
  return products_of(iteration, group, first, span, pieces, config, [](const GemmOp& op) { return op; });
}

std::vector<ProductChain> unnamed_products(const Iteration& iteration, const ProductGroup& group, std::size_t first,
                                           const Span& span, int pieces, const MachineConfig& config) {
  return products_of(iteration, group, first, span, pieces, config, unnamed);
}

}  // namespace skipgrid::sim
